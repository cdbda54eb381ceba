"""Rules for passwords. Lengths and classes are the region's to set; the defaults follow common practice for level 3."""

from __future__ import annotations

import string
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST = 8
LONGEST = 128
FEWEST_CLASSES = 3
REMEMBERED = 5
COMMON = frozenset(
    ("password", "passw0rd", "qwertyui", "12345678", "abcd1234", "abc12345", "iloveyou", "admin123", "xingtan1")
)


def _classes(password: str) -> int:
    groups = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    found = sum(any(character in group for character in password) for group in groups)
    return found + any(all(character not in group for group in groups) for character in password)


def problems(password: str, account: Any = None) -> list[str]:
    """Sentences saying what is wrong with a password, none when it may be used."""
    found = []
    if not SHORTEST <= len(password) <= LONGEST:
        found.append(_("长度应为%(least)d至%(most)d个字符。") % {"least": SHORTEST, "most": LONGEST})
    if _classes(password) < FEWEST_CLASSES:
        found.append(_("大写字母、小写字母、数字、符号中至少要有三类。"))
    if password.lower() in COMMON or password.lower().rstrip("!@#1234567890.") in COMMON:
        found.append(_("这个密码太常见。"))
    if account is not None:
        found += _personal_problems(password, account)
    return found


def _personal_problems(password: str, account: Any) -> list[str]:
    found = []
    lowered = password.lower()
    born_on = account.person.born_on
    names = [account.username.lower(), account.person.e_id.lower(), account.person.name_pinyin.replace(" ", "")]
    if any(len(name) >= 4 and name in lowered for name in names):
        found.append(_("不能包含用户名、电子身份证号或姓名拼音。"))
    if born_on and any(born_on.strftime(shape) in lowered for shape in ("%Y%m%d", "%y%m%d")):
        found.append(_("不能包含出生日期。"))
    recent = account.former_passwords.all()[:REMEMBERED].values_list("password", flat=True)
    if any(check_password(password, old) for old in (account.password, *recent) if old):
        found.append(_("不能与最近%(count)d次用过的密码相同。") % {"count": REMEMBERED})
    return found


class PasswordRules:
    """Django's door to the same rules."""

    def validate(self, password: str, user: Any = None) -> None:
        if found := problems(password, user):
            raise ValidationError(found)

    def get_help_text(self) -> str:
        return _("至少8个字符，大写字母、小写字母、数字、符号中至少三类，不含用户名和生日。")
