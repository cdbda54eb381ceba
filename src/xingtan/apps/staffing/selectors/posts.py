"""Posts that every school must fill: 一把手, 首席信息官, 电教中心负责人."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xingtan.apps.staffing import data
from xingtan.kernel.scopes import Actor, under
from xingtan.people.access.data import ROLES
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings import data as postings
from xingtan.people.postings.models import Posting


@dataclass(frozen=True, kw_only=True)
class Post:
    """One post of one school and who holds it today; nobody when `holders` is empty."""

    role: str
    label: Any
    holders: list[Posting]


@dataclass(frozen=True, kw_only=True)
class SchoolPosts:
    school: Organisation
    posts: list[Post]
    may_fill: bool

    @property
    def gap_count(self) -> int:
        return sum(not post.holders for post in self.posts)


def school_posts(actor: Actor) -> list[SchoolPosts]:
    """Every school within reach with its posts, those with gaps first. Two queries.

    Teaching points (教学点) are led by the school they belong to and have no such posts of their own.
    """
    paths = actor.paths(data.VIEW)
    if not paths:
        return []
    schools = list(
        Organisation.objects.schools()
        .open_on(actor.on)
        .filter(under(paths, "path"), is_teaching_point=False)
        .order_by("sort", "path")
    )
    held = Posting.objects.in_force(actor.on).filter(
        organisation_id__in=[school.pk for school in schools], role__in=data.PRIMARY_ROLES
    )
    by_post: dict[tuple[int, str], list[Posting]] = {}
    for posting in held.select_related("person").order_by("-is_main", "starts_on", "pk"):
        by_post.setdefault((posting.organisation_id, posting.role), []).append(posting)
    rows = [
        SchoolPosts(
            school=school,
            posts=[
                Post(role=role, label=ROLES[role].label, holders=by_post.get((school.pk, role), []))
                for role in data.PRIMARY_ROLES
            ],
            may_fill=actor.may(postings.MANAGE, school.path),
        )
        for school in schools
    ]
    return sorted(rows, key=lambda row: -row.gap_count)


def candidates(organisation: Organisation, actor: Actor) -> list[tuple[int, str]]:
    """Staff of a school today who may take a post, one line a person; same names told apart by e-ID."""
    people = Posting.objects.in_force(actor.on).filter(organisation__path__below=organisation.path).of_staff()
    rows = sorted(
        set(people.order_by().values_list("person_id", "person__name", "person__e_id", "person__name_pinyin")),
        key=lambda row: (row[3], row[0]),
    )
    names = [name for _pk, name, _e_id, _pinyin in rows]
    return [(pk, f"{name}（{e_id[-4:]}）" if names.count(name) > 1 else name) for pk, name, e_id, _pinyin in rows]
