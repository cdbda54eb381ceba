"""Invented numbers: right by their own check digits, and impossible in the world.

Every number here is recognisable: county code 371802 (the last city of Shandong is 3717, 3718 was never given out),
division 999900 in resident IDs, school serials from 990001, phones that begin with 100 (a prefix of service codes,
never of subscribers) and organisation codes that begin with X.
"""

from __future__ import annotations

from datetime import date

from xingtan.kernel.codes import checks

PROVINCE_CODE, CITY_CODE, COUNTY_CODE = "370000", "371800", "371802"
ID_DIVISION = "999900"
PHONE_PREFIX = "100"
SCHOOL_SERIAL_FROM = 990001

# First two digits of a school's code by its kind (办学类型).
SCHOOL_CATEGORY = {
    "111": "11",
    "211": "21",
    "218": "21",
    "311": "31",
    "312": "31",
    "341": "34",
    "342": "34",
    "345": "34",
    "514": "51",
}


def resident_id(born_on: date, serial: int, division: str = ID_DIVISION) -> str:
    """An 18-character resident ID of an invented division.

    Args:
        serial: 0 to 999; odd for men, even for women.
    """
    body = f"{division}{born_on:%Y%m%d}{serial:03d}"
    return body + checks.resident_check_digit(body)


def school_code(school_kind: str, ordinal: int) -> str:
    """The ten digits of a school: category, province, six digits from the invented range."""
    return f"{SCHOOL_CATEGORY[school_kind]}{PROVINCE_CODE[:2]}{SCHOOL_SERIAL_FROM + ordinal:06d}"


def credit_code(ordinal: int, registrar: str = "12") -> str:
    """An 18-character unified social credit code in the invented county; 12 is a public institution, 11 an office."""
    body = f"X{ordinal:07d}"
    first = f"{registrar}{COUNTY_CODE}{body}{checks.body_check_sign(body)}"
    return first + checks.credit_check_sign(first)


def phone(serial: int) -> str:
    """Eleven digits that no telephone has. Neighbours in `serial` do not look alike."""
    return f"{PHONE_PREFIX}{serial * 7919 % 100_000_000:08d}"


def telephone(serial: int) -> str:
    """An office number that no office has: behind the area code, none begins with 0."""
    return f"0539-0{serial * 7919 % 1_000_000:06d}"
