"""Pupils who may be one and the same: pairs within reach, and two of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.selectors import words
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import Person
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import Enrolment, Guardianship, PersonMerge

MOST_PAIRS = 200
REASONS = {
    "number": _("学籍号相同"),
    "name": _("姓名和出生日期相同"),
    "pinyin": _("姓名读音和出生日期相同"),
    "class": _("同班同名"),
}
FIND = """
WITH last AS MATERIALIZED (
    SELECT DISTINCT ON (person_id) person_id, scope_path, class_group_id, student_number_index AS number
    FROM roster_enrolment ORDER BY person_id, starts_on DESC, id DESC
),
mine AS MATERIALIZED (
    SELECT l.*, p.name, p.name_pinyin, p.born_on FROM last l JOIN persons_person p ON p.id = l.person_id
    WHERE l.scope_path LIKE ANY(%(below)s)
)
SELECT a.person_id, b.person_id,
       CASE WHEN a.number = b.number THEN 'number'
            WHEN a.name = b.name AND a.born_on = b.born_on THEN 'name'
            WHEN a.born_on = b.born_on THEN 'pinyin' ELSE 'class' END AS reason
FROM mine a JOIN mine b ON a.person_id < b.person_id
    AND (a.number = b.number OR (a.name_pinyin = b.name_pinyin
         AND (a.born_on = b.born_on OR (a.name = b.name AND a.class_group_id = b.class_group_id))))
WHERE NOT EXISTS (SELECT 1 FROM registry_differentpair d
                  WHERE d.first_id = a.person_id AND d.second_id = b.person_id)
ORDER BY a.name_pinyin, a.person_id, b.person_id LIMIT %(limit)s
"""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two, with what tells them apart."""

    person: Person
    stay: Any
    documents: list[tuple[str, str]]
    guardians: list[str]
    is_enrolled: bool

    @property
    def place(self) -> str:
        group = self.stay.class_group
        name = group.lasting_name if group else _g("未分班")
        return f"{self.stay.organisation.display_name} {name}"


@dataclass(frozen=True, kw_only=True)
class Pair:
    first: Side
    second: Side
    reason: Any

    @property
    def may_merge(self) -> bool:
        """Whether at most one of them is on a roll today."""
        return not (self.first.is_enrolled and self.second.is_enrolled)

    @property
    def facts(self) -> list[tuple[Any, str, str]]:
        """Facts side by side: label, the first's, the second's."""
        pairs = [(label, read(self.first), read(self.second)) for label, read in COMPARED]
        return [(label, one, other) for label, one, other in pairs if one or other]


COMPARED = (
    (_("姓名"), lambda side: side.person.name),
    (_("电子身份证号"), lambda side: side.person.e_id_spaced),
    (_("性别"), lambda side: str(side.person.get_sex_display())),
    (_("出生日期"), lambda side: side.person.born_on.isoformat() if side.person.born_on else ""),
    (_("民族"), lambda side: words.word("ethnic", side.person.ethnic_code)),
    (_("证件"), lambda side: "、".join(f"{kind} {number}" for kind, number in side.documents)),
    (_("学籍号"), lambda side: side.stay.student_number_masked),
    (_("学校和班级"), lambda side: side.place),
    (_("状态"), lambda side: str(side.stay.get_status_display())),
    (_("起"), lambda side: side.stay.starts_on.isoformat()),
    (_("止"), lambda side: side.stay.ends_on.isoformat() if side.stay.ends_on else ""),
    (_("监护人"), lambda side: "、".join(side.guardians)),
)


def pairs_of(actor: Actor) -> list[Pair]:
    """Undecided pairs, both of whom the actor looks after, at most 200; a fixed number of queries."""
    paths = [f"{path}%" for path in actor.paths(roster.MANAGE_PUPILS)]
    if not paths:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"below": paths, "limit": MOST_PAIRS})
        found = cursor.fetchall()
    sides = sides_of(sorted({pk for row in found for pk in row[:2]}), actor)
    return [Pair(first=sides[one], second=sides[other], reason=REASONS[reason]) for one, other, reason in found]


def pair(actor: Actor, first_id: int, second_id: int) -> Pair | None:
    """Two pupils side by side; None when the actor does not look after both."""
    sides = sides_of([first_id, second_id], actor)
    looked_after = [side for side in sides.values() if actor.may(roster.MANAGE_PUPILS, side.stay.scope_path)]
    if len(looked_after) != 2:
        return None
    return Pair(first=sides[first_id], second=sides[second_id], reason="")


def sides_of(person_ids: Sequence[int], actor: Actor) -> dict[int, Side]:
    stays = Enrolment.objects.filter(person_id__in=person_ids).order_by("starts_on", "pk")
    last = {stay.person_id: stay for stay in stays.select_related("person", "organisation", "class_group__cohort")}
    guardians: dict[int, list[str]] = {}
    rows = Guardianship.objects.confirmed(actor.on).filter(pupil_id__in=person_ids).order_by("pk")
    for pupil_id, name, phone in rows.values_list("pupil_id", "guardian__name", "guardian__phone_masked"):
        guardians.setdefault(pupil_id, []).append(f"{name} {phone}".strip())
    people = Person.objects.filter(pk__in=last).prefetch_related("documents")
    documents = {
        person.pk: [(words.word("document_kind", row.kind), row.number_masked) for row in person.documents.all()]
        for person in people
    }
    return {
        pk: Side(
            person=stay.person,
            stay=stay,
            documents=documents[pk],
            guardians=guardians.get(pk, []),
            is_enrolled=stay.ends_on is None or stay.ends_on >= actor.on,
        )
        for pk, stay in last.items()
    }


def merges_of(actor: Actor) -> list[Any]:
    """The last ten merges into pupils whom the actor looks after."""
    kept = Enrolment.objects.permitted(actor, roster.MANAGE_PUPILS).order_by().values("person_id")
    rows = PersonMerge.objects.filter(kept_id__in=kept).select_related("kept", "merged", "done_by")
    return list(rows.order_by("-done_at")[:10])
