"""Taking back what was entered by mistake just now, as if it had never been. What really was ends instead."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q

from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.postings.models import Posting
from xingtan.people.postings.services import withdraw_posting
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import ClassGroup, Enrolment, TeachingAssignment, TeachingGroup, TeachingGroupMember


@transaction.atomic
def withdraw_enrolment(*, actor: Actor, enrolment_id: int) -> None:
    """Take back a stay and the pupil's posting that came with it.

    Raises:
        PupilNotFound, NotPermitted.
    """
    enrolment = Enrolment.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if enrolment is None:
        raise errors.PupilNotFound(enrolment_id=enrolment_id)
    require(actor, data.MANAGE_PUPILS, enrolment.scope_path)
    mine = Posting.objects.filter(person_id=enrolment.person_id, role="student", scope_path=enrolment.scope_path)
    for posting_id in mine.filter(starts_on=enrolment.starts_on).values_list("pk", flat=True):
        withdraw_posting(actor=actor, posting_id=posting_id)
    publish(data.EnrolmentEnded(enrolment_id=enrolment.pk, person_id=enrolment.person_id))
    enrolment.delete()


@transaction.atomic
def withdraw_teaching(*, actor: Actor, assignment_id: int) -> None:
    """Take back who teaches what.

    Raises:
        ClassGroupNotFound, NotPermitted.
    """
    found = TeachingAssignment.objects.select_related("class_group", "teaching_group__organisation")
    assignment = found.filter(pk=assignment_id).first()
    if assignment is None:
        raise errors.ClassGroupNotFound(assignment_id=assignment_id)
    require(actor, data.MANAGE_CLASSES, _path_of(assignment))
    assignment.delete()


@transaction.atomic
def withdraw_group_member(*, actor: Actor, member_id: int) -> None:
    """Take back that a pupil belongs to a teaching group.

    Raises:
        PupilNotFound, NotPermitted.
    """
    found = TeachingGroupMember.objects.select_related("teaching_group__organisation")
    member = found.filter(pk=member_id).first()
    if member is None:
        raise errors.PupilNotFound(member_id=member_id)
    require(actor, data.MANAGE_CLASSES, member.teaching_group.organisation.path)
    member.delete()


@transaction.atomic
def withdraw_group(*, actor: Actor, class_group_id: int | None = None, teaching_group_id: int | None = None) -> bool:
    """Take back a class or a teaching group. False when somebody is in it or teaches it already.

    Raises:
        ClassGroupNotFound, NotPermitted.
    """
    model: Any = ClassGroup if class_group_id is not None else TeachingGroup
    group = model.objects.visible_to(actor).filter(pk=class_group_id or teaching_group_id).first()
    if group is None:
        raise errors.ClassGroupNotFound(class_group_id=class_group_id, teaching_group_id=teaching_group_id)
    require(actor, data.MANAGE_CLASSES, group.path if class_group_id is not None else group.organisation.path)
    inside = Q(class_group_id=class_group_id) if class_group_id is not None else Q(teaching_group_id=teaching_group_id)
    if TeachingAssignment.objects.filter(inside).exists():
        return False
    if teaching_group_id is not None and TeachingGroupMember.objects.filter(inside).exists():
        return False
    try:
        with transaction.atomic():
            group.delete()
    except ProtectedError:
        return False
    return True


@transaction.atomic
def reopen_teaching(*, actor: Actor, row: TeachingAssignment | TeachingGroupMember) -> None:
    """Take back that a teaching assignment or a membership of a teaching group ended.

    Raises:
        NotPermitted.
    """
    require(actor, data.MANAGE_CLASSES, _path_of(row))
    row.ends_on = None
    row.save(update_fields=["ends_on"])


def _path_of(row: Any) -> str:
    """Where the class or teaching group of an assignment or membership lies."""
    class_group = getattr(row, "class_group", None)
    return str(class_group.path if class_group is not None else row.teaching_group.organisation.path)
