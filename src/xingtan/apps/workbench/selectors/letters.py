"""How far letters have got: told, read, signed, and who has not signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _g
from django.utils.translation import ngettext

from xingtan.apps.workbench import data
from xingtan.apps.workbench.models import Letter
from xingtan.kernel.notices.api import Recipient
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import TodoItem
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Enrolment, Guardianship

MOST_NAMES, MOST_UNITS = 500, 100
SHOWN_NAMES, SHOWN_LETTERS = 4, 4
REMIND_BEFORE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Outstanding:
    """Somebody who has not signed; `about` names the child of a guardian, or the class of a pupil."""

    person_id: int
    name: str
    about: str
    has_read: bool


def letters_of(actor: Actor) -> Any:
    """The actor's own letters with their counts, newest first."""
    recipients = "notice__recipients"
    return (
        Letter.objects.visible_to(actor)
        .filter(person_id=actor.person_id)
        .select_related("notice")
        .annotate(
            read_count=Count(recipients, filter=Q(notice__recipients__read_at__isnull=False)),
            signed_count=Count(recipients, filter=Q(notice__recipients__acked_at__isnull=False)),
        )
        .order_by("-sent_at", "-pk")  # counting forgets the order of the model
    )


class Sent(NamedTuple):
    """A letter that wants signing, in figures."""

    pk: int
    notice_id: int
    title: str
    sent_at: datetime
    ack_by: date
    told_count: int
    signed_count: int

    @property
    def rest(self) -> int:
        return self.told_count - self.signed_count


SENT = ("pk", "notice_id", "notice__title", "sent_at", "notice__ack_by", "told_count", "signed_count")


def _to_sign(person_id: int) -> Any:
    signed = Count("notice__recipients", filter=Q(notice__recipients__acked_at__isnull=False))
    return Letter.objects.filter(person_id=person_id, notice__requires_ack=True).annotate(signed_count=signed)


@prepared
def _latest(*, person_id: int) -> Any:
    return _to_sign(person_id).order_by("-sent_at", "-pk").values_list(*SENT)[:SHOWN_LETTERS]


@prepared
def _due(*, person_id: int, on: date, until: date) -> Any:
    letters = _to_sign(person_id).filter(notice__ack_by__lte=until, signed_count__lt=F("told_count"))
    unreminded = letters.filter(Q(reminded_on__isnull=True) | ~Q(reminded_on=on))
    return unreminded.order_by("notice__ack_by", "pk").values_list(*SENT)[:20]


@prepared
def _first_missing(*, notice_ids: tuple[int, ...]) -> Any:
    number = Window(RowNumber(), partition_by=F("notice_id"), order_by=F("pk").asc())
    name = Person.objects.filter(pk=OuterRef("person_id")).values("name")
    rows = Recipient.objects.filter(notice__in=notice_ids).to_acknowledge()
    first = rows.annotate(number=number, name=Subquery(name)).filter(number__lte=SHOWN_NAMES + 1)
    return first.order_by("notice_id", "pk").values_list("notice_id", "name")


def sent_card(actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The last letters that want signing, with the names still missing."""
    letters = [Sent(*row) for row in _latest(person_id=actor.person_id)] if actor.person_id else []
    if not letters:
        return None
    missing = _missing_names(tuple(letter.notice_id for letter in letters))
    return {"rows": [{"letter": letter, "names": missing.get(letter.notice_id, "")} for letter in letters]}


def _missing_names(notice_ids: tuple[int, ...]) -> dict[int, str]:
    """A few names for each letter."""
    found: dict[int, list[str]] = {}
    for notice_id, name in _first_missing(notice_ids=notice_ids):
        found.setdefault(notice_id, []).append(name or "")
    return {notice_id: _some_names(names) for notice_id, names in found.items()}


def _some_names(names: list[str]) -> str:
    shown = _g("、").join(names[:SHOWN_NAMES])
    return shown if len(names) <= SHOWN_NAMES else _g("%(names)s等") % {"names": shown}


def receipts_due(actor: Actor, now: datetime) -> list[TodoItem]:
    """Letters of one's own whose day to sign is near or past, and which some have not signed."""
    if actor.person_id is None:
        return []
    rows = _due(person_id=actor.person_id, on=actor.on, until=actor.on + REMIND_BEFORE)
    return [_remind_item(Sent(*row)) for row in rows]


def _remind_item(letter: Sent) -> TodoItem:
    rest = letter.rest
    title = ngettext("%(title)s，%(count)s人还没有签收", "%(title)s，%(count)s人还没有签收", rest)
    return TodoItem(
        key=f"letter:{letter.pk}",
        sign="知",
        title=title % {"title": letter.title, "count": rest},
        detail=_g("已签收%(done)s/%(all)s") % {"done": letter.signed_count, "all": letter.told_count},
        url=f"/notices/sent/{letter.pk}/",
        due_on=letter.ack_by,
        count=rest,
        action=_g("再提醒%(count)s人") % {"count": rest},
        action_url=f"/notices/sent/{letter.pk}/remind/",
    )


def outstanding_of(letter: Letter, actor: Actor) -> list[Outstanding]:
    """Who has not signed, in order of name; guardians with their children in the letter's scope."""
    rows = Recipient.objects.filter(notice_id=letter.notice_id).to_acknowledge()
    state = dict(rows.values_list("person_id", "read_at")[:MOST_NAMES])
    about = _children(list(state), letter, actor) if data.Audience.GUARDIANS in letter.audiences else {}
    people = Person.objects.filter(pk__in=state).order_by("name_pinyin", "pk").values_list("pk", "name")
    return [
        Outstanding(person_id=pk, name=name, about=about.get(pk, ""), has_read=state[pk] is not None)
        for pk, name in people
    ]


@dataclass(frozen=True, kw_only=True)
class UnitState:
    """How far a letter has got at one unit."""

    name: str
    told: int
    signed: int

    @property
    def rest(self) -> int:
        return self.told - self.signed


def by_unit(letter: Letter, actor: Actor) -> list[UnitState]:
    """Told and signed at each school or bureau, where most are missing first. Whoever works at two counts at both."""
    told = Recipient.objects.filter(notice_id=letter.notice_id).order_by()
    roles = {role for audience in letter.audiences for role in data.ROLES_OF_AUDIENCE[data.Audience(audience)]}
    posted = Posting.objects.in_force(actor.on).filter(
        under((letter.scope_path,), "scope_path"), role__in=roles, person_id__in=told.values("person_id")
    )
    places = set(posted.order_by().values_list("person_id", "organisation__path"))
    signed = set(told.filter(acked_at__isnull=False).values_list("person_id", flat=True))
    names = _unit_names(path for _person, path in places)
    people: dict[int, set[int]] = {}
    for person, path in places:
        unit = next((part for part in reversed(_ids(path)) if part in names), None)
        if unit is not None:
            people.setdefault(unit, set()).add(person)
    states = [UnitState(name=names[unit], told=len(all_), signed=len(all_ & signed)) for unit, all_ in people.items()]
    return sorted(states, key=lambda state: (-state.rest, state.name))[:MOST_UNITS]


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/") if part.isdigit()]


def _unit_names(paths: Iterable[str]) -> dict[int, str]:
    """Schools and bureaux on these paths; a department answers to the unit it belongs to."""
    ids = {part for path in set(paths) for part in _ids(path)}
    units = Organisation.objects.filter(pk__in=ids, kind__in=(Kind.BUREAU, Kind.SCHOOL)).order_by()
    return dict(units.values_list("pk", "name"))


def _children(guardian_ids: list[int], letter: Letter, actor: Actor) -> dict[int, str]:
    here = Enrolment.objects.in_force(actor.on).filter(scope_path__below=letter.scope_path)
    pairs = (
        Guardianship.objects.confirmed(actor.on)
        .with_custody(actor.on)
        .filter(guardian_id__in=guardian_ids, pupil_id__in=here.order_by().values("person_id"))
        .order_by("guardian_id", "pupil__born_on")
        .values_list("guardian_id", "pupil__name")
    )
    names: dict[int, list[str]] = {}
    for guardian_id, name in pairs:
        names.setdefault(guardian_id, []).append(name)
    return {pk: _g("%(children)s的家长") % {"children": _g("、").join(found)} for pk, found in names.items()}
