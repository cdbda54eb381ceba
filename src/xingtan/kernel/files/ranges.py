"""Byte ranges of RFC 9110, one range at a time."""

from __future__ import annotations

import re

SINGLE = re.compile(r"^bytes=(\d*)-(\d*)$")


class Unsatisfiable(ValueError):
    """No byte of the content lies in the range."""


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None when the whole content is to be sent.

    Several ranges, other units and nonsense are answered with the whole, as the standard allows.

    Raises:
        Unsatisfiable: the range begins after the end.
    """
    match = SINGLE.match(header.replace(" ", ""))
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = int(last)
        if length == 0:
            raise Unsatisfiable
        return max(size - length, 0), size - 1
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end
