"""教职工统计: as of a day, last year beside it, sums that reconcile, two ratios kept apart."""

from __future__ import annotations

from datetime import date

from xingtan.apps.staffing.models import Employment, HeldTitle
from xingtan.apps.staffing.selectors.statistics import DIVISIONS, figures, members, ratios, year_before
from xingtan.apps.staffing.testing import holder_client, make_staff
from xingtan.people.postings.models import Posting

URL = "/staffing/statistics/"


def clerk(district):
    return district.actor_of(district.staff("bureau_staff"))


def test_a_past_day_has_the_titles_and_people_of_that_day(district):
    actor = clerk(district)
    record = make_staff(district, "沈若兰")
    Posting.objects.filter(person=record.person).update(starts_on=date(2012, 9, 1))
    HeldTitle.objects.create(record=record, code="3", obtained_on=date(2015, 12, 20))
    HeldTitle.objects.create(record=record, code="2", obtained_on=district.on)

    now, before = members(actor, district.on), members(actor, year_before(district.on))

    counted = {figure.value: (figure.count, figure.before) for figure in figures(DIVISIONS["title"], now, before)}
    assert counted["2"] == (1, 0) and counted["3"] == (0, 1)
    assert members(actor, date(2011, 1, 1)) == []


def test_every_division_adds_up_to_the_whole_staff(district):
    actor = clerk(district)
    for subject in ("13", "14"):
        make_staff(district, subject_code=subject)

    now = members(actor, district.on)

    for division in DIVISIONS.values():
        assert sum(figure.count for figure in figures(division, now, [])) == len(now)


def test_a_number_opens_to_its_people(district):
    record = make_staff(district, "沈若兰")
    HeldTitle.objects.create(record=record, code="3", obtained_on=date(2015, 12, 20))
    client = holder_client(district, ["staffing.view"], district.school)

    page = client.get(URL, {"by": "title", "value": "3"}).content.decode()
    other = holder_client(district, ["staffing.view"], district.other_school)

    assert "沈若兰" in page
    assert "沈若兰" not in other.get(URL, {"by": "title", "value": "3"}).content.decode()
    assert district.client_of("guardian").get(URL).status_code == 403


def test_teachers_and_payroll_are_two_ratios(district):
    actor = clerk(district)
    first, second = make_staff(district), make_staff(district)
    Employment.objects.create(record=first, establishment="public", starts_on=date(2014, 9, 1))
    Employment.objects.create(record=second, establishment="contract", starts_on=date(2014, 9, 1))
    for _ordinal in range(4):
        district.pupil()

    [line] = [line for line in ratios(actor, district.on) if line.teachers]

    assert (line.teachers, line.payroll) == (2, 1)
    assert line.pupils_a_post == 2 * line.pupils_a_teacher
