"""Search, applications, jobs, and what the shell says."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone, translation

from xingtan.kernel.tasks.api import State, TaskRun
from xingtan.people.organisations.models import AppSwitch
from xingtan.people.roster import services as roster


def test_pages_are_found_by_name_and_by_initials(district):
    client = district.client_of("school_administrator")

    part = client.get("/search/", {"q": "jzg"}, headers={"HX-Request": "true", "HX-Target": "xt-find-results"})
    whole = client.get("/search/", {"q": "教职工"})

    assert "/staffing/people/" in part.content.decode() and "<html" not in part.content.decode()
    assert "<h1>" in whole.content.decode() and "/staffing/people/" in whole.content.decode()


@pytest.mark.parametrize("question", ["", "不存在的人", "'; drop", "x" * 5000, "%00", "（）·"])
def test_any_question_is_answered(district, question):
    response = district.client_of("teacher").get("/search/", {"q": question})

    assert response.status_code == 200


def test_navigation_and_search_keep_to_what_the_actor_may(district):
    page = district.client_of("guardian").get("/search/", {"q": "教职工"}).content.decode()

    assert "/staffing/people/" not in page


def test_an_application_switched_off_is_not_open(district):
    AppSwitch.objects.create(
        organisation=district.school, application="staffing", is_on=False, changed_at=timezone.now()
    )
    client = district.client_of("principal")

    page = client.get("/").content.decode()

    assert 'href="/staffing/people/"><span class="xt-sign"' not in page
    assert (
        'href="/staffing/people/"><span class="xt-sign"'
        in district.client_of("principal", organisation=district.other_school).get("/").content.decode()
    )


def make_run(account, **columns) -> TaskRun:
    return TaskRun.objects.create(
        task="tests.nothing",
        queue="default",
        account_id=account.pk,
        person_id=account.person_id,
        label="导入学生",
        **columns,
    )


def test_one_sees_and_stops_ones_own_jobs(district):
    person = district.somebody("school_administrator")
    client = district.client(person)
    run = make_run(person.account, total=10, done=3, state=State.QUEUED)

    assert "导入学生" in client.get("/jobs/").content.decode()
    row = client.get(f"/jobs/{run.pk}/", headers={"HX-Request": "true"})
    known = client.get(f"/jobs/{run.pk}/", headers={"HX-Request": "true", "If-None-Match": row["ETag"]})
    client.post(f"/jobs/{run.pk}/cancel/")

    run.refresh_from_db()
    assert "3/10" in row.content.decode() and known.status_code == 304
    assert run.state == State.CANCELLED
    assert client.post(f"/jobs/{run.pk}/cancel/").status_code == 409


@pytest.mark.parametrize("act", ["", "cancel/", "retry/"])
def test_another_persons_job_is_not_there(district, act):
    run = make_run(district.account(district.somebody("school_administrator")))
    client = district.client_of("school_administrator")

    path = f"/jobs/{run.pk}/{act}"
    response = client.post(path) if act else client.get(path)

    assert response.status_code == 404


def test_a_failed_job_is_started_again(district):
    person = district.somebody("school_administrator")
    client = district.client(person)
    run = make_run(person.account, state=State.FAILED, finished_at=timezone.now())

    client.post(f"/jobs/{run.pk}/retry/")

    run.refresh_from_db()
    assert run.state == State.QUEUED


def test_the_shell_says_who_where_and_which_week(district):
    year = district.on.year if district.on.month >= 9 else district.on.year - 1
    is_autumn = district.on.month >= 9 or district.on.month == 1
    ordinal, starts_on, ends_on = 1, date(year, 9, 1), date(year + 1, 1, 31)
    if not is_autumn:
        ordinal, starts_on, ends_on = 2, date(year + 1, 2, 1), date(year + 1, 8, 31)
    roster.add_term(actor=district.actor, starts_in=year, ordinal=ordinal, starts_on=starts_on, ends_on=ends_on)

    page = district.client_of("homeroom_teacher", name="沈若兰").get("/").content.decode()

    assert "班主任" in page and district.school.name in page and "第" in page.split("xt-day")[1][:80]
    assert "沈若兰老师" in page


def test_the_page_is_english_for_whoever_chose_it(district):
    person = district.somebody("teacher")
    client = district.client(person)
    account = person.account
    account.language = "en"
    account.save()

    with translation.override("zh-hans"):  # the page's language ends with the test
        page = client.get("/").content.decode()

    assert 'lang="en"' in page and "Nothing waits for you today" in page
