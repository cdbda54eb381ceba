"""The larger size: a county of sixty schools, for measuring."""

from __future__ import annotations

from collections import Counter
from time import perf_counter

import pytest

from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.models import ClassGroup, Enrolment
from xingtan.project.demo import loading
from xingtan.project.demo.tests.conftest import NOW

LONGEST_SECONDS = 120


@pytest.mark.slow
@pytest.mark.django_db
def test_sixty_schools_and_fifty_thousand_people_in_two_minutes():
    began = perf_counter()
    report = loading.load(size="county", now=NOW)
    seconds = perf_counter() - began

    assert Organisation.objects.filter(kind="school").count() == 60
    assert 48_000 <= report.counts["persons.Person"] <= 54_000
    assert seconds < LONGEST_SECONDS
    sizes = Counter(Enrolment.objects.in_school(NOW.date()).values_list("class_group_id", flat=True))
    ordinary = ClassGroup.objects.open_on(NOW.date()).exclude(organisation__school_kind__in=("111", "218", "514"))
    assert all(25 <= sizes[pk] <= 55 for pk in ordinary.values_list("pk", flat=True))
