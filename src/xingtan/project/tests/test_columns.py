"""Columns line up although Chinese characters are twice as wide."""

from __future__ import annotations

from xingtan.project.supervisor.columns import aligned, width


def test_columns_line_up() -> None:
    lines = aligned([("role", "name"), ("教师", "teacher"), ("教育局领导", "x")])

    assert [width(line[: line.index(word)]) for line, word in zip(lines, ("name", "teacher", "x"), strict=True)] == [
        12
    ] * 3
