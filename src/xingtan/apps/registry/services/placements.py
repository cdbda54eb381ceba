"""Drafting a placement, changing the draft by hand or by lot, confirming it and taking it back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from xingtan.apps.registry import data, errors, policies
from xingtan.apps.registry.models import Placement
from xingtan.apps.registry.selectors import placements as reads
from xingtan.apps.registry.services import findings
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor, require
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup, Cohort, Enrolment


def managed_placement(actor: Actor, placement_id: int, *, is_locked: bool = False) -> Placement:
    """A placement whose pupils the actor may manage.

    Raises:
        PlacementNotFound, NotPermitted.
    """
    rows = Placement.objects.visible_to(actor)
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    found: Placement | None = rows.select_related("cohort", "organisation").filter(pk=placement_id).first()
    if found is None:
        raise errors.PlacementNotFound(placement_id=placement_id)
    require(actor, roster_data.MANAGE_PUPILS, found.scope_path)
    return found


def _draft(actor: Actor, placement_id: int) -> Placement:
    placement = managed_placement(actor, placement_id, is_locked=True)
    if not placement.is_draft:
        raise errors.PlacementSettled()
    return placement


@transaction.atomic
def draft_placement(*, actor: Actor, cohort_id: int, on: date, basis: str, is_whole: bool) -> Placement:
    """Start placing the pupils of a cohort: those without a class, or all of them anew with `is_whole`.

    Raises:
        ClassNotFound, NotPermitted, NobodyToPlace, NoClassesToPlaceInto.
    """
    cohort: Cohort | None = Cohort.objects.visible_to(actor).filter(pk=cohort_id).first()
    if cohort is None:
        raise errors.ClassNotFound(cohort_id=cohort_id)
    stays = Enrolment.objects.visible_to(actor).open_or_later(on).filter(cohort=cohort)
    stays = stays.filter(status__in=roster_data.OPEN_STATUSES)
    return _draft_of(actor, cohort, stays if is_whole else stays.filter(class_group__isnull=True), on, basis)


@transaction.atomic
def draft_placement_of(*, actor: Actor, rows: QuerySet[Enrolment], on: date, basis: str) -> Placement:
    """Start placing chosen pupils of one cohort.

    Raises:
        NotPermitted, SeveralCohorts, NobodyToPlace, NoClassesToPlaceInto.
    """
    cohorts = list(Cohort.objects.filter(pk__in=rows.order_by().values("cohort_id").distinct())[:2])
    if len(cohorts) != 1:
        raise errors.SeveralCohorts() if cohorts else errors.NobodyToPlace()
    return _draft_of(actor, cohorts[0], rows.open_or_later(on), on, basis)


def _draft_of(actor: Actor, cohort: Cohort, stays: QuerySet[Enrolment], on: date, basis: str) -> Placement:
    require(actor, roster_data.MANAGE_PUPILS, cohort.path)
    classes = ClassGroup.objects.visible_to(actor).filter(cohort=cohort).open_on(on)
    class_ids = list(classes.order_by("number").values_list("pk", flat=True))
    pupils = list(stays.order_by("pk").values_list("pk", flat=True))
    if not class_ids:
        raise errors.NoClassesToPlaceInto(on=on)
    if not pupils:
        raise errors.NobodyToPlace()
    return Placement.objects.create(
        organisation_id=cohort.organisation_id,
        cohort=cohort,
        scope_path=cohort.path,
        on=on,
        basis=basis,
        class_ids=class_ids,
        places={str(pk): None for pk in pupils},
        created_by_id=actor.person_id,
    )


@transaction.atomic
def put_pupils(*, actor: Actor, placement_id: int, stay_ids: Sequence[int], class_id: int | None) -> Placement:
    """Put pupils of a draft into one of its classes by hand, or back among the undecided with None.

    Raises:
        PlacementNotFound, NotPermitted, PlacementSettled, ClassNotFound, NobodyToPlace.
    """
    placement = _draft(actor, placement_id)
    if class_id is not None and class_id not in placement.class_ids:
        raise errors.ClassNotFound(class_group_id=class_id)
    known = [str(pk) for pk in stay_ids if str(pk) in placement.places]
    if not known:
        raise errors.NobodyToPlace()
    moved = [pk for pk in known if placement.places[pk] != class_id]
    placement.places |= dict.fromkeys(moved, class_id)
    if placement.seed:
        placement.moved_by_hand += len(moved)
    placement.save(update_fields=["places", "moved_by_hand"])
    return placement


@transaction.atomic
def leave_out(*, actor: Actor, placement_id: int, stay_ids: Iterable[int]) -> Placement:
    """Take pupils out of a draft; they stay where they are.

    Raises:
        PlacementNotFound, NotPermitted, PlacementSettled, NobodyToPlace.
    """
    placement = _draft(actor, placement_id)
    left_out = {str(pk) for pk in stay_ids}
    kept = {pk: class_id for pk, class_id in placement.places.items() if pk not in left_out}
    if not kept or len(kept) == len(placement.places):
        raise errors.NobodyToPlace()
    placement.places = kept
    placement.save(update_fields=["places"])
    return placement


@transaction.atomic
def draw_lots(*, actor: Actor, placement_id: int, seed: str, siblings: str) -> Placement:
    """Deal all pupils of a draft evenly. The same seed, pupils and rule always give the same classes.

    Args:
        seed: what the public ceremony drew; a fresh random one when empty.
    Raises:
        PlacementNotFound, NotPermitted, PlacementSettled.
    """
    placement = _draft(actor, placement_id)
    placement.seed = seed.strip() or f"{secrets.randbelow(10**12):012d}"
    placement.siblings = siblings
    entrants, settled = reads.entrants_of(placement)
    dealt = policies.deal(entrants=entrants, settled=settled, seed=placement.seed, siblings=siblings)
    placement.places |= {str(stay_id): class_id for stay_id, class_id in dealt.items()}
    placement.moved_by_hand = 0
    placement.save(update_fields=["seed", "siblings", "places", "moved_by_hand"])
    return placement


@transaction.atomic
def confirm_placement(*, actor: Actor, placement_id: int, now: datetime) -> Placement:
    """Put everybody into their class from the day of the placement, in one transaction.

    Raises:
        PlacementNotFound, NotPermitted, PlacementSettled, PlacementUnfinished.
        PlacementStale: some have left or moved since the draft was made.
        ClassNotOpen, DatesReversed: what the roster refuses.
    """
    placement = _draft(actor, placement_id)
    if placement.waiting_count:
        raise errors.PlacementUnfinished(count=placement.waiting_count)
    stale = reads.gone_since(placement)
    if stale:
        raise errors.PlacementStale(count=len(stale), names="、".join(stale[:5]))
    wanted = {stay: class_id for stay, class_id in placement.seats.items() if class_id is not None}
    became = roster.place_in_classes(actor=actor, places=wanted, on=placement.on, basis=placement.basis)
    placement.became = {str(before): after for before, after in became.items()}
    placement.confirmed_at, placement.confirmed_by_id = now, actor.person_id
    placement.save(update_fields=["became", "confirmed_at", "confirmed_by"])
    _look_again(became.values(), now)
    detail = {"pupils": len(wanted), "classes": len(placement.class_ids), "seed": placement.seed}
    audit.record(
        actor, data.AUDIT_PLACED, "placement", placement.pk, placement.scope_path, detail=detail, rows=len(became)
    )
    return placement


@transaction.atomic
def undo_placement(*, actor: Actor, placement_id: int, now: datetime) -> int:
    """Put everybody back where they were; who has moved on since stays. Returns how many were put back.

    Raises:
        PlacementNotFound, NotPermitted, PlacementNotConfirmed.
    """
    placement = managed_placement(actor, placement_id, is_locked=True)
    if placement.state != "confirmed":
        raise errors.PlacementNotConfirmed()
    became = {int(before): after for before, after in placement.became.items()}
    put_back = roster.take_back_places(actor=actor, places=became)
    placement.undone_at, placement.undone_by_id = now, actor.person_id
    placement.save(update_fields=["undone_at", "undone_by"])
    findings.check_persons(person_ids=put_back, on=local_day(now), now=now)
    audit.record(
        actor, data.AUDIT_PLACEMENT_UNDONE, "placement", placement.pk, placement.scope_path, rows=len(put_back)
    )
    return len(put_back)


@transaction.atomic
def drop_placement(*, actor: Actor, placement_id: int) -> None:
    """Throw a draft away.

    Raises:
        PlacementNotFound, NotPermitted, PlacementSettled.
    """
    _draft(actor, placement_id).delete()


def _look_again(stay_ids: Iterable[int], now: datetime) -> None:
    people = Enrolment.objects.filter(pk__in=list(stay_ids)).values_list("person_id", flat=True)
    findings.check_persons(person_ids=list(people), on=local_day(now), now=now)
