"""Dated writes of postings. Each keeps its one grant in step, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from xingtan.kernel.copying import insert_all
from xingtan.kernel.events.api import publish, publish_all
from xingtan.kernel.scopes import Actor, require
from xingtan.people.access.data import GUARDED_ROLES, ROLES
from xingtan.people.access.services import follow_posting, follow_postings, forget_posting
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.postings import data, errors
from xingtan.people.postings.models import Posting

FAMILY_ROLES = ("student", "guardian")
CORRECTABLE = ("title", "subject_code", "kind", "is_main", "basis", "starts_on", "ends_on")


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise errors.EndsBeforeItBegins(starts_on=starts_on, ends_on=ends_on)


def _refuse_double(posting: Posting) -> None:
    """The same person, role, scope and subject do not overlap in time."""
    twins = Posting.objects.filter(
        person_id=posting.person_id,
        organisation_id=posting.organisation_id,
        role=posting.role,
        scope_path=posting.scope_path,
        subject_code=posting.subject_code,
    ).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=posting.starts_on))
    if posting.ends_on is not None:
        twins = twins.filter(starts_on__lte=posting.ends_on)
    if twins.exclude(pk=posting.pk).exists():
        raise errors.PostingExists(name=posting.person.name, title=posting.display_title)


def _follow(actor: Actor, posting: Posting) -> None:
    follow_posting(
        actor=actor,
        posting_id=posting.pk,
        person=posting.person,
        role=posting.role,
        scope_path=posting.scope_path,
        starts_on=posting.starts_on,
        ends_on=posting.ends_on,
    )


def add_posting(
    *, actor: Actor, person: Person, organisation: Organisation, role: str, starts_on: date, **columns: Any
) -> Posting:
    """Write a posting and its grant without asking who may: for callers that have asked, in their transaction.

    Raises:
        EndsBeforeItBegins, PostingExists, ScopeOutsideOrganisation, RoleNotForPosting, RolesExclude.
    """
    if role not in ROLES:
        raise errors.RoleNotForPosting(role=role)
    scope_path = columns.pop("scope_path", "") or organisation.path
    if not scope_path.startswith(organisation.path):
        raise errors.ScopeOutsideOrganisation(name=organisation.name)
    _check_dates(starts_on, columns.get("ends_on"))
    posting = Posting(
        person=person, organisation=organisation, role=role, starts_on=starts_on, scope_path=scope_path, **columns
    )
    Person.objects.select_for_update().get(pk=person.pk)
    _refuse_double(posting)
    posting.save()
    _follow(actor, posting)
    publish(data.PostingStarted(posting_id=posting.pk, person_id=person.pk))
    return posting


def add_first_postings(*, actor: Actor, postings: Sequence[Posting]) -> list[Posting]:
    """Write many unsaved postings of unguarded roles with their grants, without asking who may.

    For callers that have asked, in their transaction, and that know that none of them is there yet. No event for each:
    callers announce all.

    Raises:
        RoleNotForPosting, EndsBeforeItBegins: of the first that is wrong.
    """
    for posting in postings:
        if posting.role not in ROLES or posting.role in GUARDED_ROLES:
            raise errors.RoleNotForPosting(role=posting.role)
        _check_dates(posting.starts_on, posting.ends_on)
    written = insert_all(postings)
    follow_postings(actor=actor, postings=written)
    return written


@transaction.atomic
def start_posting(
    *, actor: Actor, person_id: int, organisation_id: int, role: str, starts_on: date, **columns: Any
) -> Posting:
    """Give a person a role at an organisation from a day on.

    Args:
        columns: ends_on, scope_path (a grade's or class's path below the organisation), title, subject_code,
            kind, is_main, basis.
    Raises:
        PostingNotFound: organisation or person are not for this actor.
        NotPermitted: `postings.manage` does not reach the organisation, or the role is one of the three
            administrators, which the security administrator grants.
        EndsBeforeItBegins, PostingExists, ScopeOutsideOrganisation, RoleNotForPosting.
    """
    organisation = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    person = Person.objects.filter(pk=person_id).first()
    if organisation is None or person is None:
        raise errors.PostingNotFound(posting_id=organisation_id)
    require(actor, "access.grant" if role in GUARDED_ROLES else data.MANAGE, organisation.path)
    return add_posting(actor=actor, person=person, organisation=organisation, role=role, starts_on=starts_on, **columns)


def _managed(actor: Actor, posting_id: int) -> Posting:
    posting: Posting | None = (
        Posting.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("person", "organisation")
        .filter(pk=posting_id)
        .first()
    )
    if posting is None:
        raise errors.PostingNotFound(posting_id=posting_id)
    require(actor, data.MANAGE, posting.organisation.path)
    return posting


@transaction.atomic
def end_posting(*, actor: Actor, posting_id: int, on: date, reason: str = "") -> Posting:
    """Let a posting end; `on` is its last day. Its rights end with it.

    Raises:
        PostingNotFound, NotPermitted, EndsBeforeItBegins, PostingEndedAlready.
    """
    posting = _managed(actor, posting_id)
    if posting.ends_on is not None and posting.ends_on <= on:
        raise errors.PostingEndedAlready(ends_on=posting.ends_on)
    return close_posting(actor=actor, posting=posting, on=on, reason=reason)


def close_posting(*, actor: Actor, posting: Posting, on: date, reason: str = "") -> Posting:
    """End a posting and its grant without asking who may: for callers that have asked, in their transaction."""
    _check_dates(posting.starts_on, on)
    posting.ends_on, posting.end_reason = on, reason
    posting.save(update_fields=["ends_on", "end_reason"])
    _follow(actor, posting)
    publish(data.PostingEnded(posting_id=posting.pk, person_id=posting.person_id))
    return posting


@transaction.atomic
def correct_posting(*, actor: Actor, posting_id: int, **columns: Any) -> Posting:
    """Correct what was entered wrongly. Old values stay in the row history.

    Raises:
        PostingNotFound, NotPermitted, EndsBeforeItBegins, PostingExists.
    """
    posting = _managed(actor, posting_id)
    for field, value in columns.items():
        if field not in CORRECTABLE:
            raise TypeError(f"{field} cannot be corrected")
        setattr(posting, field, value)
    if posting.ends_on is None:
        posting.end_reason = ""
    _check_dates(posting.starts_on, posting.ends_on)
    _refuse_double(posting)
    posting.save()
    _follow(actor, posting)
    return posting


@transaction.atomic
def withdraw_posting(*, actor: Actor, posting_id: int) -> None:
    """Take back a posting that was just entered by mistake, as if it had never been. A real one ends instead.

    Raises:
        PostingNotFound, NotPermitted.
    """
    posting = _managed(actor, posting_id)
    forget_posting(posting_id=posting.pk)
    publish(data.PostingEnded(posting_id=posting.pk, person_id=posting.person_id))
    posting.delete()


def move_scopes(*, old: str, new: str) -> None:
    """Rewrite the scope of postings below a node that moved in the tree."""
    for posting in Posting.objects.select_for_update().filter(scope_path__startswith=old):
        posting.scope_path = new + posting.scope_path[len(old) :]
        posting.save(update_fields=["scope_path"])


@dataclass(frozen=True, kw_only=True)
class SeatMove:
    """That one person's family posting (student or guardian) goes from one class's path to another's."""

    person_id: int
    role: str
    organisation_id: int
    old: str
    new: str
    is_kept: bool = False  # the old one stays: another child of theirs is there


@transaction.atomic
def move_seats(*, actor: Actor, moves: Iterable[SeatMove], on: date) -> None:
    """Let the postings of many pupils and guardians follow them into other classes from the day `on`.

    Without asking who may, for callers that have asked. One statement a kind, however many there are.
    """
    wanted = list(moves)
    people = {move.person_id for move in wanted}
    held = Posting.objects.filter(person_id__in=people, role__in=FAMILY_ROLES).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )
    by_key: dict[tuple[int, str, str], Posting] = {}
    for posting in held.select_for_update().order_by("pk"):
        by_key[posting.person_id, posting.role, posting.scope_path] = posting
    ended: dict[int, Posting] = {}
    started: dict[tuple[int, str, str], Posting] = {}
    for move in wanted:
        leaving = by_key.get((move.person_id, move.role, move.old))
        if leaving is not None and leaving.ends_on is None and not move.is_kept:
            leaving.ends_on = max(on - timedelta(days=1), leaving.starts_on)
            ended[leaving.pk] = leaving
        key = (move.person_id, move.role, move.new)
        if key not in by_key and key not in started:
            started[key] = Posting(
                person_id=move.person_id,
                organisation_id=move.organisation_id,
                role=move.role,
                scope_path=move.new,
                starts_on=on,
            )
    Posting.objects.bulk_update(ended.values(), ["ends_on"], 1000)
    fresh = Posting.objects.bulk_create(started.values(), 2000)
    follow_postings(actor=actor, postings=[*ended.values(), *fresh])
    publish_all([data.PostingEnded(posting_id=row.pk, person_id=row.person_id) for row in ended.values()])
    publish_all([data.PostingStarted(posting_id=row.pk, person_id=row.person_id) for row in fresh])
