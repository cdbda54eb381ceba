"""The regional e-ID (教育电子身份证号): XT, the year it was given out, seven digits, one check digit.

The check digit follows ISO 7064 MOD 11,10 over the eleven digits, so any single wrong digit and nearly every
swap of neighbours is noticed. The number says nothing about the person and never changes.
"""

from __future__ import annotations

import re

PREFIX = "XT"
PATTERN = re.compile(r"XT\d{12}")


def check_digit(digits: str) -> str:
    """The ISO 7064 MOD 11,10 check digit of a string of digits."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def compose(year: int, serial: int) -> str:
    """The e-ID with this year and serial number (0 to 9,999,999).

    Raises:
        ValueError: the serial number has more than seven digits.
    """
    if not 0 <= serial <= 9_999_999:
        raise ValueError(f"serial {serial} does not fit seven digits")
    digits = f"{year:04d}{serial:07d}"
    return f"{PREFIX}{digits}{check_digit(digits)}"


def canonical(text: str) -> str:
    """Upper case, without spaces, as it is stored."""
    return "".join(text.split()).upper()


def is_valid(text: str) -> bool:
    """Whether a text is an e-ID whose check digit is right."""
    e_id = canonical(text)
    return bool(PATTERN.fullmatch(e_id)) and check_digit(e_id[2:-1]) == e_id[-1]
