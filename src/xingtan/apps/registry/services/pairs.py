"""Deciding whether two pupils are one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xingtan.apps.registry import data, errors
from xingtan.apps.registry.models import Certificate, DifferentPair
from xingtan.apps.registry.selectors import pairs
from xingtan.apps.registry.services import findings
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import PersonMerge


@transaction.atomic
def tell_apart(*, actor: Actor, first_id: int, second_id: int, note: str, now: datetime) -> DifferentPair:
    """Remember that two alike pupils are not the same. Saying it twice keeps the first word.

    Raises:
        PupilNotFound: the actor does not look after both.
    """
    first_id, second_id = sorted((first_id, second_id))
    found = pairs.pair(actor, first_id, second_id)
    if found is None or first_id == second_id:
        raise errors.PupilNotFound(person_id=first_id)
    decided, _is_new = DifferentPair.objects.get_or_create(
        first_id=first_id,
        second_id=second_id,
        defaults={"note": note, "decided_by_id": actor.person_id, "decided_at": now},
    )
    detail = {"other": second_id, "note": note}
    audit.record(actor, data.AUDIT_TOLD_APART, "person", first_id, found.first.stay.scope_path, detail=detail)
    findings.check_persons(person_ids=[first_id, second_id], on=local_day(now), now=now)
    return decided


@transaction.atomic
def merge_pair(*, actor: Actor, kept_id: int, merged_id: int, note: str, now: datetime) -> PersonMerge:
    """Make two records of one pupil one, certificates too.

    Raises:
        PupilNotFound, NotPermitted, SamePerson, BothEnrolled.
    """
    record = roster.merge_pupils(actor=actor, kept_id=kept_id, merged_id=merged_id, note=note, now=now)
    papers = Certificate.objects.filter(person_id=merged_id)
    moved = list(papers.values_list("pk", flat=True))
    papers.update(person_id=kept_id)
    record.moved |= {"registry.Certificate.person_id": moved}
    record.save(update_fields=["moved"])
    _told(actor, data.AUDIT_MERGED, record, now)
    return record


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: int, now: datetime) -> PersonMerge:
    """Take a merge back.

    Raises:
        MergeNotFound, PupilNotFound, NotPermitted.
    """
    record = roster.undo_merge(actor=actor, merge_id=merge_id, now=now)
    _told(actor, data.AUDIT_MERGE_UNDONE, record, now)
    return record


def _told(actor: Actor, action: str, record: PersonMerge, now: datetime) -> None:
    sides = pairs.sides_of([record.kept_id], actor)
    path = sides[record.kept_id].stay.scope_path if record.kept_id in sides else ""
    audit.record(actor, action, "person", record.kept_id, path, detail={"other": record.merged_id, "note": record.note})
    findings.check_persons(person_ids=[record.kept_id, record.merged_id], on=local_day(now), now=now)
