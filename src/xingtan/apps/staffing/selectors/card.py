"""One person's staff card, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors import gaps, qualified, words
from xingtan.kernel.clock import age_on, is_in_force
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import Person
from xingtan.people.postings import data as postings
from xingtan.people.postings.models import Posting, PostingKind

SOON_DAYS = 99


@dataclass(frozen=True, kw_only=True)
class Post:
    """A posting with its state on the day of the card: in force, ending, ended, to come."""

    posting: Posting
    words: str
    tone: str
    state: str
    may_manage: bool


@dataclass(frozen=True, kw_only=True)
class StaffCard:
    record: StaffRecord
    person: Person
    posts: list[Post]
    documents: list[Any]
    account: Account | None
    gaps: list[gaps.Gap]
    lacks: list[qualified.Lack]
    headline: list[str]
    may_manage: bool
    is_own: bool

    @property
    def path(self) -> str:
        return self.record.organisation.path


def staff_card(actor: Actor, person_id: int, on: date) -> StaffCard | None:
    """The card, None when there is no file the actor may read."""
    rows = StaffRecord.objects.visible_to(actor).select_related("person", "organisation")
    record = rows.filter(person_id=person_id).first()
    if record is None:
        return None
    person = record.person
    posts = _posts(actor, person_id, on)
    account = Account.objects.visible_to(actor).filter(person_id=person_id).first()
    return StaffCard(
        record=record,
        person=person,
        posts=posts,
        documents=list(person.documents.all()),
        account=account,
        gaps=gaps.gaps_of(record, actor.on) if actor.may(data.VIEW, record.organisation.path) else [],
        lacks=qualified.lacks_of(record, actor.on) if actor.may(data.VIEW, record.organisation.path) else [],
        headline=_headline(record, posts, on),
        may_manage=actor.may(data.MANAGE, record.organisation.path),
        is_own=person_id == actor.person_id,
    )


def _posts(actor: Actor, person_id: int, on: date) -> list[Post]:
    rows = Posting.objects.visible_to(actor).filter(person_id=person_id, role__in=STAFF_ROLES, starts_on__lte=on)
    if on >= actor.on:
        rows = Posting.objects.visible_to(actor).filter(person_id=person_id, role__in=STAFF_ROLES)
    ordered = rows.select_related("organisation").order_by("-starts_on", "-pk")
    posts = [_post(posting, on, actor) for posting in ordered]
    return sorted(posts, key=lambda post: not is_in_force(post.posting, on))


def _post(posting: Posting, on: date, actor: Actor) -> Post:
    tone, state = _state(posting, on)
    kind = "" if posting.kind == PostingKind.REGULAR else _g("（%(kind)s）") % {"kind": posting.get_kind_display()}
    return Post(
        posting=posting,
        words=words.post_words(posting) + kind,
        tone=tone,
        state=state,
        may_manage=actor.may(postings.MANAGE, posting.organisation.path),
    )


def _state(posting: Posting, on: date) -> tuple[str, str]:
    if posting.starts_on > on:
        return "none", _g("%(days)s天后开始") % {"days": (posting.starts_on - on).days}
    if posting.ends_on is not None and posting.ends_on < on:
        return "none", _g("已止")
    if posting.ends_on is not None and (posting.ends_on - on).days <= SOON_DAYS:
        return "yellow", _g("%(days)s天后到期") % {"days": (posting.ends_on - on).days}
    return "green", _g("有效")


def _headline(record: StaffRecord, posts: list[Post], on: date) -> list[str]:
    """舞雩小学语文教师、班主任; 一级教师; 教龄17年."""
    now = [post for post in posts if is_in_force(post.posting, on)]
    unit = record.organisation.display_name
    held = _g("、").join(dict.fromkeys(words.post_words(post.posting) for post in now)) or _g("当日没有任职")
    parts = [f"{unit}{'' if not unit.isascii() else ' '}{held}"]
    if record.title_code:
        parts.append(record.get_title_code_display())
    if record.work_started_on:
        parts.append(_g("工龄%(years)s年") % {"years": max(0, age_on(record.work_started_on, on))})
    return parts


def timeline(card: StaffCard) -> list[dict[str, Any]]:
    """Rows for the drawing: one a posting; other kinds of posting in their own colour."""
    tones = {"support": "5", "exchange": "5", "concurrent": "3"}
    return [
        {
            "label": post.posting.organisation.display_name,
            "text": words.post_words(post.posting),
            "starts_on": post.posting.starts_on,
            "ends_on": post.posting.ends_on,
            "tone": "rest" if post.state == _g("已止") else tones.get(post.posting.kind, "1"),
        }
        for post in card.posts
    ]
