"""A city of twenty counties, for measuring only: made and written one county after the other, none of them kept."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.clock import local_day
from xingtan.kernel.errors import DomainError
from xingtan.project.demo import (
    calendar,
    cast,
    files,
    finishing,
    is_demo,
    loading,
    organisations,
    portraits,
    records,
    staff,
)
from xingtan.project.demo.district import District, Human
from xingtan.project.demo.loading import Report
from xingtan.project.demo.models import DemoLoad
from xingtan.project.demo.places import CITY, COUNTIES, Place
from xingtan.project.demo.plans import COUNTY, Plan, placed

SIZE = "city"
DATABASE_PREFIX = "xingtan_bench_"  # no installation that people use has such a database
CITY_PLAN = Plan(size=SIZE, parts=(), schools=(), citizens=0, bureau_staff=2)
OF_THE_CITY = "bureau_staff"  # who signs in for the city's bureau, and sees all counties


class OnlyForMeasuring(DomainError):
    code = "demo.only_for_measuring"
    message = _("全市规模有100万人、约4GB，要装十几分钟，只用于测速，不装入日常使用的数据库。请用 county。")


@dataclass
class Shared:
    """What one county hands to the next: a few ids, never people."""

    above: tuple[int, str]
    facts: dict[str, Any]
    people: int
    cast: dict[str, Human]


def refuse_other_databases() -> None:
    """Raises OnlyForMeasuring unless the database was made by the bench."""
    if not str(connection.settings_dict["NAME"]).startswith(DATABASE_PREFIX):
        raise OnlyForMeasuring


def load(
    *,
    seed: int = loading.DEFAULT_SEED,
    now: datetime,
    counties: Sequence[Place] = COUNTIES,
    plan: Plan = COUNTY,
    say: Callable[[str], object] | None = None,
) -> Report:
    """Fill an empty database with as many counties as given, each made after `plan`, each in its own transaction.

    Memory is bounded by one county. Killed half-way it leaves rows behind: the database is to be dropped then.
    The nightly findings and the apps' own parts are left out; every row, index and constraint is as in a county.

    Raises:
        RealRowsPresent: the database is not empty.
    """
    loading.refuse_real_rows()
    report = Report(size=SIZE)
    root = District(plan=CITY_PLAN, seed=seed, today=local_day(now), now=now, place=CITY)
    shared: list[Shared] = []
    report.step(say, CITY.name, lambda: shared.append(_city(root, report)))
    for place in counties:
        report.step(say, place.name, partial(_county, root, shared[0], placed(plan, place), place, report))
    report.step(say, "analyze", finishing.analyze)
    report.step(say, "search", finishing.index)
    with transaction.atomic():
        root.cast = shared[0].cast
        finishing.journal(root, report.counts)
        DemoLoad.objects.create(size=SIZE, seed=seed, loaded_on=root.today, loaded_at=now, counts=report.counts)
        transaction.on_commit(is_demo.cache_clear)
    report.step(say, "analyze again", finishing.analyze)
    return report


@transaction.atomic
def _city(root: District, report: Report) -> Shared:
    """Regions, calendar, and a bureau of the city whose people look after all counties."""
    region = organisations.build_city(root)
    organisations.build_bureau(root, region)
    calendar.build(root)
    staff.bureau_people(root, root.rng("staff"), region[1])
    records.build(root)
    files.build(root)
    worker = root.facts["bureau_workers"]["基础教育科"][0]
    root.cast = {OF_THE_CITY: worker}
    cast.let_sign_in(worker, next(part for part in cast.PARTS if part.role == OF_THE_CITY))
    loading.write(root, report.counts)
    facts = {
        "term": root.facts["term"],
        "join_codes": set(),
        "played": (OF_THE_CITY,),
        "pictures": portraits.keep(SIZE),
    }
    return Shared(above=region, facts=facts, people=len(root.humans), cast=dict(root.cast))


@transaction.atomic
def _county(root: District, shared: Shared, plan: Plan, place: Place, report: Report) -> None:
    """Make one county, write it, forget it."""
    district = District(
        plan=plan, seed=root.seed, today=root.today, now=root.now, place=place, above=shared.above,
        people_before=shared.people, facts=dict(shared.facts),
    )  # fmt: skip
    for builder in loading.BUILDERS:
        builder.build(district)
    loading.write(district, report.counts)
    shared.people += len(district.humans)
    if place.is_first:
        shared.cast |= {role: human for role, human in district.cast.items() if human.is_activated}
    del district
    gc.collect()  # schools, classes and pupils point at each other
