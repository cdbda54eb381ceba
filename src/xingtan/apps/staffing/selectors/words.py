"""Names and posts as a list shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _g

from xingtan.kernel.codes import api as codes
from xingtan.kernel.search.surnames import COMPOUND, SINGLE, USUAL
from xingtan.people.access.data import ROLES


def code_word(table: str, code: str | None) -> str:
    """The name behind a national code; empty for none."""
    return str(codes.label(table, code)) if code else ""


def subject_options(actor: Any = None) -> list[tuple[str, Any]]:
    return list(codes.options("subject"))


def post_words(posting: Any) -> str:
    """语文教师, 校长, 支教 语文教师: the title on the door, else role and subject."""
    if posting.title:
        return posting.title
    if posting.role == "teacher" and posting.subject_code:
        return _g("%(subject)s教师") % {"subject": code_word("subject", posting.subject_code)}
    return str(ROLES[posting.role].label) if posting.role in ROLES else posting.role


def needs_pinyin(name: str) -> bool:
    """Whether somebody may misread this name: a rare character, or one with another reading in names."""
    if name[:1] in SINGLE or name[:2] in COMPOUND:
        return True
    return any(character in USUAL or _is_rare(character) for character in name)


def _is_rare(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
