"""Gaps: facts of staff files that are missing or contradict each other.

Asked from the rows themselves, so they close by being mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.kernel.clock import in_force
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.persons.models import IdentityDocument
from xingtan.people.postings.models import Posting

SIXTEEN_YEARS = timedelta(days=round(data.YOUNGEST_WORKER * 365.25))


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One sort of gap; `condition(on)` finds the files that have it."""

    code: str
    label: Any
    remedy: Any
    condition: Callable[[date], Q]


def _documents(**conditions: Any) -> Exists:
    return Exists(IdentityDocument.objects.filter(person_id=OuterRef("person_id"), **conditions))


def _posted(on: date, *roles: str) -> Exists:
    wanted = roles or tuple(sorted(STAFF_ROLES))
    return Exists(Posting.objects.filter(in_force(on), person_id=OuterRef("person_id"), role__in=wanted))


def _is_teacher(on: date) -> Q:
    return Q(_posted(on, "teacher", "homeroom_teacher"))


GAPS: dict[str, Gap] = {
    gap.code: gap
    for gap in (
        Gap(code="phone", label=_("没有手机"), remedy=_("补登手机"), condition=lambda on: Q(person__phone_masked="")),
        Gap(code="document", label=_("没有证件"), remedy=_("补登证件"), condition=lambda on: ~Q(_documents())),
        Gap(
            code="contradiction",
            label=_("证件与登记信息不一致"),
            remedy=_("对照证件更正"),
            condition=lambda on: Q(_documents(has_findings=True)),
        ),
        Gap(
            code="birthday",
            label=_("没有出生日期"),
            remedy=_("补登出生日期"),
            condition=lambda on: Q(person__born_on__isnull=True),
        ),
        Gap(
            code="title",
            label=_("教师没有职称"),
            remedy=_("补登职称"),
            condition=lambda on: Q(title_code="") & _is_teacher(on),
        ),
        Gap(
            code="certificate",
            label=_("教师没有资格证记录"),
            remedy=_("补登教师资格"),
            condition=lambda on: Q(certificate_code="") & _is_teacher(on),
        ),
        Gap(code="education", label=_("没有学历"), remedy=_("补登学历"), condition=lambda on: Q(education_code="")),
        Gap(
            code="first_job",
            label=_("参加工作时不满16岁"),
            remedy=_("核对出生日期和参加工作日期"),
            condition=lambda on: Q(work_started_on__lt=F("person__born_on") + SIXTEEN_YEARS),
        ),
        Gap(
            code="posting",
            label=_("在岗但没有任职"),
            remedy=_("补登任职或改状态"),
            condition=lambda on: ~Q(_posted(on)),
        ),
        Gap(
            code="retired",
            label=_("已过退休年龄"),
            remedy=_("办理退休或改状态"),
            condition=lambda on: past_retirement(on),
        ),
    )
}


def retirement_ages() -> dict[str, int]:
    """Age by sex code, from the settings."""
    men, women = settings.RETIREMENT_AGES
    return {"1": men, "2": women}


def retiring_in(year: int) -> Q:
    """Those who reach their retirement age in a calendar year."""
    condition = Q()
    for sex, age in retirement_ages().items():
        condition |= Q(person__sex=sex, person__born_on__year=year - age)
    return condition


def past_retirement(on: date) -> Q:
    """Those who reached it in a year before."""
    condition = Q()
    for sex, age in retirement_ages().items():
        condition |= Q(person__sex=sex, person__born_on__lt=date(on.year - age, 1, 1))
    return condition


def any_of(codes: Iterable[str], on: date) -> Q:
    """Files that have one of these gaps; only of people who still work does anybody ask."""
    condition = Q()
    for code in codes:
        condition |= GAPS[code].condition(on)
    return condition


def gaps_of(record: Any, on: date) -> list[Gap]:
    """The gaps of one file, in one query."""
    rows = type(record).objects.filter(pk=record.pk, state__in=data.OPEN_STATES)
    flags = rows.values_list(*[Exists(_same(record, gap, on)) for gap in GAPS.values()]).first()
    return [gap for gap, is_so in zip(GAPS.values(), flags or (), strict=False) if is_so]


def _same(record: Any, gap: Gap, on: date) -> QuerySet[Any]:
    return type(record).objects.filter(pk=record.pk).filter(gap.condition(on))
