"""Text into words: Chinese in pairs of characters and in dictionary words, the rest by letters and digits.

Pairs make every piece of a name findable; dictionary words make long questions match in any order. The dictionary
(jieba, 1.3 s to load) is opened only while indexing. A query is cut with the words that indexing has met.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Any

from django.conf import settings

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
RUN = re.compile(f"([{HAN}]+)|([a-z0-9]+)")
# The dot inside long names is left out, so that a name is one run whether or not somebody types it.
INNER_DOT = re.compile(f"(?<=[{HAN}])[·•‧・∙⋅.．](?=[{HAN}])")
MAX_WORD = 8


def normal(text: str) -> str:
    """Full-width to half-width, lower case, no dots inside names."""
    return INNER_DOT.sub("", unicodedata.normalize("NFKC", text).lower().replace("ü", "v"))


def runs(text: str) -> list[tuple[str, bool]]:
    """Runs of Chinese characters (True) and of letters and digits (False), in order."""
    return [(found[1] or found[2], bool(found[1])) for found in RUN.finditer(normal(text))]


def pairs(run: str) -> list[str]:
    """Neighbouring characters; a single one stands for itself."""
    return [run[index : index + 2] for index in range(len(run) - 1)] or [run]


def dictionary_words(run: str) -> tuple[str, ...]:
    """Words of a run by the dictionary, with the shorter words inside longer ones."""
    return tuple(word for word in _cut(run) if 2 <= len(word) <= MAX_WORD)


@lru_cache(maxsize=20_000)
def _cut(run: str) -> tuple[str, ...]:
    return tuple(_dictionary().cut_for_search(run)) if len(run) > 2 else (run,)


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    import logging

    import jieba

    jieba.setLogLevel(logging.CRITICAL)  # it complains on stderr when it cannot keep its cache, which is no harm
    # Never the shared temporary folder: the cache is read back by marshal, and anybody could lay one there.
    cache_folder = Path(settings.HOME) / "cache"
    cache_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    jieba.dt.tmp_dir = str(cache_folder)
    jieba.initialize()
    return jieba


def substrings(run: str) -> list[str]:
    """Every piece of a run that could be a word."""
    return [
        run[start : start + length]
        for start in range(len(run))
        for length in range(2, min(MAX_WORD, len(run) - start) + 1)
    ]


def cut_by_frequency(run: str, frequency: Mapping[str, int]) -> list[str]:
    """The likeliest way through a run, given how often each word was met; leftovers stay single characters.

    The same rule as the dictionary's own: the product of the words' probabilities is greatest.
    """
    total = log(sum(frequency.values()) + 1)
    best: list[tuple[float, int]] = [(0.0, 0)] * (len(run) + 1)
    for start in range(len(run) - 1, -1, -1):
        options = [(best[start + 1][0] - total, 1)]
        for length in range(2, min(MAX_WORD, len(run) - start) + 1):
            count = frequency.get(run[start : start + length], 0)
            if count:
                options.append((log(count) - total + best[start + length][0], length))
        best[start] = max(options)
    cut, start = [], 0
    while start < len(run):
        length = best[start][1]
        cut.append(run[start : start + length])
        start += length
    return cut
