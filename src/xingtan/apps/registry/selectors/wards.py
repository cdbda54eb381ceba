"""A child's page for guardians, and a pupil's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from xingtan.apps.registry.selectors import staff, words
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import Person
from xingtan.people.roster.models import Consent, Enrolment
from xingtan.people.roster.selectors import guardians, school_year_on, stay_on, wards


@dataclass(frozen=True, kw_only=True)
class ChildPage:
    """What a family may see of one child today."""

    actor: Actor
    person: Person

    @cached_property
    def stay(self) -> Any:
        return stay_on(self.person.pk, on=self.actor.on)

    @cached_property
    def class_name(self) -> str:
        if self.stay is None or self.stay.class_group is None:
            return ""
        return str(self.stay.class_group.name_in(school_year_on(self.actor.on)))

    @cached_property
    def homeroom(self) -> Person | None:
        if self.stay is None or self.stay.class_group is None:
            return None
        return staff.homeroom_teachers([self.stay.class_group.path], self.actor.on).get(self.stay.class_group.path)

    @cached_property
    def classmates(self) -> int:
        if self.stay is None or self.stay.class_group_id is None:
            return 0
        return Enrolment.objects.in_force(self.actor.on).filter(class_group=self.stay.class_group_id).count()

    @cached_property
    def teachers(self) -> list[Any]:
        if self.stay is None or self.stay.class_group_id is None:
            return []
        return staff.subject_teachers(self.stay.class_group_id, self.actor.on)

    @cached_property
    def guardians(self) -> list[Any]:
        return guardians(self.person.pk, on=self.actor.on)

    @cached_property
    def consents(self) -> list[Any]:
        found = Consent.objects.visible_to(self.actor).filter(pupil=self.person)
        return list(found.select_related("agreement", "guardian").order_by("-asked_on", "-pk"))

    @cached_property
    def confirmations(self) -> list[Any]:
        """Requests to check the data that nobody has answered yet."""
        return list(self.person.confirmations.filter(confirmed_at__isnull=True).order_by("due_on"))

    @cached_property
    def stays(self) -> list[Any]:
        found = Enrolment.objects.filter(person=self.person).select_related("organisation", "class_group__cohort")
        rows = list(found.order_by("-starts_on", "-pk"))
        for row in rows:
            row.class_name = words.class_span(row, self.actor.on)
        return rows

    @cached_property
    def documents(self) -> list[Any]:
        return list(self.person.documents.all())


def children_of(actor: Actor) -> list[Person]:
    """The children whose guardian, with custody and confirmed, the actor is today; the eldest first."""
    if actor.person_id is None:
        return []
    return [row.pupil for row in wards(actor.person_id, on=actor.on)]


def own_page(actor: Actor) -> ChildPage | None:
    """The actor's own page as a pupil; None for who is none."""
    person = Person.objects.visible_to(actor).filter(pk=actor.person_id, enrolments__isnull=False).first()
    return ChildPage(actor=actor, person=person) if person else None
