"""Acts that bring other people in: adding, handing over, sending round, reminding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import MOST_PEOPLE, REMIND_AFTER, ActKind, CaseState
from xingtan.engines.workflow.machine import Move
from xingtan.engines.workflow.models import Assignment, Case
from xingtan.engines.workflow.selectors import resolving
from xingtan.engines.workflow.selectors.cases import may_remind, reminded_lately, took_part
from xingtan.engines.workflow.services import telling
from xingtan.engines.workflow.services.storing import Held, hold
from xingtan.kernel.clock import local_day
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.models import Person


def _checked(people: Sequence[int], now: datetime) -> tuple[int, ...]:
    """The people in their order, all in post today. Raises NobodyNamed, TooManyPeople, PeopleNotKnown."""
    wanted = tuple(dict.fromkeys(people))
    if not wanted:
        raise errors.NobodyNamed
    if len(wanted) > MOST_PEOPLE:
        raise errors.TooManyPeople(limit=MOST_PEOPLE)
    gone = set(wanted) - resolving.in_post(wanted, local_day(now))
    if gone:
        raise errors.PeopleNotKnown(names=_names(gone))
    return wanted


def _names(people: set[int] | list[int]) -> str:
    return _("、").join(Person.objects.filter(pk__in=people).values_list("name", flat=True))


def _named(refusal: errors.AlreadyThere) -> NoReturn:
    """The machine knows numbers only; people read names."""
    people = refusal.values["people"]
    raise errors.AlreadyThere(names=_names(list(people))) from refusal  # type: ignore[call-overload]


def _apply(held: Held, move: Move, owner_id: int | None, opinion: str) -> Case:
    try:
        return held.apply(move, owner_id=owner_id, opinion=opinion)
    except errors.AlreadyThere as refusal:
        _named(refusal)


@transaction.atomic
def add_sign(
    *,
    actor: Actor,
    case_id: int,
    where: str,
    people: Sequence[int],
    now: datetime,
    turn: int | None = None,
    opinion: str = "",
) -> Case:
    """Bring others into one's own part: "before" they say their opinion first, "after" they sign when one has.

    Raises:
        CaseNotFound, Stale, CaseOver, NotYourTurn, MayNotAdd, AlreadyThere, NobodyNamed, TooManyPeople, PeopleNotKnown.
    """
    held = hold(actor, case_id, now, turn)
    part = _part(held)
    move = Move(ActKind.ADD_SIGN, part.number, people=_checked(people, now), where=where)
    return _apply(held, move, part.person_id, opinion)


@transaction.atomic
def hand_over(
    *, actor: Actor, case_id: int, person_id: int, now: datetime, turn: int | None = None, opinion: str = ""
) -> Case:
    """Give one's part to somebody else (转办).

    Raises:
        CaseNotFound, Stale, CaseOver, NotYourTurn, AlreadyThere, PeopleNotKnown.
    """
    held = hold(actor, case_id, now, turn)
    part = _part(held)
    move = Move(ActKind.HAND_OVER, part.number, people=_checked([person_id], now))
    return _apply(held, move, part.person_id, opinion)


def _part(held: Held) -> Assignment:
    if held.case.state != CaseState.RUNNING:
        raise errors.CaseOver(state=held.case.get_state_display())
    return held.part()


@transaction.atomic
def circulate(*, actor: Actor, case_id: int, people: Sequence[int], now: datetime, opinion: str = "") -> Case:
    """Send the case round to be read (传阅); those who have it already are not asked again.

    Raises:
        CaseNotFound, CaseOver, NotYourTurn, AlreadyThere, NobodyNamed, TooManyPeople, PeopleNotKnown.
    """
    held = hold(actor, case_id, now)
    if held.case.started_by_id != actor.person_id and not took_part(actor, held.case):
        raise errors.NotYourTurn
    return _apply(held, Move(ActKind.CIRCULATE, people=_checked(people, now)), actor.person_id, opinion)


@transaction.atomic
def sign_read(*, actor: Actor, case_id: int, now: datetime, opinion: str = "") -> Case:
    """Sign that one has read it: the name, the time and the opinion stand on the sheet.

    Raises:
        CaseNotFound, NothingToRead.
    """
    held = hold(actor, case_id, now)
    mine = Assignment.objects.reading(actor).filter(case_id=case_id).order_by("number").first()
    if mine is None:
        raise errors.NothingToRead
    return held.apply(Move(ActKind.READ, mine.number), owner_id=mine.person_id, opinion=opinion)


@transaction.atomic
def remind(*, actor: Actor, case_id: int, now: datetime) -> Case:
    """Ask those who have it to get on with it, at most once in `REMIND_AFTER`.

    Raises:
        CaseNotFound, CaseOver, NotYours, RemindedLately.
    """
    held = hold(actor, case_id, now)
    if not may_remind(actor, held.case):
        raise errors.NotYours(who=held.case.started_by.name)
    if held.case.state == CaseState.RUNNING and reminded_lately(held.case, now):
        raise errors.RemindedLately(hours=int(REMIND_AFTER.total_seconds() // 3600))
    held.apply(Move(ActKind.REMIND))
    telling.remind(held)
    return held.case
