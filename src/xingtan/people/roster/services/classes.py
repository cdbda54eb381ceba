"""Cohorts, class groups, their homeroom teachers and who teaches them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from xingtan.kernel.clock import day_before, in_force
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.access.services import move_scopes as move_grants
from xingtan.people.organisations import services as organisations
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.postings import data as postings
from xingtan.people.postings.models import Posting
from xingtan.people.postings.services import add_posting, close_posting
from xingtan.people.postings.services import move_scopes as move_postings
from xingtan.people.roster import data, errors, naming
from xingtan.people.roster.models import ClassGroup, Cohort, Enrolment, TeachingAssignment

CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
EDITABLE = ("alias", "kind_code", "room", "campus_id", "number")


def _school(actor: Actor, organisation_id: int) -> Organisation:
    school: Organisation | None = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    if school is None:
        raise errors.ClassGroupNotFound(organisation_id=organisation_id)
    return school


@transaction.atomic
def open_cohort(*, actor: Actor, organisation_id: int, stage: str, enrol_year: int) -> Cohort:
    """Open the cohort that enters a stage of a school in a year; opening it twice gives the same one.

    Raises:
        ClassGroupNotFound, NotPermitted, StageNotTaught.
    """
    school = _school(actor, organisation_id)
    require(actor, data.MANAGE_CLASSES, school.path)
    if stage not in school.stages:
        raise errors.StageNotTaught(school=school.name, stage=data.Stage(stage).label)
    existing: Cohort | None = Cohort.objects.filter(organisation=school, stage=stage, enrol_year=enrol_year).first()
    if existing is not None:
        return existing
    cohort = Cohort(organisation=school, stage=stage, enrol_year=enrol_year, years=stage_years(school, stage))
    cohort.path = f"new:{school.pk}:{stage}:{enrol_year}"
    cohort.save()
    cohort.path = f"{school.path}k{cohort.pk}/"
    cohort.save(update_fields=["path"])
    return cohort


def stage_years(school: Organisation, stage: str) -> int:
    """Years that a stage takes at a school: 6+3 or 5+4 for primary and junior, three for the others."""
    if stage == "primary":
        return school.primary_years
    if stage == "junior":
        return 9 - school.primary_years
    return naming.STAGE_YEARS[stage]


def _managed(actor: Actor, class_group_id: int, permission: str = data.MANAGE_CLASSES) -> ClassGroup:
    class_group: ClassGroup | None = (
        ClassGroup.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("cohort", "organisation")
        .filter(pk=class_group_id)
        .first()
    )
    if class_group is None:
        raise errors.ClassGroupNotFound(class_group_id=class_group_id)
    require(actor, permission, class_group.path)
    return class_group


def _check_number(cohort: Cohort, number: int, own_id: int | None) -> None:
    if ClassGroup.objects.filter(cohort=cohort, number=number).exclude(pk=own_id).exists():
        raise errors.ClassNumberTaken(name=naming.lasting_name(cohort.enrol_year, number))


@transaction.atomic
def open_class_group(*, actor: Actor, cohort_id: int, number: int, starts_on: date, **columns: Any) -> ClassGroup:
    """Open a class in a cohort.

    Raises:
        ClassGroupNotFound, NotPermitted, ClassNumberTaken.
    """
    cohort = Cohort.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=cohort_id).first()
    if cohort is None:
        raise errors.ClassGroupNotFound(cohort_id=cohort_id)
    require(actor, data.MANAGE_CLASSES, cohort.path)
    _check_number(cohort, number, None)
    class_group = ClassGroup(
        cohort=cohort, organisation_id=cohort.organisation_id, number=number, starts_on=starts_on, **columns
    )
    class_group.path, class_group.join_code = f"new:{cohort.pk}:{number}", _new_code()
    class_group.join_code_on = actor.on
    class_group.save()
    class_group.path = f"{cohort.path}c{class_group.pk}/"
    class_group.save(update_fields=["path"])
    publish(data.ClassGroupChanged(class_group_id=class_group.pk))
    return class_group


def _new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(6))


@transaction.atomic
def renew_join_code(*, actor: Actor, class_group_id: int) -> ClassGroup:
    """Give a class a new code; the old one stops working."""
    class_group = _managed(actor, class_group_id, data.CONFIRM_GUARDIANS)
    class_group.join_code, class_group.join_code_on = _new_code(), actor.on
    class_group.save(update_fields=["join_code", "join_code_on"])
    return class_group


@transaction.atomic
def update_class_group(*, actor: Actor, class_group_id: int, **columns: Any) -> ClassGroup:
    """Change number, alias, kind, room or campus of a class.

    Raises:
        ClassGroupNotFound, NotPermitted, ClassNumberTaken.
    """
    class_group = _managed(actor, class_group_id)
    _check_number(class_group.cohort, columns.get("number", class_group.number), class_group.pk)
    for field, value in columns.items():
        if field not in EDITABLE:
            raise TypeError(f"{field} cannot be edited")
        setattr(class_group, field, value)
    class_group.save()
    publish(data.ClassGroupChanged(class_group_id=class_group.pk))
    return class_group


@transaction.atomic
def close_class_group(*, actor: Actor, class_group_id: int, on: date) -> ClassGroup:
    """Close a class; `on` is its last day. Its homeroom posting and teaching end with it.

    Raises:
        ClassGroupNotFound, NotPermitted, DatesReversed, ClassNotEmpty.
    """
    class_group = _managed(actor, class_group_id)
    if on < class_group.starts_on:
        raise errors.DatesReversed(starts_on=class_group.starts_on, ends_on=on)
    left = Enrolment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), class_group=class_group).count()
    if left:
        raise errors.ClassNotEmpty(name=class_group.lasting_name, count=left)
    for posting in Posting.objects.filter(scope_path=class_group.path, ends_on__isnull=True).select_related("person"):
        close_posting(actor=actor, posting=posting, on=max(on, posting.starts_on))
    TeachingAssignment.objects.filter(class_group=class_group, ends_on__isnull=True, starts_on__lte=on).update(
        ends_on=on
    )
    class_group.ends_on, class_group.join_code = on, None
    class_group.save(update_fields=["ends_on", "join_code"])
    publish(data.ClassGroupChanged(class_group_id=class_group.pk))
    return class_group


@transaction.atomic
def set_homeroom_teacher(*, actor: Actor, class_group_id: int, person_id: int, on: date) -> Posting:
    """Make somebody homeroom teacher of a class from the day `on`; the one before ends the day before.

    This is a posting, so whoever may post people may do it, a principal too; arranging classes is another thing.

    Raises:
        ClassGroupNotFound, NotPermitted, PostingExists.
    """
    class_group = _managed(actor, class_group_id, postings.MANAGE)
    person = Person.objects.filter(pk=person_id, postings__organisation=class_group.organisation_id).first()
    if person is None:
        raise errors.ClassGroupNotFound(person_id=person_id)
    before = Posting.objects.filter(in_force(on), scope_path=class_group.path, role="homeroom_teacher")
    for posting in before.select_related("person"):
        if posting.person_id == person.pk:
            held: Posting = posting
            return held
        close_posting(actor=actor, posting=posting, on=max(day_before(on), posting.starts_on))
    started = add_posting(
        actor=actor,
        person=person,
        organisation=class_group.organisation,
        role="homeroom_teacher",
        starts_on=on,
        scope_path=class_group.path,
    )
    publish(data.ClassGroupChanged(class_group_id=class_group.pk))
    return started


@transaction.atomic
def assign_teaching(
    *, actor: Actor, person_id: int, class_group_id: int, subject_code: str, on: date
) -> TeachingAssignment:
    """Let a teacher take a subject in a class from the day `on`.

    Raises:
        ClassGroupNotFound, NotPermitted, TeachesAlready.
    """
    class_group = _managed(actor, class_group_id)
    person = Person.objects.filter(pk=person_id, postings__organisation=class_group.organisation_id).first()
    if person is None:
        raise errors.ClassGroupNotFound(person_id=person_id)
    held = TeachingAssignment.objects.filter(
        person=person, class_group=class_group, subject_code=subject_code, ends_on__isnull=True
    )
    if held.exists():
        raise errors.TeachesAlready(name=person.name)
    publish(data.ClassGroupChanged(class_group_id=class_group.pk))
    return TeachingAssignment.objects.create(
        person=person, class_group=class_group, subject_code=subject_code, starts_on=on
    )


@transaction.atomic
def end_teaching(*, actor: Actor, assignment_id: int, on: date) -> TeachingAssignment:
    """Let a teaching assignment end; `on` is its last day.

    Raises:
        ClassGroupNotFound, NotPermitted, DatesReversed.
    """
    assignment = TeachingAssignment.objects.filter(pk=assignment_id).first()
    if assignment is None or assignment.class_group_id is None:
        raise errors.ClassGroupNotFound(assignment_id=assignment_id)
    _managed(actor, assignment.class_group_id)
    if on < assignment.starts_on:
        raise errors.DatesReversed(starts_on=assignment.starts_on, ends_on=on)
    assignment.ends_on = on
    assignment.save(update_fields=["ends_on"])
    return assignment


@transaction.atomic
def move_organisation(*, actor: Actor, organisation_id: int, parent_id: int) -> Organisation:
    """Hang a unit below another parent, and let cohorts, classes, enrolments, postings and grants follow."""
    old, new = organisations.move_organisation(actor=actor, organisation_id=organisation_id, parent_id=parent_id)
    for model, field in ((Cohort, "path"), (ClassGroup, "path"), (Enrolment, "scope_path")):
        for row in model.objects.select_for_update().filter(**{f"{field}__startswith": old}):
            setattr(row, field, new + getattr(row, field)[len(old) :])
            row.save(update_fields=[field])
    move_postings(old=old, new=new)
    move_grants(old=old, new=new)
    return Organisation.objects.get(pk=organisation_id)
