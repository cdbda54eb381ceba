"""Loading the demonstration: everything in one transaction, so that it is there as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import perf_counter

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.clock import local_day
from xingtan.kernel.errors import DomainError
from xingtan.project.demo import (
    calendar,
    cast,
    electives,
    exchanges,
    families,
    files,
    finishing,
    former_names,
    is_demo,
    matters,
    messages,
    moves,
    organisations,
    people,
    planted,
    portraits,
    pupil_facts,
    pupils,
    records,
    roll,
    staff,
    teaching,
)
from xingtan.project.demo.district import District
from xingtan.project.demo.models import DemoLoad
from xingtan.project.demo.plans import PLANS

LOCK = 7_310_202  # one loading at a time
DEFAULT_SEED = 7
BUILDERS = (
    organisations, calendar, pupils, moves, staff, exchanges, teaching, electives,
    families, roll, records, files, cast, planted, former_names, matters, messages, portraits,
)  # fmt: skip
PLAIN_TABLES = (
    "organisations.Organisation",
    "organisations.OrganisationFacts",
    "organisations.Grouping",
    "organisations.GroupingMember",
    "roster.SchoolYear",
    "roster.Term",
    "roster.CalendarDay",
    "roster.Cohort",
    "roster.ClassGroup",
)
AFTER_PEOPLE = (
    "roster.TeachingAssignment",
    "roster.TeachingGroup",
    "roster.TeachingGroupMember",
    "roster.Guardianship",
    "roster.GuardianshipLog",
    "roster.Consent",
    "persons.DataConfirmation",
    "accounts.Acceptance",
    "staffing.StaffRecord",
    "staffing.Employment",
    "staffing.EdtechKeeper",
    "staffing.HeldTitle",
    "staffing.HeldCertificate",
    "staffing.Registration",
    "staffing.Honour",
    "staffing.Schooling",
    "gateway.ForgottenRequest",
    "notices.Notice",
    "notices.Recipient",
    "workbench.Letter",
    "files.FileLink",
)
MUST_BE_EMPTY = ("organisations.Organisation", "persons.Person", "accounts.Account")


class RealRowsPresent(DomainError):
    code = "demo.real_rows_present"
    message = _("数据库里已有真实数据（%(table)s：%(count)d行），演示数据没有装入。请换一个空数据库。")


@dataclass
class Report:
    """What was loaded: counts by table, seconds by step. Empty when it was there before."""

    size: str
    is_new: bool = True
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def step(self, say: Callable[[str], object] | None, name: str, run: Callable[[], object]) -> None:
        """Do one part, keep how long it took, and say so."""
        began = perf_counter()
        run()
        self.seconds[name] = perf_counter() - began
        if say is not None:
            say(f"{name}: {self.seconds[name]:.1f} s")


def refuse_real_rows() -> None:
    """Raises RealRowsPresent when somebody's own data is in the database."""
    for label in MUST_BE_EMPTY:
        count = apps.get_model(label).objects.count()
        if count:
            raise RealRowsPresent(count=count, table=label)


@transaction.atomic
def load(*, size: str, seed: int = DEFAULT_SEED, now: datetime, say: Callable[[str], object] | None = None) -> Report:
    """Fill an empty database with the invented district as it stands on the day of `now`.

    Raises:
        RealRowsPresent: there is data already that is not the demonstration.
    """
    report = Report(size=size)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if DemoLoad.objects.exists():
        return Report(size=size, is_new=False)
    refuse_real_rows()
    district = District(plan=PLANS[size], seed=seed, today=local_day(now), now=now)
    step = partial(report.step, say)

    for builder in BUILDERS:
        step(builder.__name__.rpartition(".")[2], partial(builder.build, district))
    step("write", lambda: write(district, report.counts))
    step("analyze", finishing.analyze)
    step("findings", lambda: finishing.check_findings(district))
    step("parts", lambda: finishing.load_parts(district))
    step("search", finishing.index)
    finishing.journal(district, report.counts)
    DemoLoad.objects.create(size=size, seed=seed, loaded_on=district.today, loaded_at=now, counts=report.counts)
    transaction.on_commit(is_demo.cache_clear)
    return report


def write(district: District, counts: dict[str, int]) -> None:
    """COPY all that was collected, table after table; `counts` goes on counting."""
    cast.accept_agreements(district)

    def count(label: str, rows: int) -> None:
        counts[label] = counts.get(label, 0) + rows

    for label in PLAIN_TABLES:
        count(label, district.table(label).write())
    people.write_people(district)
    count("persons.Person", len(district.humans))
    count("roster.Enrolment", district.table("roster.Enrolment").write_all(roll.enrolment_rows(district)))
    count("roster.PupilFacts", district.table("roster.PupilFacts").write_all(pupil_facts.rows(district)))
    count("access.Grant", district.table("access.Grant").write_all(roll.grant_rows(district)))
    district.table("access.Grant").rows.clear()
    count("postings.Posting", district.table("postings.Posting").write())
    for label in AFTER_PEOPLE:
        count(label, district.table(label).write())
    for table in district.tables.values():
        table.set_sequence()
