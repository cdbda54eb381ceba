"""What somebody typed, as tsquery."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from xingtan.kernel.registry import SearchSource
from xingtan.kernel.scopes import Actor
from xingtan.kernel.search.indexing import EXACT, SOURCE, quoted
from xingtan.kernel.search.models import SearchWord
from xingtan.kernel.search.words import cut_by_frequency, normal, pairs, runs, substrings

MAX_QUERY = 100
MAX_RUNS = 12
CODE = re.compile(r"[a-z]{0,4}\d[\d ]{5,}[\dx]?")  # an e-ID or another number, perhaps typed in groups


@dataclass(frozen=True, slots=True)
class Question:
    """`all_words` and `any_word` are tsquery text; `exact` matches a title that is just this. `marks` to highlight."""

    text: str
    all_words: str
    any_word: str
    exact: str
    marks: tuple[str, ...]


def understood(text: str) -> Question | None:
    """None when nothing in `text` can be looked for."""
    text = text.replace("\x00", " ").strip()[:MAX_QUERY]
    cleaned = normal(text)
    if CODE.fullmatch(cleaned):
        cleaned = cleaned.replace(" ", "")
    found = runs(cleaned)[:MAX_RUNS]
    if not found:
        return None
    frequency = _frequency([run for run, is_chinese in found if is_chinese and len(run) > 2])
    whole: list[str] = []
    parts: list[str] = []
    marks: list[str] = []
    for run, is_chinese in found:
        terms, pieces = _chinese(run, frequency) if is_chinese else _latin(run)
        whole.append(terms)
        parts += pieces
        marks.append(run)
        marks += [piece.strip("'") for piece in pieces if is_chinese]
    return Question(
        text=text,
        all_words=" & ".join(whole),
        any_word=" | ".join(dict.fromkeys(parts)),
        exact=quoted(EXACT + cleaned),
        marks=tuple(sorted(set(marks), key=len, reverse=True)),
    )


def _latin(run: str) -> tuple[str, list[str]]:
    term = f"{quoted(run)}:*" if len(run) > 1 else quoted(run)
    return term, [term]


def _chinese(run: str, frequency: dict[str, int]) -> tuple[str, list[str]]:
    """As one piece of text, or as words in any order."""
    neighbours = [quoted(pair) for pair in pairs(run)]
    together = " & ".join(neighbours)
    cut = [piece for piece in cut_by_frequency(run, frequency) if len(piece) > 1] if len(run) > 2 else []
    if len(cut) < 2:
        return f"({together})" if len(neighbours) > 1 else together, neighbours
    words = [quoted(word) for word in cut]
    return f"(({together}) | ({' & '.join(words)}))", [*words, *neighbours]


def _frequency(texts: list[str]) -> dict[str, int]:
    """How often each word that stands somewhere in `texts` was met while indexing."""
    candidates = {piece for text in texts for piece in substrings(text)}
    if not candidates:
        return {}
    return dict(SearchWord.objects.filter(word__in=candidates).values_list("word", "frequency"))


@dataclass(frozen=True, slots=True)
class Reach:
    """One way in which rows of a source are within reach: lexemes they must have, and a condition beside them."""

    lexemes: str
    condition: str = ""
    values: tuple[Any, ...] = ()


def reaches(source: SearchSource, actor: Actor) -> list[Reach]:
    """The ways in which `actor` may find rows of `source`; empty when there are none."""
    own = quoted(SOURCE + source.code)
    paths = actor.paths(source.permission) if source.permission else ()
    found = []
    if not source.permission:
        found.append(Reach(own))
    elif paths:
        scopes = " | ".join(quoted(path) for path in dict.fromkeys(paths))
        found.append(Reach(f"{own} & ({scopes})"))
    beside = source.beside(actor) if source.beside is not None else ()
    if beside:
        found.append(Reach(own, "AND source = %s AND object_id = ANY (%s)", (source.code, list(beside))))
    return found
