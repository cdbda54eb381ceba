"""Teaching groups (教学班) and who belongs to them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import Enrolment, TeachingAssignment, TeachingGroup, TeachingGroupMember, Term


@transaction.atomic
def create_teaching_group(
    *,
    actor: Actor,
    organisation_id: int,
    term_id: int,
    subject_code: str,
    name: str,
    teacher_id: int | None = None,
) -> TeachingGroup:
    """Found a teaching group for one subject and term.

    Raises:
        ClassGroupNotFound, TermNotFound, NotPermitted, ClassNumberTaken: the name is taken in that term.
    """
    school = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    if school is None:
        raise errors.ClassGroupNotFound(organisation_id=organisation_id)
    require(actor, data.MANAGE_CLASSES, school.path)
    term = Term.objects.filter(pk=term_id).first()
    if term is None:
        raise errors.TermNotFound(term_id=term_id)
    if TeachingGroup.objects.filter(organisation=school, term=term, name=name).exists():
        raise errors.ClassNumberTaken(name=name)
    group = TeachingGroup.objects.create(organisation=school, term=term, subject_code=subject_code, name=name)
    if teacher_id is not None:
        TeachingAssignment.objects.create(
            person_id=teacher_id, teaching_group=group, subject_code=subject_code, starts_on=term.starts_on
        )
    return group


def _managed(actor: Actor, teaching_group_id: int) -> TeachingGroup:
    group: TeachingGroup | None = (
        TeachingGroup.objects.visible_to(actor)
        .select_related("organisation", "term")
        .filter(pk=teaching_group_id)
        .first()
    )
    if group is None:
        raise errors.ClassGroupNotFound(teaching_group_id=teaching_group_id)
    require(actor, data.MANAGE_CLASSES, group.organisation.path)
    return group


@transaction.atomic
def add_group_member(*, actor: Actor, teaching_group_id: int, person_id: int, on: date) -> TeachingGroupMember:
    """Let a pupil of the school join a teaching group from the day `on`; joining twice changes nothing.

    Raises:
        ClassGroupNotFound, NotPermitted, PupilNotFound: not a pupil of this school that day.
    """
    group = _managed(actor, teaching_group_id)
    if not Enrolment.objects.in_force(on).filter(person_id=person_id, organisation=group.organisation).exists():
        raise errors.PupilNotFound(person_id=person_id)
    member, _created = TeachingGroupMember.objects.get_or_create(
        teaching_group=group, person_id=person_id, ends_on=None, defaults={"starts_on": on}
    )
    return member


@transaction.atomic
def end_group_member(*, actor: Actor, teaching_group_id: int, person_id: int, on: date) -> None:
    """Let a pupil leave a teaching group; `on` is the last day in it."""
    group = _managed(actor, teaching_group_id)
    member = group.members.filter(person_id=person_id, ends_on__isnull=True).first()
    if member is None:
        raise errors.PupilNotFound(person_id=person_id)
    if on < member.starts_on:
        raise errors.DatesReversed(starts_on=member.starts_on, ends_on=on)
    member.ends_on = on
    member.save(update_fields=["ends_on"])
