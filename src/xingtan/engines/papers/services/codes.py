"""Codes that let whoever holds a paper ask whether it is genuine."""

from __future__ import annotations

import secrets

import segno

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that are mistaken for another
LENGTH = 16
QUIET = 2  # modules around the code


def new_code() -> str:
    """A code that nobody guesses: 16 signs of 31, 79 bits."""
    return "".join(secrets.choice(SIGNS) for _index in range(LENGTH))


def tidy(code: str) -> str:
    """A code as somebody typed it: no spaces, capitals."""
    return "".join(code.split()).replace("-", "").upper()


def spaced(code: str) -> str:
    """ABCD EFGH …: in groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def qr_rows(address: str) -> tuple[str, ...]:
    """A QR code as rows of "0" and "1", its quiet zone included: what `Slip.qr` and `Label.qr` take."""
    drawn = segno.make(address, error="m", micro=False)
    return tuple("".join("1" if module else "0" for module in row) for row in drawn.matrix_iter(border=QUIET))


def qr_svg(address: str, *, scale: int = 3) -> str:
    """A QR code as SVG to stand in a page; nothing of `address` but its squares is in it."""
    return str(segno.make(address, error="m", micro=False).svg_inline(scale=scale, border=QUIET))
