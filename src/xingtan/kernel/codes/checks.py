"""Numbers that carry their own proof: identity cards, credit codes, schools, pupils.

Pure functions: a `Problem` says in a sentence what is wrong, None means that nothing is. They expect cleaned text:
half-width, upper case, no spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.clock import today

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
OLDEST_BIRTH = date(1900, 1, 1)
FIRST_CERTIFICATES = 1996  # the first year in which teaching certificates were issued
CERTIFICATE_KINDS = "1234567"

# First two digits of a school code; what each means stands in the table "school_code_kind".
KIND_DIGITS = "11 21 22 31 32 33 34 35 36 37 41 42 51 91 92 93"
PROVINCE_DIGITS = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"  # GB/T 2260
)
SCHOOL_CODE_KINDS = frozenset(KIND_DIGITS.split())
PROVINCES = frozenset(PROVINCE_DIGITS.split())


@dataclass(frozen=True)
class Problem:
    """What is wrong with a number. `code` is for programs, the text for people."""

    code: str
    message: Any
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.message) % self.values


def resident_check_digit(first_seventeen: str) -> str:
    """Last sign of an identity card number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def resident_id_problem(number: str, *, on: date | None = None) -> Problem | None:
    """GB 11643: 18 signs, a birthday that exists and is not after `on` (today when left out), the right last sign."""
    if re.fullmatch(r"[0-9]{15}", number):
        return Problem("resident_id.old", _("这是15位的旧号码，请填写18位的新号码。"))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return Problem("resident_id.shape", _("应为18位：前17位是数字，最后一位是数字或X。"))
    born_on = _day(number[6:14])
    if born_on is None or born_on < OLDEST_BIRTH:
        return Problem("resident_id.birthday", _("第7至14位“%(digits)s”不是一个日期。"), {"digits": number[6:14]})
    if born_on > (on or today()):
        return Problem("resident_id.future", _("其中的出生日期%(day)s还没有到。"), {"day": born_on.isoformat()})
    if number[17] != resident_check_digit(number[:17]):
        return Problem("resident_id.check_digit", _("最后一位校验不符，请逐位核对。"))
    return None


def resident_birthday(number: str) -> date | None:
    """The birthday in an identity card number."""
    return _day(number[6:14])


def resident_sex(number: str) -> str:
    """The sex in an identity card number, by code of the table "sex"."""
    return "1" if int(number[16]) % 2 else "2"


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def credit_check_sign(first_seventeen: str) -> str:
    """Last sign of a unified social credit code (GB 32100)."""
    total = sum(CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(first_seventeen, CREDIT_WEIGHTS, strict=True))
    return CREDIT_SIGNS[(31 - total % 31) % 31]


def body_check_sign(first_eight: str) -> str:
    """Last sign of the organisation code inside a credit code (GB 11714)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(first_eight, BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def credit_code_problem(code: str) -> Problem | None:
    """GB 32100: 18 signs without I, O, S, V, Z, the organisation code inside and the last sign right."""
    if len(code) != 18:
        return Problem("credit_code.length", _("应为18位，现在是%(length)s位。"), {"length": len(code)})
    strange = [sign for sign in code if sign not in CREDIT_SIGNS]
    if strange:
        return Problem(
            "credit_code.sign", _("不能含有“%(sign)s”。只用数字和除I、O、S、V、Z外的大写字母。"), {"sign": strange[0]}
        )
    if not re.fullmatch(r"[0-9]{6}", code[2:8]):
        return Problem("credit_code.region", _("第3至8位应为登记机关的行政区划数字。"))
    if code[17] != credit_check_sign(code[:17]):
        return Problem("credit_code.check_digit", _("最后一位校验不符，请逐位核对。"))
    if code[16] != body_check_sign(code[8:16]):
        return Problem("credit_code.body", _("第9至17位的组织机构代码校验不符，请逐位核对。"))
    return None


def school_code_problem(code: str) -> Problem | None:
    """学校(机构)标识码: ten digits: kind, province, serial number."""
    if not re.fullmatch(r"[0-9]{10}", code):
        return Problem("school_code.shape", _("应为10位数字。"))
    if code[:2] not in SCHOOL_CODE_KINDS:
        return Problem("school_code.kind", _("前两位“%(digits)s”不是学校类别。"), {"digits": code[:2]})
    if code[2:4] not in PROVINCES:
        return Problem("school_code.province", _("第3、4位“%(digits)s”不是省级行政区划。"), {"digits": code[2:4]})
    return None


def division_code_problem(code: str) -> Problem | None:
    """Administrative division (GB/T 2260): 6 digits, or 9 or 12 down to township and village; 99 is fictitious."""
    if not re.fullmatch(r"[0-9]{6}|[0-9]{9}|[0-9]{12}", code):
        return Problem("division_code.shape", _("应为6位数字；写到乡镇为9位，写到村居为12位。"))
    if code[:2] not in PROVINCES and code[:2] != "99":
        return Problem("division_code.province", _("前两位“%(digits)s”不是省级行政区划。"), {"digits": code[:2]})
    return None


def student_number_problem(number: str, *, on: date | None = None) -> Problem | None:
    """全国学籍号: G and a valid identity card number; L (or J) and 18 signs while it is not verified yet."""
    if not re.fullmatch(r"[GLJ][0-9]{17}[0-9X]", number):
        return Problem("student_number.shape", _("应为G或L加18位，共19位。"))
    if number[0] == "G" and resident_id_problem(number[1:], on=on):
        return Problem("student_number.resident_id", _("G后面的18位不是一个正确的身份证号。"))
    return None


def teaching_certificate_problem(number: str, *, on: date | None = None) -> Problem | None:
    """教师资格证书号码: 17 digits: year (4), office (5), kind (1), sex (1), serial number (6).

    Offices and sexes are not checked: their lists have changed over the years.
    """
    if not re.fullmatch(r"[0-9]{17}", number):
        return Problem("teaching_certificate.shape", _("应为17位数字，现在是%(length)s位。"), {"length": len(number)})
    if not FIRST_CERTIFICATES <= int(number[:4]) <= (on or today()).year:
        return Problem("teaching_certificate.year", _("前4位“%(digits)s”不是发证年份。"), {"digits": number[:4]})
    if number[9] not in CERTIFICATE_KINDS:
        return Problem("teaching_certificate.kind", _("第10位“%(digit)s”不是教师资格种类。"), {"digit": number[9]})
    return None
