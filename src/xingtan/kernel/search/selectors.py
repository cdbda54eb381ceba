"""Finding: one round trip for all sources, then each source confirms what may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from xingtan.kernel.prepared import server_side_cursor
from xingtan.kernel.registry import REGISTRY, SearchSource
from xingtan.kernel.scopes import Actor
from xingtan.kernel.search.data import SearchGroup, SearchHit, SearchResults
from xingtan.kernel.search.query import Question, Reach, reaches, understood
from xingtan.kernel.search.words import HAN, normal

CANDIDATES = 300  # of one source, before they are put in order
EXCERPT = 60
WEIGHTS = "{0.05, 0.2, 0.6, 1.0}"

# The best of one source: rows whose title is just this first, then by weight of the words, then by title.
ONE_SOURCE = """
    (SELECT source, object_id, title, text, url FROM ({candidates}) found
     GROUP BY id, source, object_id, title, text, url ORDER BY max(rank) DESC, title, id LIMIT %s)
"""
# Candidates within one reach: what must be in `tokens`, a condition beside it, and how much it counts from the start.
ONE_REACH = """
    (SELECT id, source, object_id, title, text, url, {start} + ts_rank(%s, tokens, %s::tsquery) AS rank
     FROM search_searchentry WHERE tokens @@ %s::tsquery {condition} LIMIT %s)
"""


class _Row(NamedTuple):
    source: str
    object_id: int
    title: str
    text: str
    url: str


def find(actor: Actor, text: str, *, limit: int = 8, sources: Iterable[str] | None = None) -> SearchResults:
    """What `actor` may find for `text`, by source.

    Args:
        limit: hits shown of each source.
        sources: codes of the sources to look in; None = all.
    Returns:
        Rows with every word; when there are none, rows with any word and `is_partial` set.
    """
    question = understood(text)
    offered = _offered(actor, sources)
    if question is None or not offered:
        return SearchResults(query=text)
    for words in (question.all_words, question.any_word):
        rows = _rows(offered, question, words, limit)
        groups = _groups(actor, offered, rows, question, limit)
        if groups:
            return SearchResults(query=text, groups=groups, is_partial=words != question.all_words)
        if question.any_word == question.all_words:
            break
    return SearchResults(query=text)


def _offered(actor: Actor, codes: Iterable[str] | None) -> list[tuple[SearchSource, list[Reach]]]:
    wanted = None if codes is None else set(codes)
    sources = [source for source in REGISTRY.all("search") if wanted is None or source.code in wanted]
    offered = [
        (source, reaches(source, actor)) for source in sorted(sources, key=lambda source: (source.order, source.code))
    ]
    return [(source, ways) for source, ways in offered if ways]


def _rows(
    offered: Sequence[tuple[SearchSource, list[Reach]]], question: Question, words: str, limit: int
) -> dict[str, list[_Row]]:
    statements: list[str] = []
    values: list[Any] = []
    for _source, ways in offered:
        candidates = []
        for way in ways:
            for start, asked in ((2, question.exact), (0, f"({words})")):
                candidates.append(ONE_REACH.format(start=start, condition=way.condition))
                values += [WEIGHTS, words, f"{asked} & {way.lexemes}", *way.values, CANDIDATES]
        statements.append(ONE_SOURCE.format(candidates=" UNION ALL ".join(candidates)))
        values.append(limit * 3 + 1)  # some may not pass the second look
    found: dict[str, list[_Row]] = {}
    with server_side_cursor() as cursor:  # planning takes longer than finding: there are few shapes of this statement
        cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(statements)}) found", values)
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(_Row(*row))
    return found


def _groups(
    actor: Actor,
    offered: Sequence[tuple[SearchSource, list[Reach]]],
    rows: dict[str, list[_Row]],
    question: Question,
    limit: int,
) -> tuple[SearchGroup, ...]:
    """Only what the source itself says this actor may see."""
    groups = []
    for source, _ways in offered:
        found = rows.get(source.code, [])
        visible = source.visible_ids(actor, [row.object_id for row in found]) if found else set()
        shown = [row for row in found if row.object_id in visible]
        if shown:
            hits = tuple(_hit(row, question) for row in shown[:limit])
            groups.append(SearchGroup(code=source.code, label=source.label, hits=hits, has_more=len(shown) > limit))
    return tuple(groups)


def _hit(row: _Row, question: Question) -> SearchHit:
    return SearchHit(
        source=row.source,
        object_id=row.object_id,
        title=row.title,
        url=row.url,
        title_html=marked(row.title, question.marks),
        excerpt_html=marked(_excerpt(row.text, question.marks), question.marks),
    )


def _excerpt(text: str, marks: Sequence[str]) -> str:
    """A piece of the text around the first word asked for."""
    lowered = normal(text) if len(normal(text)) == len(text) else text.lower()
    places = [place for place in (lowered.find(mark) for mark in marks) if place >= 0]
    start = max(min(places, default=0) - EXCERPT // 3, 0)
    piece = text[start : start + EXCERPT].replace("\n", " ")
    return f"{'…' if start else ''}{piece}{'…' if start + EXCERPT < len(text) else ''}"


def marked(text: str, marks: Sequence[str]) -> SafeString:
    """Escaped text with the words asked for in `<mark>`; single Latin letters are not worth marking."""
    worth = [re.escape(mark) for mark in marks if len(mark) > 1 or re.match(f"[{HAN}]", mark)]
    if not worth:
        return escape(text)
    pieces = re.split(f"({'|'.join(worth)})", text, flags=re.IGNORECASE)
    html = "".join(
        f"<mark>{escape(piece)}</mark>" if index % 2 else escape(piece) for index, piece in enumerate(pieces)
    )
    return mark_safe(html)  # every piece is escaped
