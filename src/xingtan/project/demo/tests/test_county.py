"""The larger size: a county of sixty schools and some that were closed, for measuring."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from time import perf_counter

import pytest
from django.db.models import F

from xingtan.kernel.files.models import FileLink, StoredFile
from xingtan.people.organisations.models import GroupingMember, Organisation
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship, GuardianshipLog
from xingtan.project.demo import loading
from xingtan.project.demo.tests.conftest import NOW

LONGEST_SECONDS = 120
YEAR = 2025


@pytest.mark.slow
@pytest.mark.django_db
def test_sixty_schools_and_fifty_thousand_people_in_two_minutes():
    began = perf_counter()
    report = loading.load(size="county", now=NOW)
    seconds = perf_counter() - began

    assert Organisation.objects.filter(kind="school", closed_on=None).count() == 60
    assert 48_000 <= report.counts["persons.Person"] <= 54_000
    assert seconds < LONGEST_SECONDS
    sizes = Counter(Enrolment.objects.in_school(NOW.date()).values_list("class_group_id", flat=True))
    ordinary = ClassGroup.objects.open_on(NOW.date()).exclude(organisation__school_kind__in=("111", "218", "514"))
    assert all(25 <= sizes[pk] <= 55 for pk in ordinary.values_list("pk", flat=True))
    closed_schools_gave_their_people_away()
    every_year_has_its_history()
    a_few_hundred_pictures_serve_everybody()


def closed_schools_gave_their_people_away() -> None:
    """Whoever was there is at the school that took over since the first day without it."""
    closed = list(Organisation.objects.filter(kind="school").exclude(closed_on=None))
    assert len(closed) == 3
    for school in closed:
        last_day = school.closed_on - timedelta(days=1)
        assert not Enrolment.objects.filter(organisation=school, ends_on=None).exists()
        assert not Posting.objects.filter(organisation=school, ends_on=None).exists()
        assert not ClassGroup.objects.filter(organisation=school, ends_on=None).exists()
        assert school.facts.get().ends_on == last_day
        assert GroupingMember.objects.filter(organisation=school).exclude(ends_on=last_day).count() == 0
        moved = Enrolment.objects.filter(organisation=school, ends_on=last_day, end_basis__contains="撤并")
        after = Enrolment.objects.filter(organisation=school.parent, starts_on=school.closed_on)
        pupils = set(moved.values_list("person_id", flat=True))
        assert pupils and pupils <= set(after.values_list("person_id", flat=True))
        teachers = Posting.objects.filter(organisation=school, role="teacher").values_list("person_id", flat=True)
        there = Posting.objects.filter(organisation=school.parent, starts_on=school.closed_on, basis__contains="撤并")
        assert len(teachers) == 3 and set(teachers) == set(there.values_list("person_id", flat=True))


def every_year_has_its_history() -> None:
    """Pupils change classes and schools, come, go and graduate; custody ends with a line in the log."""
    for year in range(YEAR - 2, YEAR + 1):
        begun = Enrolment.objects.filter(starts_on__year=year)
        assert begun.filter(start_basis="校内调班").exists() and begun.filter(start_basis="区外转入").exists()
        assert begun.filter(start_basis__contains="区内转学").exists()
        ended = Enrolment.objects.filter(ends_on__year=year)
        assert ended.filter(status="graduated").exists() and ended.filter(end_basis__contains="区外").exists()
        assert Posting.objects.filter(ends_on__year=year, role="teacher", end_reason="退休").exists()
    lost = Guardianship.objects.filter(status="ended", has_custody=False)
    logged = GuardianshipLog.objects.filter(act="ended", guardianship__in=lost)
    assert lost.count() == logged.count() > 20
    assert Enrolment.objects.filter(person__in=Enrolment.objects.filter(starts_on__lt=F("ends_on")).values("person"))


def a_few_hundred_pictures_serve_everybody() -> None:
    assert FileLink.objects.count() > 10 * StoredFile.objects.count()
    assert StoredFile.objects.count() <= 800
