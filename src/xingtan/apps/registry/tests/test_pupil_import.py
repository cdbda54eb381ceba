"""Pupils brought in from a file: who may, what is written, what is not, and how it is taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.imports.testing import (
    compared,
    from_records,
    hand_in,
    outcomes,
    row_counts,
    taken_back,
    workbook,
    written,
)  # fmt: skip
from xingtan.kernel.tasks.api import run_waiting
from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.persons import services as persons
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.testing import build_district, resident_id

PUPILS = "registry.pupils"


@pytest.fixture
def district(db):
    return build_district()


@pytest.fixture
def clerk(district):
    return district.client_of("school_administrator")


def record(serial, **changes):
    """A line about a pupil of the first class; no two serials are the same person."""
    born_on = date(2014, 3, 4)
    return {
        "姓名": f"沈{chr(0x4E8C + serial)}", "性别": "女", "出生日期": born_on.isoformat(),
        "身份证号": resident_id(born_on, "2", serial), "班级": "七（1）班", "联系电话": f"1380000{serial:04d}",
        "民族": "汉族", **changes,
    }  # fmt: skip


def lines(count, **changes):
    return from_records([record(serial, **changes) for serial in range(1, count + 1)])


def of_line(run, line):
    return ImportRow.objects.get(run=run, line=line)


@table(
    Case("the clerk of the school", ("school_administrator",), True, 302),
    Case("a clerk of the bureau", ("bureau_staff",), True, 302),
    Case("the homeroom teacher", ("homeroom_teacher",), True, 404),
    Case("the clerk of another school", ("school_administrator",), False, 422),
)
def test_who_may_hand_a_list_in(district, case):
    place = {} if case.is_own_school else {"organisation": district.other_school}
    client = district.client_of(case.permissions[0], **place)

    response = hand_in(client, PUPILS, district.school.path, lines(1))

    assert response.status_code == case.status
    assert ImportRun.objects.exists() is (case.status == 302)


@table(
    Case("the clerk of the school", ("school_administrator",), True, 302),
    Case("a clerk of the bureau", ("bureau_staff",), True, 302),
    Case("the homeroom teacher", ("homeroom_teacher",), True, 404),
    Case("the clerk of another school", ("school_administrator",), False, 404),
)
def test_who_may_have_it_written(district, clerk, case):
    run = compared(clerk, PUPILS, district.school.path, lines(2))
    place = {} if case.is_own_school else {"organisation": district.other_school}
    client = district.client_of(case.permissions[0], **place)

    response = client.post(reverse("imports:apply", args=[run.pk]))

    run.refresh_from_db()
    assert response.status_code == case.status
    assert run.state == ("applying" if case.status == 302 else "checked")


def test_new_pupils_get_an_account_a_post_and_a_place_in_class(district, clerk):
    run = written(clerk, compared(clerk, PUPILS, district.school.path, lines(3)))

    stay = Enrolment.objects.select_related("person__account").get(person__name="沈亍")
    assert (run.state, run.held_after - run.held_before) == ("applied", 3)
    assert stay.class_group == district.class_group
    assert stay.person.account.username == stay.person.e_id.lower()
    assert Posting.objects.get(person=stay.person).role == "student"
    assert stay.person.phone == "13800000001"


def test_nothing_is_written_before_somebody_confirms(district, clerk):
    before = row_counts()

    run = compared(clerk, PUPILS, district.school.path, lines(3))

    assert run.counts == {"new": 3}
    assert row_counts() == before


def test_the_same_file_again_changes_nothing(district, clerk):
    written(clerk, compared(clerk, PUPILS, district.school.path, lines(3)))
    before = row_counts()

    run = compared(clerk, PUPILS, district.school.path, lines(3))
    response = clerk.post(reverse("imports:apply", args=[run.pk]))

    assert run.counts == {"unchanged": 3}
    assert response.status_code == 409
    assert row_counts() == before


def test_a_change_is_shown_field_by_field_written_and_taken_back(district, clerk):
    written(clerk, compared(clerk, PUPILS, district.school.path, lines(1)))
    run = compared(clerk, PUPILS, district.school.path, from_records([record(1, 联系电话="13911112222", 民族="回族")]))
    changes = of_line(run, 2).changes

    written(clerk, run)
    person = Person.objects.get(name="沈亍")
    assert sorted(changes) == [["ethnic_code", "汉族", "回族"], ["phone", "138****0001", "139****2222"]]
    assert (person.ethnic_code, person.phone) == ("03", "13911112222")

    taken_back(clerk, run)
    person.refresh_from_db()
    assert (person.ethnic_code, person.phone) == ("01", "13800000001")


def test_an_empty_cell_leaves_what_is_registered(district, clerk):
    written(clerk, compared(clerk, PUPILS, district.school.path, lines(1)))

    run = compared(clerk, PUPILS, district.school.path, from_records([record(1, 民族="", 联系电话="")]))

    assert run.counts == {"unchanged": 1}


def test_taking_back_leaves_no_trace_of_new_pupils(district, clerk):
    before = Person.objects.count(), Enrolment.objects.count(), Posting.objects.count()
    run = written(clerk, compared(clerk, PUPILS, district.school.path, lines(4)))

    run = taken_back(clerk, run)

    assert (run.state, run.held_after) == ("undone", run.held_before)
    assert (Person.objects.count(), Enrolment.objects.count(), Posting.objects.count()) == before


def test_who_has_changed_since_stays_when_the_rest_is_taken_back(district, clerk):
    run = written(clerk, compared(clerk, PUPILS, district.school.path, lines(3)))
    changed = Person.objects.get(name="沈亍")
    persons.update_person(actor=district.actor, person_id=changed.pk, native_place="山东泮水")

    run = taken_back(clerk, run)

    assert outcomes(run) == {"back": 2, "kept": 1}
    assert Person.objects.filter(name__in=("沈亍", "沈于", "沈亏")).count() == 1


def test_what_changed_since_the_preview_is_not_written_over(district, clerk):
    written(clerk, compared(clerk, PUPILS, district.school.path, lines(1)))
    run = compared(clerk, PUPILS, district.school.path, from_records([record(1, 联系电话="13911112222")]))
    person = Person.objects.get(name="沈亍")
    persons.set_phone(actor=district.actor, person_id=person.pk, phone="13700000000")

    run = written(clerk, run)

    person.refresh_from_db()
    assert outcomes(run) == {"stale": 1}
    assert person.phone == "13700000000"


def test_a_whole_list_that_ends_many_asks_for_their_number(district, clerk):
    written(clerk, compared(clerk, PUPILS, district.school.path, lines(4)))
    run = compared(clerk, PUPILS, district.school.path, lines(3), is_whole=True)
    address = reverse("imports:apply", args=[run.pk])

    refusals = [clerk.post(address, {"vanishing": typed}).status_code for typed in ("", "2", "x")]
    run = written(clerk, run, vanishing=1)

    assert run.counts == {"unchanged": 3, "missing": 1}
    assert refusals == [409, 409, 409]
    assert Enrolment.objects.get(person__name="沈亐").status == "left"

    taken_back(clerk, run)
    assert Enrolment.objects.get(person__name="沈亐").ends_on is None


def test_a_line_is_mended_on_the_screen(district, clerk):
    run = compared(clerk, PUPILS, district.school.path, from_records([record(1, 民族="火星族"), record(2)]))
    row = of_line(run, 2)
    texts = {"name": "沈亍", "sex": "女", "born_on": "2014-03-04", "class": "七（1）班", "ethnic_code": "回族"}
    texts["document_number"] = record(1)["身份证号"]

    clerk.post(reverse("imports:row", args=[row.pk]), texts)

    run.refresh_from_db()
    assert run.counts == {"new": 2}
    assert of_line(run, 2).is_mended


def test_refused_lines_stop_the_import_unless_they_are_skipped(district, clerk):
    run = compared(clerk, PUPILS, district.school.path, from_records([record(1, 民族="火星族"), record(2)]))

    refused = clerk.post(reverse("imports:apply", args=[run.pk]))
    run = written(clerk, run, skips_refused=True)

    assert refused.status_code == 409
    assert outcomes(run) == {"": 1, "done": 1}


def test_a_strange_head_is_asked_about_once_and_remembered(district, clerk):
    heads = ("学童大名", "性别", "出生日期", "班级")
    content = workbook(heads, [("沈亍", "女", "2014-03-04", "七（1）班")])
    hand_in(clerk, PUPILS, district.school.path, content)
    run_waiting()
    run = ImportRun.objects.get()
    asked = run.state
    clerk.post(
        reverse("imports:columns", args=[run.pk]),
        {"column-0": "name", "column-1": "sex", "column-2": "born_on", "column-3": "class"},
    )
    run_waiting()

    hand_in(clerk, PUPILS, district.school.path, content)
    run_waiting()

    assert asked == "matching"
    assert [run.state for run in ImportRun.objects.order_by("pk")] == ["checked", "checked"]
