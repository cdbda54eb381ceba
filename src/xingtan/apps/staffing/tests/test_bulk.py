"""Acting on many people at once, and taking it back; posts to fill; to-dos; search."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xingtan.apps.staffing.testing import holder_client, make_staff
from xingtan.kernel.search import api as search
from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.persons.models import DataConfirmation
from xingtan.people.postings.models import Posting

URL = "/staffing/people/"
VIEW, MANAGE, POST, SEE, ORGANISATIONS = (
    "staffing.view",
    "staffing.manage",
    "postings.manage",
    "postings.view",
    "organisations.view",
)


def act(client, code: str, records, **form):
    values = {f"act-{name}": value for name, value in form.items()}
    return client.post(URL, {"act": code, "answered": "1", "id": [record.pk for record in records], **values})


def undo(client):
    from xingtan.kernel.tables.models import BulkRun

    return client.post(f"/tables/runs/{BulkRun.objects.latest('pk').pk}/undo/")


def test_a_posting_is_started_for_many_and_taken_back(district):
    records = [make_staff(district), make_staff(district)]
    client = district.client_of("school_administrator")

    response = act(client, "staffing.start_postings", records, role="staff", kind="concurrent", starts_on=district.on)

    assert response.status_code == 302
    assert Posting.objects.filter(role="staff").count() == 2
    undo(client)
    assert Posting.objects.filter(role="staff").count() == 0


def test_postings_are_ended_for_many_and_go_on_after_undo(district):
    records = [make_staff(district), make_staff(district)]
    client = district.client_of("school_administrator")

    act(client, "staffing.end_postings", records, role="teacher", on=district.on, reason="调整")

    assert Posting.objects.filter(role="teacher", ends_on=district.on).count() == 2
    undo(client)
    assert Posting.objects.filter(role="teacher", ends_on__isnull=True).count() == 2


def test_people_are_asked_to_check_their_data_once(district):
    records = [make_staff(district)]
    client = district.client_of("school_administrator")
    due_on = district.on + timedelta(days=7)

    act(client, "staffing.ask_confirmation", records, reason="秋季核对", due_on=due_on)
    again = act(client, "staffing.ask_confirmation", records, reason="秋季核对", due_on=due_on)

    assert DataConfirmation.objects.filter(person=records[0].person).count() == 1
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("permissions", "status"), [((VIEW, MANAGE, POST, SEE, ORGANISATIONS), 302), ((VIEW,), 404), ((), 403)]
)
def test_who_may_end_many(district, permissions, status):
    record = make_staff(district)
    client = holder_client(district, permissions, district.school)

    response = act(client, "staffing.end_postings", [record], role="teacher", on=district.on)

    assert response.status_code == status


def test_another_schools_people_are_never_chosen(district):
    record = make_staff(district, organisation=district.other_school)

    response = act(
        district.client_of("school_administrator"), "staffing.end_postings", [record], role="teacher", on=district.on
    )

    assert response.status_code in (404, 409)
    assert Posting.objects.filter(person=record.person, ends_on__isnull=True).exists()


@table(
    Case("may-act", (VIEW, MANAGE, POST, SEE, ORGANISATIONS), True, 302),
    Case("may-only-look", (VIEW, SEE, ORGANISATIONS), True, 403),
    Case("other-school", (VIEW, MANAGE, POST, SEE, ORGANISATIONS), False, 404),
    Case("no-grant", (), True, 404),
)
def test_who_may_fill_a_post(district, case):
    record = make_staff(district)
    client = holder_client(district, case.permissions, district.school if case.is_own_school else district.other_school)
    form = {"person_id": record.person_id, "starts_on": district.on.isoformat()}

    response = client.post(f"/staffing/posts/{district.school.pk}/school_cio/", form)

    assert response.status_code == case.status
    assert Posting.objects.filter(role="school_cio").exists() is (case.status == 302)


def test_the_list_of_posts_names_gaps_first_in_constant_queries(district, count_queries):
    make_staff(district, "顾行简", role="principal")
    client = district.client_of("bureau_staff")

    page = client.get("/staffing/posts/").content.decode()

    assert "2所学校还空着5个关键岗位" in page and "顾行简" in page
    with count_queries(10):
        client.get("/staffing/posts/")
    assert district.client_of("guardian").get("/staffing/posts/").status_code == 403


def test_gaps_and_ending_postings_are_things_to_do(district):
    make_staff(district, "马云舒", title_code="", ends_on=district.on + timedelta(days=9))

    page = district.client_of("school_administrator").get("/todo/").content.decode()

    assert "教师没有职称" in page
    assert "马云舒的任职" in page and "剩9天" in page


def test_staff_are_found_by_those_who_may_see_them(district):
    make_staff(district, "曾子衿")
    search.rebuild("staffing.people")

    own = district.client_of("school_administrator").get("/search/", {"q": "zzj"}).content.decode()
    others = district.client_of("school_administrator", organisation=district.other_school)

    assert "曾子衿" in own
    assert "曾子衿" not in others.get("/search/", {"q": "zzj"}).content.decode()


def test_a_new_posting_opens_a_file_and_is_indexed_by_itself(district, delivered_events):
    teacher = district.staff("teacher", name="单于飞")

    delivered_events(times=2)

    assert teacher.staff_record.organisation == district.school
    assert "单于飞" in district.client_of("principal").get("/search/", {"q": "单于飞"}).content.decode()


def test_cards_of_leaders_and_principals_draw_charts(district):
    make_staff(district, subject_code="13", title_since=district.on - timedelta(days=50), title_code="2")

    leader = district.client_of("bureau_leader").get("/").content.decode()
    principal = district.client_of("principal").get("/").content.decode()

    assert 'id="staffing.ages"' in leader and 'id="staffing.titles"' in leader
    assert 'id="staffing.subjects"' in principal and "/staffing/people/?subject=13" in principal
