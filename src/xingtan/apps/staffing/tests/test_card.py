"""The staff card: who may read it, as of a day, masked facts, history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xingtan.apps.staffing import services
from xingtan.apps.staffing.testing import holder_client, make_staff
from xingtan.kernel.testing.who_may import Case, table

VIEW, MANAGE, REVEAL = "staffing.view", "staffing.manage", "persons.reveal"


def url(record, tail: str = "") -> str:
    return f"/staffing/people/{record.person_id}/{tail}"


def place(district, case: Case):
    return district.school if case.is_own_school else district.other_school


@table(Case("may", (VIEW,), True, 200), Case("other-school", (VIEW,), False, 404), Case("no-grant", (), True, 404))
@pytest.mark.parametrize("tail", ["", "history/"])
def test_who_may_read_a_card(district, case, tail):
    record = make_staff(district)

    response = holder_client(district, case.permissions, place(district, case)).get(url(record, tail))

    assert response.status_code == case.status


def test_everybody_reads_their_own_card(district):
    record = make_staff(district, "沈若兰")

    page = district.client(record.person).get(url(record)).content.decode()

    assert "沈若兰" in page and "任职时间线" in page and "改资料" not in page


def test_a_card_as_of_a_day_shows_what_was_so_then(district):
    record = make_staff(district, "沈若兰")
    past = date(district.on.year - 3, 1, 1)

    page = district.client_of("school_administrator").get(url(record), {"on": past.isoformat()}).content.decode()

    assert "当日没有任职" in page and "回到今天" in page


@table(
    Case("may", (VIEW, REVEAL), True, 200),
    Case("may-only-look", (VIEW,), True, 403),
    Case("other-school", (VIEW, REVEAL), False, 404),
    Case("no-grant", (), True, 404),
)
def test_who_may_uncover_a_phone(district, case, journal):
    record = make_staff(district)
    client = holder_client(district, case.permissions, place(district, case))

    response = client.post(url(record, "reveal/phone/0/"), {"reason": "核实值班安排"})

    assert response.status_code == case.status
    shown = "10012345678" in response.content.decode()
    assert shown is (case.status == 200)
    assert any(object_id == str(record.person_id) and "personal" in action for action, object_id in journal()) is shown


def test_uncovering_asks_for_a_reason(district):
    record = make_staff(district)

    response = district.client_of("school_administrator").post(url(record, "reveal/phone/0/"), {"reason": " "})

    assert response.status_code == 422
    assert "事由" in response.content.decode() and "10012345678" not in response.content.decode()


def test_a_change_shows_old_and_new_who_and_on_what_basis(district):
    record = make_staff(district, title_code="4")
    client = district.client_of("school_administrator")
    page = client.get(url(record, "edit/"))
    form = {name: value for name, value in page.context["form"].initial.items() if value not in (None, "")}

    form |= {"title_code": "3", "basis": "职改办〔2025〕63号"}
    client.post(url(record, "edit/"), form)

    card = client.get(url(record)).content.decode()
    assert '<del class="xt-old">二级教师</del>' in card and '<ins class="xt-new">一级教师</ins>' in card
    assert "职改办〔2025〕63号" in card


def test_the_card_runs_a_constant_number_of_queries(district, count_queries):
    record = make_staff(district)
    client = district.client_of("school_administrator")
    client.get(url(record))
    with count_queries(27):
        client.get(url(record))
    for back in range(3):
        district.staff(
            "staff",
            person=record.person,
            organisation=district.school,
            subject_code=str(back),
            starts_on=district.on - timedelta(days=100 * (back + 1)),
        )
    with count_queries(27):
        client.get(url(record))


def test_a_gap_is_named_on_the_card(district):
    record = make_staff(district, title_code="", certificate_code="")

    page = district.client_of("school_administrator").get(url(record)).content.decode()

    assert "教师没有职称" in page and "教师没有资格证记录" in page


def test_records_are_opened_for_whoever_is_posted_and_has_none(district):
    teacher = district.staff("teacher")

    first, second = services.ensure_records(), services.ensure_records()

    assert first >= 1 and second == 0
    assert district.client_of("school_administrator").get(f"/staffing/people/{teacher.pk}/").status_code == 200


def test_the_file_is_part_of_ones_own_export(district):
    record = make_staff(district, "沈若兰", major="汉语言文学")

    response = district.client(record.person).post("/account/export/")

    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert "汉语言文学" in body.decode()
