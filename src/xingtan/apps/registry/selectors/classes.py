"""Classes and teaching groups: figures for lists, and the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from xingtan.apps.registry.selectors import staff
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import Person
from xingtan.people.roster.data import OPEN_STATUSES
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship, TeachingGroup, TeachingGroupMember
from xingtan.people.roster.querysets import stage_rank
from xingtan.people.roster.selectors import school_year_on


def classes_of(actor: Actor) -> QuerySet[Any]:
    """Classes the actor may read, with cohort and school."""
    rows = ClassGroup.objects.visible_to(actor).select_related("cohort", "organisation")
    return rows.annotate(stage_rank=stage_rank())


def attach_figures(rows: Sequence[Any], on: date) -> None:
    """Give each class `name_today`, `pupils`, `girls`, `boarders` and `homeroom`, in two queries."""
    year = school_year_on(on)
    counts = {
        row["class_group"]: row
        for row in Enrolment.objects.in_force(on)
        .filter(class_group__in=[row.pk for row in rows], status__in=OPEN_STATUSES)
        .order_by()
        .values("class_group")
        .annotate(
            pupils=Count("pk"),
            girls=Count("pk", filter=Q(person__sex="2")),
            boarders=Count("pk", filter=Q(attendance_code="2")),
        )
    }
    teachers = staff.homeroom_teachers([row.path for row in rows], on)
    for row in rows:
        found = counts.get(row.pk, {})
        row.name_today = row.name_in(year)
        row.pupils, row.girls = found.get("pupils", 0), found.get("girls", 0)
        row.boarders = found.get("boarders", 0)
        row.homeroom = teachers.get(row.path)


@dataclass(frozen=True, kw_only=True)
class ClassCard:
    """A class as of one day, for one actor: pupils are those stays the actor may read."""

    actor: Actor
    class_group: Any
    on: date

    @cached_property
    def pupils(self) -> list[Any]:
        stays = Enrolment.objects.visible_to(self.actor).in_force(self.on).filter(class_group=self.class_group)
        return list(stays.select_related("person").order_by("seat_number", "person__name_pinyin", "pk"))

    @cached_property
    def pupil_count(self) -> int:
        stays = Enrolment.objects.in_force(self.on).filter(class_group=self.class_group)
        return stays.count()

    @cached_property
    def homeroom(self) -> Person | None:
        return staff.homeroom_teachers([self.class_group.path], self.on).get(self.class_group.path)

    @cached_property
    def teachers(self) -> list[Any]:
        return staff.subject_teachers(self.class_group.pk, self.on)

    @cached_property
    def bound(self) -> int:
        """How many of the pupils have a confirmed guardian."""
        return guardian_bound([stay.person_id for stay in self.pupils], self.on)

    @cached_property
    def teaching_groups(self) -> list[Any]:
        """Teaching groups of the day's term that some of the pupils attend, with how many."""
        members = TeachingGroupMember.objects.filter(
            in_force(self.on), person_id__in=[stay.person_id for stay in self.pupils]
        )
        counts = dict(members.order_by().values_list("teaching_group").annotate(Count("pk")))
        groups = list(TeachingGroup.objects.filter(pk__in=counts).order_by("subject_code", "name"))
        for group in groups:
            group.from_this_class = counts[group.pk]
        return groups


def guardian_bound(person_ids: Sequence[int], on: date) -> int:
    """How many of these pupils have a confirmed guardian on the day."""
    rows = Guardianship.objects.confirmed(on).filter(pupil_id__in=person_ids)
    return rows.order_by().values("pupil_id").distinct().count()


def class_card(actor: Actor, class_group_id: int, on: date) -> ClassCard | None:
    """The card of a class; None when it is not for this actor to see."""
    class_group = classes_of(actor).select_related("campus").filter(pk=class_group_id).first()
    return ClassCard(actor=actor, class_group=class_group, on=on) if class_group else None


def teaching_groups_of(actor: Actor) -> QuerySet[Any]:
    return TeachingGroup.objects.visible_to(actor).select_related("organisation", "term__school_year")


def attach_members(rows: Sequence[Any], on: date) -> None:
    """Give each teaching group `member_count` and `teacher_names` of the day."""
    ids = [row.pk for row in rows]
    members = TeachingGroupMember.objects.filter(in_force(on), teaching_group__in=ids)
    counts = dict(members.order_by().values_list("teaching_group").annotate(Count("pk")))
    names: dict[int, list[str]] = {}
    for row in rows:
        row.member_count = counts.get(row.pk, 0)
    teaching = TeachingGroup.objects.filter(pk__in=ids).filter(in_force(on, "teaching__"))
    for pk, name in teaching.order_by("pk").values_list("pk", "teaching__person__name"):
        names.setdefault(pk, []).append(name)
    for row in rows:
        row.teacher_names = names.get(row.pk, [])


def members_of(group: Any, on: date) -> list[Any]:
    """A teaching group's members of the day, each with `stay` and `class_name`."""
    members = list(group.members.filter(in_force(on)).select_related("person").order_by("person__name_pinyin", "pk"))
    stays = Enrolment.objects.in_force(on).filter(person_id__in=[member.person_id for member in members])
    found = {stay.person_id: stay for stay in stays.select_related("class_group__cohort")}
    year = school_year_on(on)
    for member in members:
        member.stay = found.get(member.person_id)
        has_class = member.stay is not None and member.stay.class_group is not None
        member.class_name = member.stay.class_group.name_in(year) if has_class else ""
    return members
