"""Facts of pupils that the national register asks for: reading what was given, and keeping it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.kernel.codes import api as codes
from xingtan.kernel.codes import checks
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import Enrolment, PupilFacts

YES = frozenset(("是", "1", "true", "yes", "y", "有"))
NO = frozenset(("否", "0", "false", "no", "n", "无"))
MOST_KM = 500


def clean_pupil_fact(field: str, value: Any) -> Any:
    """A value as it is kept: a code, True or False, a Decimal or a text; None when nothing was given.

    A code may be given by its name in the table, a flag as 是 or 否, a month as 2024-09 or 2024年9月.

    Raises:
        UnknownFact: no such field in `data.PUPIL_FACTS`.
        WrongFact: the value cannot be so.
    """
    fact = data.PUPIL_FACTS.get(field)
    if fact is None:
        raise errors.UnknownFact(reason=field, field=field)
    text = unicodedata.normalize("NFKC", "" if value is None else str(value)).strip()
    return READERS[fact.kind](fact, text) if text else None


def _wrong(fact: data.PupilFact, reason: Any) -> errors.WrongFact:
    return errors.WrongFact(label=fact.label, reason=reason, fields={fact.field: str(reason)})


def _code(fact: data.PupilFact, text: str) -> str:
    table = codes.table(fact.table)
    if text.upper() in table:
        return text.upper()
    named = next((code.code for code in table.codes.values() if text in (code.zh, code.en)), None)
    if named is None:
        raise _wrong(fact, _("“%(text)s”不在代码表“%(table)s”里。") % {"text": text, "table": table.zh})
    return named


def _flag(fact: data.PupilFact, text: str) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise _wrong(fact, _("应填“是”或“否”。"))


def _text(fact: data.PupilFact, text: str) -> str:
    if len(text) > fact.length:
        raise _wrong(fact, _("最长%(most)d个字，现有%(length)d个字。") % {"most": fact.length, "length": len(text)})
    return text


def _division(fact: data.PupilFact, text: str) -> str:
    if problem := checks.division_code_problem(text):
        raise _wrong(fact, problem)
    return text


def _month(fact: data.PupilFact, text: str) -> str:
    found = re.fullmatch(r"((?:19|20)\d{2})(?:[-/.年])?(\d{1,2})月?(?:[-/.]?\d{1,2}日?)?", text)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise _wrong(fact, _("应为年月，如202409。"))
    return f"{found[1]}{int(found[2]):02d}"


def _postcode(fact: data.PupilFact, text: str) -> str:
    if not re.fullmatch(r"\d{6}", text):
        raise _wrong(fact, _("应为6位数字。"))
    return text


def _km(fact: data.PupilFact, text: str) -> Decimal:
    try:
        km = Decimal(text.lower().removesuffix("km").removesuffix("公里").strip()).quantize(Decimal("0.1"))
    except InvalidOperation:
        raise _wrong(fact, _("应为公里数，如1.5。")) from None
    if not 0 <= km <= MOST_KM:
        raise _wrong(fact, _("应在0至%(most)d公里之间。") % {"most": MOST_KM})
    return km


def _web(fact: data.PupilFact, text: str) -> str:
    try:
        URLValidator(schemes=("http", "https"))(text)
    except ValidationError:
        raise _wrong(fact, _("应为以http://或https://开头的网址。")) from None
    return _text(fact, text)


READERS = {
    "code": _code,
    "flag": _flag,
    "text": _text,
    "division": _division,
    "month": _month,
    "postcode": _postcode,
    "km": _km,
    "web": _web,
}


@transaction.atomic
def set_pupil_facts(*, actor: Actor, person_id: int, facts: Mapping[str, Any]) -> PupilFacts:
    """Keep the given facts of a pupil who is on the roll; fields that are not given stay as they are.

    Args:
        facts: by field of `data.PUPIL_FACTS`; None or "" takes a fact away.
    Returns: the row; nothing is written or announced when nothing changed.
    Raises:
        PupilNotFound, NotPermitted, UnknownFact, WrongFact.
    """
    stays = Enrolment.objects.visible_to(actor).filter(person_id=person_id).order_by("-starts_on", "-pk")
    stay = stays.open_or_later(actor.on).first()
    if stay is None:
        raise errors.PupilNotFound(person_id=person_id)
    require(actor, data.MANAGE_PUPILS, stay.scope_path)
    cleaned = {field: clean_pupil_fact(field, value) for field, value in facts.items()}
    row: PupilFacts | None = PupilFacts.objects.select_for_update().filter(pk=person_id).first()
    row, is_new = row or PupilFacts(person_id=person_id), row is None
    if apply_facts(row, cleaned):
        row.save(force_insert=is_new)
        publish(data.PupilFactsChanged(person_id=person_id))
    return row


def apply_facts(row: PupilFacts, cleaned: Mapping[str, Any]) -> bool:
    """Write cleaned values onto a row; whether anything is different now."""
    before = {field: getattr(row, field) for field in data.OPEN_FACTS}
    for field in data.OPEN_FACTS:
        if field in cleaned:
            empty = None if PupilFacts._meta.get_field(field).null else ""
            setattr(row, field, empty if cleaned[field] is None else cleaned[field])
    sealed = row.sealed_facts if set(data.SEALED_FACTS) & set(cleaned) else None
    is_changed = before != {field: getattr(row, field) for field in data.OPEN_FACTS}
    if sealed is not None:
        wanted = {**sealed, **{field: cleaned[field] for field in data.SEALED_FACTS if field in cleaned}}
        wanted = {field: value for field, value in wanted.items() if value is not None}
        if wanted != sealed:
            row.keep_sealed(wanted)
            is_changed = True
    return is_changed
