"""Taking a set back within a day: newest step first, portion by portion."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from xingtan.apps.exchange import errors
from xingtan.apps.exchange.data import APPLIED_AT_A_TIME, MANAGE, UNDO_HOURS, SetState, Target
from xingtan.apps.exchange.models import Link, ReceivedSet, UndoStep
from xingtan.apps.exchange.services import holding
from xingtan.apps.exchange.services.finding_partners import managed_set
from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import DomainError
from xingtan.kernel.scopes import Actor, require
from xingtan.kernel.tasks.api import check_cancelled, progress
from xingtan.people.persons import services as persons
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import TeachingAssignment, TeachingGroupMember

STAYS = (Target.ORGANISATION, Target.TERM)  # others build on them at once: they stay, and the clerk is told


@transaction.atomic
def start_undo(*, actor: Actor, set_id: int, now: datetime) -> ReceivedSet:
    """Say that an applied set shall be taken back. The work is a task's.

    Raises:
        SetNotFound, NotPermitted, WrongState.
        TooLateToUndo: a day has passed. NewerSetApplied: another set was applied since.
    """
    received = managed_set(actor, set_id, SetState.APPLIED)
    if received.applied_at is None or received.applied_at < now - timedelta(hours=UNDO_HOURS):
        raise errors.TooLateToUndo(hours=UNDO_HOURS)
    newer = ReceivedSet.objects.filter(partner_id=received.partner_id, applied_at__gt=received.applied_at)
    if newer.filter(state__in=(SetState.APPLIED, SetState.APPLYING)).exists():
        raise errors.NewerSetApplied()
    received.state = SetState.UNDOING
    received.save(update_fields=["state"])
    return received


def undo_set(*, actor: Actor, set_id: int, now: datetime) -> str:
    """Take back what is left to take back of a set. Safe to run twice."""
    received = ReceivedSet.objects.select_related("partner__organisation").get(pk=set_id)
    if received.state != SetState.UNDOING:
        return f"set {set_id} is {received.state}"
    require(actor, MANAGE, received.partner.organisation.path)
    total = UndoStep.objects.filter(received_set=received).count()
    while _undo_portion(actor, received):
        progress(total - UndoStep.objects.filter(received_set=received).count(), total)
        check_cancelled()
    return _finish(actor, received, now)


@transaction.atomic
def _undo_portion(actor: Actor, received: ReceivedSet) -> int:
    locked = ReceivedSet.objects.select_for_update().get(pk=received.pk)
    steps = list(UndoStep.objects.filter(received_set=received).order_by("-pk")[:APPLIED_AT_A_TIME])
    stayed = 0
    for step in steps:
        if step.kind not in ("record", "file"):
            stayed += not _undo(actor, step)
        elif step.kind == "file":
            holding.restore_file(received, step)
    holding.restore_records(received, [step.pk for step in steps if step.kind == "record"])
    UndoStep.objects.filter(pk__in=[step.pk for step in steps]).delete()
    locked.summary["stayed"] = locked.summary.get("stayed", 0) + stayed
    locked.save(update_fields=["summary"])
    return len(steps)


def _undo(actor: Actor, step: UndoStep) -> bool:
    """Take one step back. False when the thing has to stay because it is in use since."""
    if step.kind == "link":
        Link.objects.filter(pk=step.object_id).delete()
        return True
    try:
        with transaction.atomic():
            return _take_back(actor, step)
    except DomainError:
        return False


def _take_back(actor: Actor, step: UndoStep) -> bool:
    own: Any = step.object_id
    if step.kind in STAYS:
        return False
    if step.kind.startswith("ended_"):
        return _reopen(actor, step.kind.removeprefix("ended_"), own)
    if step.kind == "person_changed":
        persons.update_person(actor=actor, person_id=own, **(step.before or {}))
    elif step.kind == Target.PERSON:
        return persons.withdraw_person(actor=actor, person_id=own)
    elif step.kind == Target.POSTING:
        postings.withdraw_posting(actor=actor, posting_id=own)
    elif step.kind == Target.ENROLMENT:
        roster.withdraw_enrolment(actor=actor, enrolment_id=own)
    elif step.kind == Target.MEMBERSHIP:
        roster.withdraw_group_member(actor=actor, member_id=own)
    elif step.kind == Target.TEACHING:
        roster.withdraw_teaching(actor=actor, assignment_id=own)
    elif step.kind == Target.CLASS_GROUP:
        return roster.withdraw_group(actor=actor, class_group_id=own)
    elif step.kind == Target.TEACHING_GROUP:
        return roster.withdraw_group(actor=actor, teaching_group_id=own)
    return True


def _reopen(actor: Actor, target: str, own: int) -> bool:
    """Let what was ended go on as if it had not. False when the pupil is on another roll meanwhile."""
    if target == Target.POSTING:
        posting = Posting.objects.get(pk=own)
        postings.correct_posting(actor=actor, posting_id=posting.pk, ends_on=None)
        return True
    if target == Target.ENROLMENT:
        return roster.resume_stay(actor=actor, enrolment_id=own) is not None
    model: Any = TeachingAssignment if target == Target.TEACHING else TeachingGroupMember
    row = model.objects.get(pk=own)
    roster.reopen_teaching(actor=actor, row=row)
    return True


@transaction.atomic
def _finish(actor: Actor, received: ReceivedSet, now: datetime) -> str:
    received.refresh_from_db(fields=["summary"])
    received.state, received.undone_at = SetState.UNDONE, now
    received.save(update_fields=["state", "undone_at"])
    stayed = received.summary.get("stayed", 0)
    path = received.partner.organisation.path
    audit.record(actor, "exchange.undone", "exchange_set", received.pk, path, {"stayed": stayed})
    return f"undone, {stayed} stayed"
