"""Staff as of a day, with the same day a year before beside it; every figure can be opened to its people.

口径: people with a staff posting in force that day within reach, each counted once, by what the rows of their file say
of that day. Teachers to pupils (师生比) and payroll to pupils (编制比) are two figures and kept apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import Employment, HeldTitle, Schooling
from xingtan.apps.staffing.selectors import words
from xingtan.apps.staffing.selectors.people import years_before
from xingtan.kernel.clock import age_on, in_force
from xingtan.kernel.scopes import Actor, under
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting
from xingtan.people.roster.data import EnrolmentStatus
from xingtan.people.roster.models import Enrolment

UNKNOWN = ""
ON_PAYROLL = (data.Establishment.PUBLIC, data.Establishment.CONTROLLED)


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody on the staff on a day, and what was so of them."""

    person_id: int
    name: str
    unit: str
    post: str
    sex: str
    age: str
    subject: str
    title: str
    education: str
    establishment: str


@dataclass(frozen=True, kw_only=True)
class Division:
    """One way of dividing the staff: code, label, which value somebody has, and what the values are called."""

    code: str
    label: Any
    value: Callable[[Member], str]
    name: Callable[[str], str]
    order: tuple[str, ...] = ()


DIVISIONS: dict[str, Division] = {
    division.code: division
    for division in (
        Division(
            code="title",
            label=_("职称"),
            value=lambda one: one.title,
            name=lambda code: str(data.Title(code).label),
            order=tuple(data.Title.values),
        ),
        Division(
            code="education",
            label=_("学历"),
            value=lambda one: one.education,
            name=lambda code: str(data.Education(code).label),
            order=tuple(data.Education.values),
        ),
        Division(
            code="age",
            label=_("年龄"),
            value=lambda one: one.age,
            name=lambda code: str(data.AGE_LABELS[code]),
            order=tuple(code for code, _low, _high in data.AGE_BANDS),
        ),
        Division(
            code="sex",
            label=_("性别"),
            value=lambda one: one.sex,
            name=lambda code: words.code_word("sex", code),
            order=("1", "2"),
        ),
        Division(
            code="establishment",
            label=_("编制"),
            value=lambda one: one.establishment,
            name=lambda code: str(data.Establishment(code).label),
            order=tuple(data.Establishment.values),
        ),
        Division(
            code="subject",
            label=_("任教学科"),
            value=lambda one: one.subject,
            name=lambda code: words.code_word("subject", code),
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One value of a division: how many then and a year before."""

    value: str
    label: str
    count: int
    before: int

    @property
    def change(self) -> int:
        return self.count - self.before


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """Pupils for each teacher, and for each post on the payroll, of one sort of school. None when there is nobody."""

    label: str
    pupils: int
    teachers: int
    payroll: int

    @property
    def pupils_a_teacher(self) -> float | None:
        return round(self.pupils / self.teachers, 1) if self.teachers else None

    @property
    def pupils_a_post(self) -> float | None:
        return round(self.pupils / self.payroll, 1) if self.payroll else None


def members(actor: Actor, on: date) -> list[Member]:
    """Everybody on the staff within reach on a day, by name. Five queries."""
    rows = Posting.objects.in_force(on).filter(under(actor.paths(data.VIEW), "organisation__path"))
    rows = rows.filter(role__in=STAFF_ROLES).select_related("person", "organisation")
    posts: dict[int, list[Posting]] = {}
    for row in rows.order_by("person__name_pinyin", "person_id", "-is_main", "starts_on", "pk"):
        posts.setdefault(row.person_id, []).append(row)
    ids = list(posts)
    titles, educations, payroll = _titles(ids, on), _educations(ids, on), _payroll(ids, on)
    return [
        Member(
            person_id=person_id,
            name=held[0].person.name,
            unit=held[0].organisation.display_name,
            post=words.post_words(held[0]),
            sex=held[0].person.sex,
            age=_band(held[0].person.born_on, on),
            subject=next((row.subject_code for row in held if row.role == "teacher" and row.subject_code), UNKNOWN),
            title=titles.get(person_id, UNKNOWN),
            education=educations.get(person_id, UNKNOWN),
            establishment=payroll.get(person_id, UNKNOWN),
        )
        for person_id, held in posts.items()
    ]


def _band(born_on: date | None, on: date) -> str:
    if born_on is None:
        return UNKNOWN
    age = age_on(born_on, on)
    return next((code for code, youngest, oldest in data.AGE_BANDS if youngest <= age <= oldest), UNKNOWN)


def _titles(ids: list[int], on: date) -> dict[int, str]:
    """The title obtained last by a day."""
    rows = HeldTitle.objects.filter(Q(obtained_on__isnull=True) | Q(obtained_on__lte=on), record__person_id__in=ids)
    found = rows.order_by("record_id", "-pk").values_list("record__person_id", "code", "obtained_on")
    latest: dict[int, tuple[date, str]] = {}
    for person_id, code, day in found:
        if person_id not in latest or (day or date.min) > latest[person_id][0]:
            latest[person_id] = (day or date.min, code)
    return {person_id: code for person_id, (_day, code) in latest.items()}


def _educations(ids: list[int], on: date) -> dict[int, str]:
    """The highest education completed by a day."""
    rows = Schooling.objects.filter(Q(graduated_on__isnull=True) | Q(graduated_on__lte=on), record__person_id__in=ids)
    found = rows.order_by("-level_code").values_list("record__person_id", "level_code")
    return dict(found)


def _payroll(ids: list[int], on: date) -> dict[int, str]:
    rows = Employment.objects.filter(in_force(on), record__person_id__in=ids).order_by()
    return dict(rows.values_list("record__person_id", "establishment"))


def figures(division: Division, now: list[Member], before: list[Member]) -> list[Figure]:
    """The values of a division in their order, what is not on record last. Sums are the whole staff."""
    counts, counts_before = _counted(division, now), _counted(division, before)
    known = [code for code in division.order if code in counts or code in counts_before]
    others = sorted((set(counts) | set(counts_before)) - set(known) - {UNKNOWN}, key=lambda code: -counts.get(code, 0))
    codes = [*known, *others, *([UNKNOWN] if UNKNOWN in counts or UNKNOWN in counts_before else [])]
    return [
        Figure(
            value=code,
            label=division.name(code) if code else _g("没有登记"),
            count=counts.get(code, 0),
            before=counts_before.get(code, 0),
        )
        for code in codes
    ]


def _counted(division: Division, people: list[Member]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in people:
        found[division.value(one)] = found.get(division.value(one), 0) + 1
    return found


def ratios(actor: Actor, on: date) -> list[Ratio]:
    """Pupils to teachers and to payroll by sort of school, the whole last. Four queries."""
    reach = under(actor.paths(data.VIEW), "path")
    schools = dict(Organisation.objects.filter(reach, kind=Kind.SCHOOL).values_list("pk", "school_kind"))
    enrolments = Enrolment.objects.filter(in_force(on), organisation_id__in=schools, status=EnrolmentStatus.IN_SCHOOL)
    pupils = dict(enrolments.order_by().values_list("organisation_id").annotate(Count("person_id", distinct=True)))
    posted = Posting.objects.in_force(on).filter(organisation_id__in=schools, role__in=STAFF_ROLES).order_by()
    here = set(posted.values_list("organisation_id", "person_id", "role"))
    payroll = _payroll([person_id for _school, person_id, _role in here], on)
    kinds: dict[str, tuple[set[int], set[int], int]] = {}
    for school_id, kind in schools.items():
        teachers, posts, count = kinds.get(kind, (set(), set(), 0))
        teachers |= {person for school, person, role in here if school == school_id and role == "teacher"}
        posts |= {person for school, person, _r in here if school == school_id and payroll.get(person) in ON_PAYROLL}
        kinds[kind] = (teachers, posts, count + pupils.get(school_id, 0))
    lines = [
        Ratio(label=words.code_word("school_kind", kind), pupils=count, teachers=len(teachers), payroll=len(posts))
        for kind, (teachers, posts, count) in sorted(kinds.items())
    ]
    return lines


def year_before(on: date) -> date:
    return years_before(on, 1)
