"""What may be done to many pupils at once, and how a change of class is taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xingtan.apps.registry import errors
from xingtan.apps.registry.services import findings, placements
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import BulkResult
from xingtan.people.persons import services as persons
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup, Enrolment


def change_class(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    """Move the chosen pupils to one class of their school from one day on.

    Raises:
        ClassNotFound: not a class this actor may put pupils into.
        OtherSchoolsClass: some of them belong to another school.
    """
    target = (
        ClassGroup.objects.permitted(actor, roster_data.MANAGE_PUPILS)
        .select_related("organisation")
        .filter(pk=form.cleaned_data["class_group"])
        .first()
    )
    if target is None:
        raise errors.ClassNotFound()
    chosen = list(rows.order_by("pk").values_list("pk", "organisation_id", "class_group_id", "person_id"))
    if any(organisation != target.organisation_id for _pk, organisation, _class, _person in chosen):
        raise errors.OtherSchoolsClass(school=target.organisation.name)
    moved = []
    for pk, _organisation, class_id, _person in chosen:
        if class_id == target.pk:
            continue
        after = roster.change_class(
            actor=actor,
            enrolment_id=pk,
            class_group_id=target.pk,
            on=form.cleaned_data["on"],
            basis=form.cleaned_data["basis"],
        )
        moved.append([pk, after.pk])
    now = timezone.now()
    findings.check_persons(person_ids=[person for *_rest, person in chosen], on=local_day(now), now=now)
    return BulkResult(count=len(moved), payload={"moved": moved})


@transaction.atomic
def undo_change_class(actor: Actor, payload: dict[str, Any], now: datetime) -> int:
    """Put pupils back where a bulk change of class took them from.

    Whoever has moved on since then stays where they are. Returns how many were put back.
    """
    put_back = []
    for _before_id, after_id in payload["moved"]:
        if not Enrolment.objects.visible_to(actor).filter(pk=after_id).exists():
            continue
        before = roster.revert_change_of_class(actor=actor, enrolment_id=after_id)
        if before is not None:
            put_back.append(before.person_id)
    findings.check_persons(person_ids=put_back, on=local_day(now), now=now)
    return len(put_back)


def draft_placement(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    """Begin a placement of the chosen pupils; it stands first in the list of placements.

    Raises:
        NotPermitted, SeveralCohorts, NobodyToPlace, NoClassesToPlaceInto.
    """
    drafted = placements.draft_placement_of(
        actor=actor, rows=rows, on=form.cleaned_data["on"], basis=form.cleaned_data["basis"]
    )
    return BulkResult(count=drafted.pupil_count)


def ask_confirmation(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    """Ask the guardians of the chosen pupils to check what is registered.

    Raises:
        NothingToConfirm: all of them are being asked already.
    """
    count = persons.ask_confirmation(
        person_ids=rows.order_by().values_list("person_id", flat=True),
        asked_on=actor.on,
        due_on=form.cleaned_data["due_on"],
        reason=form.cleaned_data["reason"],
    )
    if not count:
        raise errors.NothingToConfirm()
    return BulkResult(count=count)
