"""Which cohorts, classes, enrolments and guardianships an actor may read.

Staff reach rows by scope; pupils and guardians are branches of their own, by person.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, F, Q, When

from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, ScopedQuerySet, one_of, under
from xingtan.people.roster import data


def with_custody(on: date) -> Q:
    """Condition for guardianships whose guardian has custody on the day `on`."""
    return Q(has_custody=True) & (Q(custody_ends_on__isnull=True) | Q(custody_ends_on__gte=on))


def wards_of(person_id: int | None, on: date) -> models.QuerySet[Any]:
    """Ids of the pupils whose confirmed guardian, with custody, this person is on the day `on`."""
    guardianship: Any = apps.get_model("roster", "Guardianship")
    held = guardianship.objects.filter(in_force(on), with_custody(on), guardian_id=person_id, status="confirmed")
    pupils: models.QuerySet[Any] = held.order_by().values("pupil_id")
    return pupils


def taught_class_ids(person_id: int | None, on: date) -> models.QuerySet[Any]:
    """Ids of the classes this person teaches on the day `on`."""
    assignment: Any = apps.get_model("roster", "TeachingAssignment")
    held = assignment.objects.filter(in_force(on), person_id=person_id, class_group__isnull=False)
    classes: models.QuerySet[Any] = held.order_by().values("class_group_id")
    return classes


def stays_in_taught_groups(person_id: int, on: date) -> models.QuerySet[Any]:
    """Ids of the stays of pupils whom this person teaches in teaching groups on the day `on`, at the group's school."""
    member: Any = apps.get_model("roster", "TeachingGroupMember")
    taught = member.objects.filter(
        in_force(on),
        in_force(on, "teaching_group__teaching__"),
        in_force(on, "person__enrolments__"),
        teaching_group__teaching__person_id=person_id,
        person__enrolments__organisation_id=F("teaching_group__organisation_id"),
    )
    stays: models.QuerySet[Any] = taught.order_by().values("person__enrolments__pk")
    return stays


def taught_by(person_id: int, on: date) -> Q:
    """Condition for stays in the classes and teaching groups that this person teaches on the day `on`."""
    in_class = one_of("class_group_id", _taught.written(person_id=person_id, on=on))
    return in_class | one_of("id", _in_groups.written(person_id=person_id, on=on))


@prepared
def _wards(*, person_id: int, on: date) -> Any:
    return wards_of(person_id, on)


@prepared
def _taught(*, person_id: int, on: date) -> Any:
    return taught_class_ids(person_id, on)


@prepared
def _in_groups(*, person_id: int, on: date) -> Any:
    return stays_in_taught_groups(person_id, on)


def stage_rank(field: str = "cohort__stage") -> Case:
    """Stages in the order in which children go through them, for sorting."""
    steps = [When(**{field: stage}, then=rank) for rank, stage in enumerate(data.Stage.values)]
    return Case(*steps, output_field=models.SmallIntegerField())


class CohortQuerySet(ScopedQuerySet):
    organisation_path = "path"

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, data.VIEW_CLASSES)


class ClassGroupQuerySet(ScopedQuerySet):
    organisation_path = "path"

    def visible_to(self, actor: Actor) -> Self:
        """Staff by scope and by what they teach; pupils their own class; guardians their wards' classes."""
        enrolment = apps.get_model("roster", "Enrolment")
        reach = self.model.objects.permitted(actor, data.VIEW_CLASSES)
        mine = enrolment.objects.filter(
            Q(person_id=actor.person_id) | Q(person_id__in=wards_of(actor.person_id, actor.on)),
            in_force(actor.on),
            class_group__isnull=False,
        ).order_by()
        taught = taught_class_ids(actor.person_id, actor.on)
        return self.filter(
            Q(pk__in=reach.order_by().values("pk")) | Q(pk__in=mine.values("class_group_id")) | Q(pk__in=taught)
        )

    def open_on(self, on: date) -> Self:
        return self.filter(in_force(on))


class TeachingGroupQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        reach = self.model.objects.permitted(actor, data.VIEW_CLASSES)
        taught = self.model.objects.filter(teaching__person_id=actor.person_id)
        joined = self.model.objects.filter(members__person_id=actor.person_id)
        return self.filter(
            Q(pk__in=reach.order_by().values("pk"))
            | Q(pk__in=taught.order_by().values("pk"))
            | Q(pk__in=joined.order_by().values("pk"))
        )


class EnrolmentQuerySet(ScopedQuerySet):
    organisation_path = "scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Staff by scope and by the classes and groups they teach; pupils themselves; guardians their wards.

        Each alternative asks only this table's own columns, so no row comes twice and each can use its index.
        """
        reach = under(actor.paths(data.VIEW_PUPILS), "scope_path")
        if actor.person_id is None:
            return self.filter(reach)
        return self.filter(
            reach
            | taught_by(actor.person_id, actor.on)
            | Q(person_id=actor.person_id)
            | one_of("person_id", _wards.written(person_id=actor.person_id, on=actor.on))
        )

    def in_force(self, on: date) -> Self:
        """Stays that include the day `on`."""
        return self.filter(in_force(on))

    def open_or_later(self, on: date) -> Self:
        """Stays that include the day `on` or begin after it."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def in_school(self, on: date) -> Self:
        """Pupils on the roll that day, those on leave of absence included."""
        return self.filter(in_force(on)).filter(Q(status__in=data.OPEN_STATUSES) | Q(ends_on__isnull=False))


class GuardianshipQuerySet(ScopedQuerySet):
    organisation_path = "pupil__enrolments__scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Those of pupils within reach, one's own as pupil, and as guardian while it is asked for or in force."""
        enrolment = apps.get_model("roster", "Enrolment")
        reach = enrolment.objects.permitted(actor, data.VIEW_PUPILS).filter(in_force(actor.on)).order_by()
        in_hand = ~Q(status=data.GuardianshipStatus.ENDED) & with_custody(actor.on)
        own = (
            Q(guardian_id=actor.person_id) & in_hand | Q(pupil_id=actor.person_id) if actor.person_id else Q(pk__in=())
        )
        return self.filter(own | Q(pupil_id__in=reach.values("person_id")))

    def confirmed(self, on: date) -> Self:
        return self.filter(in_force(on), status="confirmed")

    def with_custody(self, on: date) -> Self:
        return self.filter(with_custody(on))


class ConsentQuerySet(ScopedQuerySet):
    organisation_path = "pupil__enrolments__scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Those for one's wards or oneself, and those of pupils within reach."""
        enrolment = apps.get_model("roster", "Enrolment")
        paths = actor.paths(data.VIEW_PUPILS)
        reach = enrolment.objects.filter(under(paths, "scope_path"), in_force(actor.on)).order_by()
        return self.filter(
            Q(pupil_id=actor.person_id)
            | Q(pupil_id__in=wards_of(actor.person_id, actor.on))
            | Q(pupil_id__in=reach.values("person_id"))
        )

    def waiting(self) -> Self:
        return self.filter(given_at__isnull=True, refused_at__isnull=True, withdrawn_at__isnull=True)


class PupilFactsQuerySet(ScopedQuerySet):
    organisation_path = "person__enrolments__scope_path"

    def visible_to(self, actor: Actor) -> Self:
        """Those of pupils within reach today, of one's wards and one's own."""
        enrolment = apps.get_model("roster", "Enrolment")
        reach = enrolment.objects.permitted(actor, data.VIEW_PUPILS).filter(in_force(actor.on)).order_by()
        own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
        wards = Q(person_id__in=wards_of(actor.person_id, actor.on)) if actor.person_id else Q(pk__in=())
        return self.filter(own | wards | Q(person_id__in=reach.values("person_id")))
