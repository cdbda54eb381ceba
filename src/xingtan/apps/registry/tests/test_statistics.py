"""Figures of a day: the parts are the whole, every number opens to as many rows, and small ones are not given away."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from xingtan.apps.registry.selectors import statistics
from xingtan.people.persons.models import Person
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.testing import build_district, open_class

PAGE = "registry:statistics"


def populated():
    """A district with pupils of two schools and two grades, of every sort, some of whom have left."""
    district = build_district()
    year = district.class_group.cohort.enrol_year
    elder = open_class(district, district.school, "junior", year - 1, 1)
    for at in range(14):
        target = (district.class_group, elder, district.other_class)[at % 3]
        born_on = None if at == 13 else date(year - 12 - at % 3, 1 + at % 12, 5)
        stay = district.pupil(
            class_group=target, sex="12"[at % 2], ethnic_code=("01", "05", "")[at % 3], born_on=born_on
        )
        columns = {"attendance_code": "12"[at % 2], "is_left_behind": at % 4 == 0, "is_migrant": at % 5 == 0}
        Enrolment.objects.filter(pk=stay.pk).update(**columns)
    gone = district.pupil()
    roster.end_enrolment(
        actor=district.actor, enrolment_id=gone.pk, on=district.on - timedelta(days=1), status="transferred"
    )
    return district


@pytest.mark.django_db
@pytest.mark.parametrize("by", statistics.DIMENSIONS)
def test_the_lines_add_up_to_the_pupils_on_the_roll(by):
    district = populated()
    actor = district.actor_of(district.staff("bureau_staff"))

    found = statistics.report(actor, by=by, on=district.on)

    assert found.whole.counts["total"] == 14 == sum(row.counts["total"] for row in found.rows)
    for row in (*found.rows, found.whole):
        assert row.counts["boys"] + row.counts["girls"] == row.counts["total"]
    for name in statistics.MEASURES:
        assert sum(row.counts[name] for row in found.rows) == found.whole.counts[name]


@pytest.mark.django_db
@pytest.mark.parametrize("by", statistics.DIMENSIONS)
def test_every_number_opens_to_as_many_rows(by):
    district = populated()
    client = district.client_of("bureau_staff")

    page = client.get(reverse(PAGE), {"by": by, "on": district.on.isoformat()}).content.decode()

    cells = re.findall(r'href="(/registry/statistics/rows/\?[^"]+)">(\d+)</a>', page)
    assert len(cells) > 5
    for url, number in dict(cells).items():
        rows = client.get(unescape(url)).content.decode()
        assert len(set(re.findall(r'href="/registry/pupils/(\d+)/"', rows))) == int(number), url


@pytest.mark.django_db
def test_last_year_stands_beside_and_opens_to_the_rows_of_that_day():
    district = populated()
    before = statistics.years_before(district.on, 1)
    old = district.person(born_on=date(2010, 1, 1))
    year = district.class_group.cohort.enrol_year - 2
    oldest = open_class(district, district.school, "junior", year, 1)
    stay = roster.enrol(actor=district.actor, person_id=old.pk, class_group_id=oldest.pk, starts_on=date(year, 9, 1))
    roster.end_enrolment(
        actor=district.actor, enrolment_id=stay.pk, on=before + timedelta(days=10), status="transferred"
    )
    client = district.client_of("bureau_staff")

    page = client.get(reverse(PAGE)).content.decode()
    rows = client.get(reverse("registry:statistics_rows"), {"on": before.isoformat()}).content.decode()

    assert f"{before.year}年同日合计" in page
    assert set(re.findall(r'href="/registry/pupils/(\d+)/"', rows)) == {str(old.pk)}


@pytest.mark.django_db
def test_a_day_once_counted_gives_the_same_number_for_ever():
    district = populated()
    actor = district.actor_of(district.staff("bureau_staff"))
    yesterday = district.on - timedelta(days=1)
    first = statistics.report(actor, by="grade", on=yesterday).whole.counts["total"]

    stay = Enrolment.objects.filter(class_group=district.class_group, ends_on__isnull=True).first()
    roster.end_enrolment(actor=district.actor, enrolment_id=stay.pk, on=district.on, status="transferred")

    assert statistics.report(actor, by="grade", on=yesterday).whole.counts["total"] == first


@pytest.mark.django_db
def test_who_may_not_read_pupils_gets_no_small_number_and_no_rows():
    district = populated()
    client = district.client_of("school_cio")

    page = client.get(reverse(PAGE), {"by": "grade"}).content.decode()
    rows = client.get(reverse("registry:statistics_rows"), {"on": district.on.isoformat()})

    assert "少于5人的数和能推算出它的数不显示" in page and "/registry/statistics/rows/" not in page
    numbers = [int(number) for number in re.findall(r'<td class="xt-num">(\d+)</td>', page)]
    assert not any(0 < number < 5 for number in numbers[: len(numbers) - 1])
    assert rows.status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_figures_are_taken_away_as_a_file_with_unit_day_and_definition(kind):
    district = populated()

    answer = district.client_of("bureau_staff").get(reverse(PAGE), {"format": kind})

    assert answer.status_code == 200 and f".{kind}" in answer["Content-Disposition"]
    assert (b"PK" if kind == "xlsx" else "单位：人".encode()) in answer.content


@pytest.mark.django_db
def test_the_page_asks_as_often_for_many_pupils_as_for_few():
    district = populated()
    client = district.client_of("bureau_staff")

    def asked():
        client.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(PAGE))
        return len(queries)

    few = asked()
    for _ in range(12):
        district.pupil(class_group=district.other_class)

    assert asked() == few


@pytest.mark.django_db
def test_one_school_sees_its_own_pupils_only():
    district = populated()
    actor = district.actor_of(district.staff("school_administrator"))

    found = statistics.report(actor, by="school", on=district.on)

    assert [row.label for row in found.rows] == [district.school.name]
    assert Person.objects.count() > found.whole.counts["total"]


counts = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), *(st.integers(0, 12),) * 4, st.integers(0, 60)),
    min_size=1,
    max_size=7,
)


@given(table=counts)
@settings(max_examples=200, deadline=None)
def test_no_hidden_number_can_be_worked_out_from_the_sums(table):
    rows = []
    for at, (boys, girls, minority, boarders, left_behind, migrant, before) in enumerate(table):
        values = {"total": boys + girls, "boys": boys, "girls": girls, "minority": minority, "boarders": boarders}
        values |= {"left_behind": left_behind, "migrant": migrant}
        rows.append(
            statistics.StatRow(key=(at,), label=str(at), counts=values, before=before, params=(), params_before=())
        )
    day = date(2026, 9, 1)
    whole = statistics._sum_of(rows)
    full = statistics.Report(by="grade", on=day, day_before=date(2025, 9, 1), rows=rows, whole=whole)

    shown = statistics.suppressed(full)

    lines = [*shown.rows, shown.whole]
    for name in (*statistics.MEASURES, "before"):
        values = [row.before if name == "before" else row.counts[name] for row in lines]
        assert not any(value is not None and 0 < value < 5 for value in values)
        assert values.count(None) != 1
    for row in lines:
        trio = [row.counts[name] for name in ("total", "boys", "girls")]
        assert trio.count(None) != 1 or row.counts["total"] == 0
