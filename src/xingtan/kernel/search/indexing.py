"""Documents into index rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from xingtan.kernel.registry import SearchDocument
from xingtan.kernel.search.pinyin import readings
from xingtan.kernel.search.words import dictionary_words, normal, pairs, runs

MAX_TEXT = 20_000
MAX_NAME = 16
# Lexemes that are not words carry a sign no word can contain.
EXACT, SOURCE, SCOPE = "=", "@", "/"

UPSERT = """
    INSERT INTO search_searchentry (source, object_id, title, text, url, scope_paths, tokens, updated_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector, %s)
    ON CONFLICT (source, object_id) DO UPDATE SET title = excluded.title, text = excluded.text, url = excluded.url,
        scope_paths = excluded.scope_paths, tokens = excluded.tokens, updated_at = excluded.updated_at
"""
COUNT_WORDS = """
    INSERT INTO search_searchword (word, frequency) VALUES (%s, %s)
    ON CONFLICT (word) DO UPDATE SET frequency = search_searchword.frequency + excluded.frequency
"""


def write(source_code: str, documents: Iterable[SearchDocument], *, now: datetime) -> int:
    """Add or replace index rows; returns how many."""
    words: Counter[str] = Counter()
    rows = [_row(source_code, document, words, now) for document in documents]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(UPSERT, rows)
        if words:
            cursor.executemany(COUNT_WORDS, sorted(words.items()))  # one order for all writers: no deadlock
    return len(rows)


def _row(source_code: str, document: SearchDocument, words: Counter[str], now: datetime) -> tuple[Any, ...]:
    title = document.title.replace("\x00", "")[:300]
    text = document.text.replace("\x00", "")[:MAX_TEXT]
    tokens = vector(source_code, document, words)
    return (
        source_code, document.object_id, title, text, document.url, list(document.scope_paths), tokens, now
    )  # fmt: skip


def vector(source_code: str, document: SearchDocument, words: Counter[str]) -> str:
    """The text form of a tsvector: title words weigh A, spellings B, text words D."""
    tokens: dict[str, str] = {}
    for token in _body(document.text.replace("\x00", "")[:MAX_TEXT], words):
        tokens[token] = ""
    names = dict.fromkeys((document.title.replace("\x00", ""), *document.names))
    for name in names:
        for spelling in _spellings(name, is_name=name in document.names):
            tokens[spelling] = "B"
    for name in names:
        for token in _title(name):
            tokens[token] = "A"
        if name not in document.names:
            tokens.update(dict.fromkeys(_body(name, words), "A"))
        tokens[EXACT + normal(name)] = "A"
    tokens[SOURCE + source_code] = ""
    for scope in scope_tokens(document.scope_paths):
        tokens[scope] = ""
    return " ".join(
        f"{quoted(token)}:{min(place, 16_383)}{weight}" for place, (token, weight) in enumerate(tokens.items(), start=1)
    )


def quoted(token: str) -> str:
    """A lexeme as PostgreSQL reads it."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def scope_tokens(paths: Iterable[str]) -> set[str]:
    """Each path and every path above it: a grant on any of them finds the row by equality."""
    found = {SCOPE}
    for path in paths:
        parts = path.strip("/").split("/")
        found.update("/" + "/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1) if parts[0])
    return found if any(paths) else set()


def _title(name: str) -> Iterator[str]:
    for run, is_chinese in runs(name):
        if not is_chinese:
            yield run
            continue
        yield from run
        yield from pairs(run)


def _body(text: str, words: Counter[str]) -> Iterator[str]:
    for run, is_chinese in runs(text):
        if not is_chinese:
            yield run
            continue
        yield from pairs(run)
        for word in dictionary_words(run):
            words[word] += 1
            yield word


def _spellings(name: str, *, is_name: bool) -> Iterator[str]:
    """Pinyin and initials of a name, from every syllable on: 杏坛中山小学 is found by zsxx and by zhongshan."""
    if len(name) > MAX_NAME and not is_name:
        return
    # A name may be a person's or a school's; only the former has a surname. Both readings are right to find it by.
    spellings = readings(name, is_person=False)
    for spelling in dict.fromkeys((*readings(name, is_person=True), *spellings) if is_name else spellings):
        syllables = spelling.syllables.split()
        for start in range(len(syllables)):
            yield "".join(syllables[start:])
            if len(syllables) - start > 1:
                yield spelling.initials[start:]
