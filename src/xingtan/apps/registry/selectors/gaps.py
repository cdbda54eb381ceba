"""Empty fields of pupils on the roll: how many of each, and whose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import IdentityDocument
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import Enrolment

ROWS_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A field that ought to be filled. `is_empty` says of a stay that it is not; `kept_in` which service fills it."""

    code: str
    label: Any
    is_empty: Q
    kept_in: str  # person, enrolment, facts, or card: only on forms of its own


def _of_fact(fact: roster.PupilFact) -> Gap:
    column = f"person__pupil_facts__{fact.field}"
    if fact.is_sealed:
        known = Q(person__pupil_facts__sealed_names__contains=[fact.field])
        condition = Q(person__pupil_facts__isnull=True) | ~known
    elif fact.kind in ("flag", "km"):
        condition = Q(**{f"{column}__isnull": True})
    else:
        condition = Q(person__pupil_facts__isnull=True) | Q(**{column: ""})
    return Gap(code=fact.field, label=fact.label, is_empty=condition, kept_in="facts")


ASKED_FACTS = (
    "birthplace_code", "household_kind_code", "household_place_code", "origin_code", "entered_month",
    "is_only_child", "had_preschool", "is_orphan", "health_code", "disability_code", "needs_aid",
    "has_boarding_allowance", "is_martyrs_child", "distance_km", "travel_code", "rides_school_bus", "home_address",
)  # fmt: skip
GAPS: dict[str, Gap] = {
    gap.code: gap
    for gap in (
        Gap(code="born_on", label=_("出生日期"), is_empty=Q(person__born_on__isnull=True), kept_in="person"),
        Gap(code="ethnic_code", label=_("民族"), is_empty=Q(person__ethnic_code=""), kept_in="person"),
        Gap(code="political_code", label=_("政治面貌"), is_empty=Q(person__political_code=""), kept_in="person"),
        Gap(code="native_place", label=_("籍贯"), is_empty=Q(person__native_place=""), kept_in="person"),
        Gap(code="address", label=_("现住址"), is_empty=Q(person__address_sealed__isnull=True), kept_in="person"),
        Gap(code="document", label=_("身份证件"), is_empty=Q(has_document=False), kept_in="card"),
        Gap(
            code="student_number",
            label=_("学籍号"),
            is_empty=Q(student_number_index__isnull=True),
            kept_in="enrolment",
        ),
        Gap(code="seat_number", label=_("班内学号"), is_empty=Q(seat_number__isnull=True), kept_in="enrolment"),
        *(_of_fact(roster.PUPIL_FACTS[field]) for field in ASKED_FACTS),
    )
}


def stays_asked(actor: Actor) -> QuerySet[Any]:
    """Stays of today that the actor may manage, with whether a document is registered."""
    document = IdentityDocument.objects.filter(person_id=OuterRef("person_id"))
    rows = Enrolment.objects.permitted(actor, roster.MANAGE_PUPILS).in_school(actor.on)
    return rows.filter(status__in=roster.OPEN_STATUSES).annotate(has_document=Exists(document))


def counted(actor: Actor) -> tuple[int, list[tuple[Gap, int]]]:
    """Pupils asked, and fields with gaps, those with the most first; one query."""
    counts = {code: Count("pk", filter=gap.is_empty) for code, gap in GAPS.items()}
    found = stays_asked(actor).order_by().aggregate(total=Count("pk"), **{f"gap_{k}": v for k, v in counts.items()})
    gaps = [(gap, found[f"gap_{code}"]) for code, gap in GAPS.items() if found[f"gap_{code}"]]
    return found["total"], sorted(gaps, key=lambda pair: -pair[1])


def stays_with(actor: Actor, gap: Gap) -> QuerySet[Any]:
    """Stays whose field is empty, by school, class and name."""
    rows = stays_asked(actor).filter(gap.is_empty).select_related("person", "organisation", "class_group__cohort")
    return rows.order_by("scope_path", "person__name_pinyin", "pk")
