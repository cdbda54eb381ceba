"""The staff list: which rows, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors import gaps, places, words
from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting, PostingKind


def staff_of(actor: Actor) -> QuerySet[Any]:
    """Files the actor may read as staffing, with person and unit."""
    if not actor.may_anywhere(data.VIEW):
        return StaffRecord.objects.none()
    return StaffRecord.objects.visible_to(actor).select_related("person", "organisation")


def has_record(person_id: int) -> bool:
    return StaffRecord.objects.filter(person_id=person_id).exists()


def posted(on: date, **conditions: Any) -> Exists:
    """Whether the person of a file is posted so on that day."""
    return Exists(Posting.objects.filter(in_force(on), person_id=OuterRef("person_id"), **conditions))


def attach(rows: Sequence[Any], actor: Actor) -> None:
    """Give each row of a page its posts, its guest posting and the number of people of its name. Two queries."""
    _attach_posts(rows, actor.on)
    _attach_same_names(rows, actor)


class Post(NamedTuple):
    """What a list shows of a posting."""

    person_id: int
    role: str
    kind: str
    title: str
    subject_code: str
    unit_short_name: str
    unit_name: str

    @property
    def kind_label(self) -> str:
        return str(PostingKind(self.kind).label)

    @property
    def unit(self) -> str:
        return self.unit_short_name or self.unit_name


def _attach_posts(rows: Sequence[Any], on: date) -> None:
    by_person: dict[int, list[Post]] = {}
    for post in map(Post._make, _posts(person_ids=[row.person_id for row in rows], on=on)):
        by_person.setdefault(post.person_id, []).append(post)
    for row in rows:
        row.posts = by_person.get(row.person_id, [])
        row.post_words = _g("、").join(dict.fromkeys(words.post_words(post) for post in row.posts))
        subjects = dict.fromkeys(post.subject_code for post in row.posts if post.subject_code)
        row.subject_words = _g("、").join(words.code_word("subject", code) for code in subjects)
        row.guest = next((post for post in row.posts if post.kind in data.GUEST_KINDS), None)


@prepared
def _posts(*, person_ids: list[int], on: date) -> Any:
    postings = Posting.objects.in_force(on).filter(one_of("person_id", person_ids), role__in=STAFF_ROLES)
    facts = ("person_id", "role", "kind", "title", "subject_code", "organisation__short_name", "organisation__name")
    return postings.order_by("-is_main", "starts_on", "pk").values_list(*facts)


def _attach_same_names(rows: Sequence[Any], actor: Actor) -> None:
    counted = dict(_shared_names(actor=actor, person_ids=[row.person_id for row in rows]))
    for row in rows:
        row.same_name_count = counted.get(row.person.name, 0)


@prepared
def _shared_names(*, actor: Actor, person_ids: list[int]) -> Any:
    """Names of these people that more than one of the staff within reach bears, with how many."""
    names = Person.objects.filter(one_of("pk", person_ids)).values("name")
    same = StaffRecord.objects.visible_to(actor).open().filter(person__name__in=names).order_by()
    return same.values_list("person__name").annotate(count=Count("pk")).filter(count__gt=1)


def in_stages(rows: QuerySet[Any], value: Iterable[str]) -> QuerySet[Any]:
    return rows.filter(organisation__school_kind__in=places.kinds_teaching(value))


def in_age_bands(rows: QuerySet[Any], value: Iterable[str], on: date) -> QuerySet[Any]:
    """People whose age today lies in one of the bands."""
    condition = Q()
    for code, youngest, oldest in data.AGE_BANDS:
        if code in value:
            born_after = years_before(on, oldest + 1)
            born_until = years_before(on, youngest)
            condition |= Q(person__born_on__gt=born_after, person__born_on__lte=born_until)
    return rows.filter(condition)


def years_before(on: date, years: int) -> date:
    """The day `years` years before; 29 February becomes 28."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def retiring(actor: Actor) -> Q:
    return gaps.retiring_in(actor.on.year) & Q(state__in=data.OPEN_STATES)
