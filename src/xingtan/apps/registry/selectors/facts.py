"""The register items of one pupil as a card shows them, and portraits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _g

from xingtan.apps.registry.data import PORTRAIT_HOLDER
from xingtan.apps.registry.selectors import words
from xingtan.kernel.clock import in_force
from xingtan.kernel.files import api as files
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import Enrolment, PupilFacts
from xingtan.people.roster.querysets import wards_of

SEALED_MARK = "******"


@dataclass(frozen=True, kw_only=True)
class ShownFact:
    """One line of the card. `shown` is empty for what is not known, a mask for what is sealed."""

    field: str
    label: Any
    shown: str
    is_sealed: bool


def in_words(fact: roster.PupilFact, value: Any) -> str:
    """A kept value as people read it; empty for none."""
    if value is None or value == "":
        return ""
    if fact.kind == "flag":
        return _g("是") if value else _g("否")
    if fact.kind == "code":
        return words.word(fact.table, value)
    if fact.kind == "month":
        return _g("%(year)s年%(month)d月") % {"year": value[:4], "month": int(value[4:])}
    if fact.kind == "division":
        return _division(value)
    return str(value)


def _division(code: str) -> str:
    province = words.word("province", f"{code[:2]}0000")
    return (
        code if province == f"{code[:2]}0000" else _g("%(province)s（%(code)s）") % {"province": province, "code": code}
    )


def shown_fact(fact: roster.PupilFact, row: PupilFacts | None) -> ShownFact:
    if fact.is_sealed:
        shown = SEALED_MARK if row is not None and fact.field in row.sealed_names else ""
    else:
        shown = in_words(fact, getattr(row, fact.field)) if row is not None else ""
    return ShownFact(field=fact.field, label=fact.label, shown=shown, is_sealed=fact.is_sealed)


def fact_groups(row: PupilFacts | None) -> list[tuple[Any, list[ShownFact]]]:
    """Facts under their headings, in the order of the register; all of them, known or not."""
    return [
        (group.label, [shown_fact(fact, row) for fact in roster.PUPIL_FACTS.values() if fact.group == group])
        for group in roster.FactGroup
    ]


def revealed(row: PupilFacts | None, field: str) -> str:
    """A sealed fact in words; empty when it is not known. Whoever shows it records that it was shown."""
    fact = roster.PUPIL_FACTS[field]
    return in_words(fact, row.sealed_facts.get(field)) if row is not None else ""


def portrait_of(person_id: int) -> int | None:
    """Link id of a pupil's portrait, for a page whose reader may read the pupil."""
    return files.avatars(PORTRAIT_HOLDER, [person_id]).get(person_id)


class Portraits:
    """Link ids of the portraits of many pupils, asked for in one query by the first who wants to know."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._person_ids: Iterable[int] = [row.person_id for row in rows]
        self._found: dict[int, int] | None = None

    def of(self, person_id: int) -> int | None:
        if self._found is None:
            self._found = files.avatars(PORTRAIT_HOLDER, self._person_ids)
        return self._found.get(person_id)


def may_see_portrait(actor: Actor, person_id: int) -> bool:
    """Staff who may read the pupil's card today, the pupil, and guardians; not who merely teaches them."""
    if actor.person_id == person_id:
        return True
    stays = Enrolment.objects.permitted(actor, roster.VIEW_PUPILS).filter(in_force(actor.on), person_id=person_id)
    if stays.exists():
        return True
    return actor.person_id is not None and wards_of(actor.person_id, actor.on).filter(pupil_id=person_id).exists()
