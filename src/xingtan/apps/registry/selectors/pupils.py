"""The pupil list and the pupil card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from xingtan.apps.registry.models import Finding
from xingtan.apps.registry.selectors import staff
from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.persons.models import Person
from xingtan.people.roster.data import VIEW_PUPILS
from xingtan.people.roster.models import Enrolment, Guardianship, GuardianshipLog, PupilFacts
from xingtan.people.roster.querysets import stage_rank

JOINS = ("person__pupil_facts", "organisation", "class_group__cohort", "cohort")


def pupils_of(actor: Actor) -> QuerySet[Any]:
    """Stays the actor may read, with what the list shows of them."""
    return Enrolment.objects.visible_to(actor).select_related(*JOINS)


# What a line of the list reads. Sorting tens of thousands of whole rows would spill to disk.
LINE = (
    "status", "student_number_masked", "seat_number", "attendance_code", "is_left_behind", "is_migrant", "starts_on",
    "scope_path",
    *(f"person__{name}" for name in ("name", "former_name", "name_pinyin", "e_id", "sex", "born_on", "ethnic_code")),
    *(f"organisation__{name}" for name in ("name", "short_name")),
    *(f"class_group__{name}" for name in ("number",)),
    *(f"class_group__cohort__{name}" for name in ("stage", "enrol_year", "years")),
)  # fmt: skip


def pupil_lines(actor: Actor) -> QuerySet[Any]:
    """Stays the actor may read, with the columns of the list and no more."""
    rows = Enrolment.objects.visible_to(actor).select_related("person", "organisation", "class_group__cohort")
    return rows.only(*LINE).annotate(stage_rank=stage_rank())


def roll_of(actor: Actor) -> QuerySet[Any]:
    """Stays within reach by right, past ones too: what the statistics count."""
    rows = Enrolment.objects.permitted(actor, VIEW_PUPILS)
    return rows.select_related("person", "organisation", "cohort", "class_group__cohort")


def attach_findings(rows: Sequence[Any]) -> None:
    """Give each stay `finding_count`: how many open findings its pupil has."""
    counts = dict(_finding_counts(person_ids=[row.person_id for row in rows]))
    for row in rows:
        row.finding_count = counts.get(row.person_id, 0)


@prepared
def _finding_counts(*, person_ids: list[int]) -> Any:
    found = Finding.objects.open().filter(one_of("person_id", person_ids)).order_by()
    return found.values_list("person_id").annotate(Count("pk"))


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call about a pupil."""

    name: str
    phone_masked: str


def attach_contacts(rows: Sequence[Any], on: date) -> None:
    """Give each stay `contact`: the pupil's first confirmed guardian, or None."""
    contacts = _contacts(pupil_ids=[row.person_id for row in rows], on=on)
    found = {pupil: Contact(*contact) for pupil, *contact in contacts}
    for row in rows:
        row.contact = found.get(row.person_id)


@prepared
def _contacts(*, pupil_ids: list[int], on: date) -> Any:
    """Confirmed guardians, the first contact of each pupil last."""
    rows = Guardianship.objects.confirmed(on).with_custody(on).filter(one_of("pupil_id", pupil_ids))
    return rows.order_by("is_first_contact", "-pk").values_list("pupil_id", "guardian__name", "guardian__phone_masked")


def with_findings(rows: QuerySet[Any], kinds: Sequence[str]) -> QuerySet[Any]:
    """Stays whose pupil has an open finding of one of `kinds`."""
    findings = Finding.objects.open().of_kinds(kinds).filter(person__isnull=False).order_by()
    return rows.filter(person_id__in=findings.values("person_id"))


@dataclass(frozen=True, kw_only=True)
class PupilCard:
    """A pupil as of one day, for one actor.

    `current` is the stay of that day if the actor may read it; without one only past stays are shown, and no
    guardians, documents or findings.
    """

    actor: Actor
    person: Person
    stays: list[Any]
    current: Any | None
    on: date

    @property
    def is_former(self) -> bool:
        return self.current is None

    @property
    def path(self) -> str:
        """Where rights on this pupil are asked."""
        return self.current.scope_path if self.current else self.stays[0].scope_path

    @cached_property
    def guardianships(self) -> list[Any]:
        if self.is_former:
            return []
        found = Guardianship.objects.filter(pupil_id=self.person.pk).select_related("guardian", "decided_by")
        return list(found.filter(in_force(self.on)).order_by("status", "-is_first_contact", "pk"))

    @property
    def facts(self) -> PupilFacts | None:
        """The register items; None while nothing is registered."""
        return None if self.is_former else getattr(self.person, "pupil_facts", None)

    @cached_property
    def past_guardianships(self) -> list[Any]:
        if self.is_former:
            return []
        found = Guardianship.objects.filter(pupil_id=self.person.pk).exclude(in_force(self.on))
        return list(found.select_related("guardian").order_by("-ends_on"))

    @cached_property
    def custody_log(self) -> list[Any]:
        """What was done to any guardianship of the pupil, newest first; guardians come with it."""
        if self.is_former:
            return []
        found = GuardianshipLog.objects.filter(guardianship__pupil_id=self.person.pk)
        return list(found.select_related("guardianship__guardian", "by").order_by("-at", "-pk")[:20])

    @cached_property
    def documents(self) -> list[Any]:
        return [] if self.is_former else list(self.person.documents.all())

    @cached_property
    def findings(self) -> list[Any]:
        return [] if self.is_former else list(Finding.objects.open().filter(person=self.person))

    @cached_property
    def consents(self) -> list[Any]:
        if self.is_former:
            return []
        return list(self.person.consents.select_related("agreement", "guardian").order_by("-asked_on", "-pk"))

    @cached_property
    def confirmations(self) -> list[Any]:
        if self.is_former:
            return []
        return list(self.person.confirmations.select_related("confirmed_by").order_by("-asked_on", "-pk")[:5])

    @cached_property
    def homeroom_teacher(self) -> Person | None:
        if self.current is None or self.current.class_group is None:
            return None
        return staff.homeroom_teachers([self.current.class_group.path], self.on).get(self.current.class_group.path)


def pupil_card(actor: Actor, person_id: int, on: date) -> PupilCard | None:
    """The card of a pupil on the day `on`; None when no stay of theirs is for this actor to read."""
    readable = list(pupils_of(actor).filter(person_id=person_id).order_by("-starts_on", "-pk"))
    if not readable:
        return None
    current = next(
        (stay for stay in readable if stay.starts_on <= on and (stay.ends_on is None or stay.ends_on >= on)), None
    )
    stays = readable
    if any(stay.ends_on is None or stay.ends_on >= actor.on for stay in readable):
        # The school of today may read the whole way here, other schools' stretches included.
        stays = list(Enrolment.objects.filter(person_id=person_id).select_related(*JOINS).order_by("-starts_on", "-pk"))
    return PupilCard(actor=actor, person=readable[0].person, stays=stays, current=current, on=on)
