"""The start page of guardians, pupils and citizens: one child, one day, one sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _g
from django.utils.translation import ngettext

from xingtan.apps.workbench.data import Todo
from xingtan.apps.workbench.selectors import calendar
from xingtan.apps.workbench.selectors.home import greeting
from xingtan.apps.workbench.selectors.places import address
from xingtan.apps.workbench.selectors.shell import Identity
from xingtan.kernel.i18n.dates import is_chinese
from xingtan.kernel.notices import api as notices
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor
from xingtan.people.postings.models import Posting
from xingtan.people.roster import selectors as roster
from xingtan.people.roster.models import Enrolment, Guardianship
from xingtan.people.roster.selectors import Week


@dataclass(frozen=True, kw_only=True)
class Child:
    """One pupil as the page names them."""

    person_id: int
    name: str
    school: str
    class_name: str
    homeroom: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class FamilyHome:
    greeting: str
    lead: Any
    child: Child | None
    children: list[tuple[int, str]]
    today: calendar.Today
    copies: list[Any]
    requests: list[Any] = field(default_factory=list)
    is_own: bool = False
    links: list[tuple[str, str, str]] = field(default_factory=list)


def family_home(
    *, actor: Actor, identity: Identity, now: datetime, week: Week | None, items: list[Todo], child: str | None
) -> FamilyHome:
    """The child asked for, else the first one; a pupil sees themselves, a citizen no child."""
    wards, chosen, stay = _looked_at(actor, child)
    is_own = "student" in actor.roles and chosen is None
    today = _today(actor, week, stay)
    name = chosen.pupil.name if chosen else identity.name
    return FamilyHome(
        greeting=greeting(actor, identity, now),
        lead=_lead(today, items),
        child=_child(name, stay, actor, is_own=is_own) if stay else None,
        children=[(ward.pupil_id, ward.pupil.name) for ward in wards],
        today=today,
        copies=list(notices.received_by(actor)[:5]),
        requests=_requests.instances(actor=actor),
        is_own=is_own,
        links=_links(actor),
    )


def _looked_at(actor: Actor, child: str | None) -> tuple[list[Guardianship], Guardianship | None, Enrolment | None]:
    """A guardian's wards, the one asked for or the first, and where that pupil (or the pupil themselves) is today."""
    wards = roster.wards(actor.person_id, on=actor.on) if "guardian" in actor.roles and actor.person_id else []
    chosen = next((ward for ward in wards if str(ward.pupil_id) == child), wards[0] if wards else None)
    is_own = "student" in actor.roles and chosen is None
    pupil_id = chosen.pupil_id if chosen else actor.person_id if is_own else None
    return wards, chosen, roster.stay_on(pupil_id, on=actor.on) if pupil_id else None


def family_lead(*, actor: Actor, week: Week | None, items: list[Todo], child: str | None) -> Any:
    """The sentence alone, for after an act."""
    _wards, _chosen, stay = _looked_at(actor, child)
    return _lead(_today(actor, week, stay), items)


def _today(actor: Actor, week: Week | None, stay: Enrolment | None) -> calendar.Today:
    """The day of the child's school; without a child there is no school to speak of, nor a term to count."""
    if stay is None:
        audience = calendar.Audience.PUBLIC
        return calendar.today_of(on=actor.on, week=None, organisation_id=None, audience=audience)
    audience = calendar.Audience.FAMILY
    return calendar.today_of(on=actor.on, week=week, organisation_id=stay.organisation_id, audience=audience)


def _lead(today: calendar.Today, items: list[Todo]) -> Any:
    """今天上学，2件事等您办."""
    count = len(items)
    if not count:
        return _g("%(today)s，没有要您办的事") % {"today": today.sentence}
    number = format_html("<b>{}</b>", ngettext("%(count)s件事", "%(count)s件事", count) % {"count": count})
    day = format_html('<span class="xt-nw">{}</span>', today.sentence) if is_chinese() else today.sentence
    return mark_safe(_g("%(today)s，%(things)s等您办") % {"today": day, "things": number})


def _child(name: str, stay: Any, actor: Actor, *, is_own: bool) -> Child:
    class_name = roster.class_name(stay.class_group, actor.on) if stay.class_group else _g("未分班")
    return Child(
        person_id=stay.person_id,
        name=name,
        school=stay.organisation.display_name,
        class_name=class_name,
        homeroom=_homeroom(stay, actor),
        url=address("registry:me") if is_own else address("registry:ward", stay.person_id),
    )


def _homeroom(stay: Any, actor: Actor) -> str:
    if stay.class_group is None:
        return ""
    return next((name for (name,) in _leaders(path=stay.class_group.path, on=actor.on)), "")


@prepared
def _leaders(*, path: str, on: date) -> Any:
    led = Posting.objects.in_force(on).filter(role="homeroom_teacher", scope_path=path)
    return led.order_by("starts_on", "pk").values_list("person__name")[:1]


@prepared
def _requests(*, actor: Actor) -> Any:
    """Guardianships one has asked for that are not decided, or were refused."""
    rows = Guardianship.objects.visible_to(actor).filter(
        guardian_id=actor.person_id, status__in=("requested", "returned", "refused")
    )
    return rows.select_related("pupil").order_by("-requested_on", "-pk")[:5]


def _links(actor: Actor) -> list[tuple[str, str, str]]:
    """Where else to go from here, as (sign, label, address); only what there is."""
    wanted = [("机", _g("登录过的设备"), address("gateway:sessions"))]
    if "student" not in actor.roles:
        wanted.insert(0, ("诺", _g("孩子与同意"), address("gateway:account_wards")))
    return [(sign, label, url) for sign, label, url in wanted if url]
