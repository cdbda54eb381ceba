"""The city for measuring: several counties beside each other, each as sound as one alone, none kept in memory."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from xingtan.kernel.codes import checks
from xingtan.kernel.search.models import SearchEntry
from xingtan.people.access.models import Grant
from xingtan.people.accounts.models import Account
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship
from xingtan.project.demo import city
from xingtan.project.demo.places import CITY, COUNTIES, Place
from xingtan.project.demo.plans import COUNTY, DEMO, placed
from xingtan.project.demo.tests.conftest import NOW

COUNT = 3
MEGABYTE = 1024 * 1024
GROWTH_MB = 40  # of the process, from 20,000 people to 100,000


@pytest.fixture(scope="module")
def small_city(django_db_setup, django_db_blocker):
    """Three counties, each as small as the demonstration."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield city.load(now=NOW, counties=COUNTIES[:COUNT], plan=DEMO)
        transaction.set_rollback(True)


def test_no_constraint_is_left_unchecked(small_city):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE NOT convalidated")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT (indisvalid AND indisready)")
        assert cursor.fetchone() == (0,)


def test_every_county_has_its_own_bureau_schools_and_numbers(small_city):
    bureaus = Organisation.objects.filter(kind="bureau").exclude(name=CITY.bureau_name)
    schools = Organisation.objects.filter(kind="school")

    assert {bureau.name for bureau in bureaus} == {place.bureau_name for place in COUNTIES[:COUNT]}
    assert schools.count() == COUNT * len(DEMO.schools) == len(set(schools.values_list("name", flat=True)))
    for bureau, place in zip(bureaus.order_by("pk"), COUNTIES, strict=False):
        below = schools.filter(path__startswith=bureau.path)
        assert below.count() == len(DEMO.schools)
        assert all(school.name.startswith(place.name) and place.name in school.address for school in below)
        assert bureau.parent is not None and bureau.parent.code == place.code
    for school in schools:
        assert checks.school_code_problem(school.code) is None


def test_people_are_as_sound_as_in_one_county(small_city):
    assert Person.objects.count() == Account.objects.count() == small_city.counts["persons.Person"]
    assert all(
        checks.resident_id_problem(document.number, on=NOW.date()) is None
        for document in IdentityDocument.objects.order_by("number_masked")[:500]
    )
    on_roll = Enrolment.objects.in_school(NOW.date())
    guarded = set(Guardianship.objects.confirmed(NOW.date()).values_list("pupil_id", flat=True))
    assert guarded == set(on_roll.values_list("person_id", flat=True))
    assert Grant.objects.filter(source="posting").count() == Posting.objects.count()
    assert ClassGroup.objects.exclude(join_code=None).count() == ClassGroup.objects.filter(ends_on=None).count()
    full_names = Counter(Person.objects.values_list("name", flat=True))
    assert len(full_names) > 0.6 * Person.objects.count() and max(full_names.values()) < 25
    assert Person.objects.filter(name_pinyin="").count() == 0


def test_the_cast_signs_in_once_and_the_city_sees_every_county(client, small_city):
    cast = {row.preferences["demonstration"]["role"]: row for row in Account.objects.exclude(activated_at=None)}
    client.force_login(cast[city.OF_THE_CITY])

    page = client.get(reverse("staffing:people"), {"tab": ""}).content.decode()

    assert len(cast) == Account.objects.exclude(activated_at=None).count() == 17
    assert cast[city.OF_THE_CITY].preferences["demonstration"]["organisation"] == CITY.bureau_name
    assert page.count("<tr") >= 50
    pupils = SearchEntry.objects.filter(source="registry.pupils").count()
    assert pupils == Enrolment.objects.in_school(NOW.date()).values("person_id").distinct().count()


def test_names_of_schools_differ_between_counties_of_full_size():
    names = [school.name for place in COUNTIES for school in placed(COUNTY, place).schools]

    assert len(names) == len(set(names))
    assert sum(not school.closed_after for school in COUNTY.schools) * len(COUNTIES) == 1_200


@pytest.mark.django_db
def test_it_is_refused_anywhere_but_in_a_database_of_the_bench():
    with pytest.raises(CommandError, match="只用于测速"):
        call_command("load_demo", "--size", "city")

    assert not Person.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_memory_does_not_grow_with_the_number_of_counties():
    counties = [Place(ordinal=place, name=f"{place}号区", code=f"3719{place:02d}") for place in range(1, 31)]
    resident: list[int] = []

    city.load(now=NOW, counties=(COUNTIES[0], *counties), plan=DEMO, say=lambda _said: resident.append(_resident()))

    assert Person.objects.count() > 100_000
    after_20_000, after_100_000 = resident[7], resident[31]
    assert after_100_000 - after_20_000 < GROWTH_MB * MEGABYTE


def _resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096
