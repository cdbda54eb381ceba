"""Adding and correcting people and postings: who may, and what is refused with a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.testing import holder_client, make_staff
from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.testing import resident_id

VIEW, MANAGE, POST, SEE = "staffing.view", "staffing.manage", "postings.manage", "postings.view"
ORGANISATIONS = "organisations.view"
ALL = (VIEW, MANAGE, POST, SEE, ORGANISATIONS)
BORN = date(1990, 4, 5)


def place(district, case: Case):
    return district.school if case.is_own_school else district.other_school


def newcomer(district, **changes):
    return {
        "name": "沈若兰",
        "sex": "2",
        "born_on": BORN.isoformat(),
        "document_kind": "1",
        "document_number": resident_id(BORN, "2", 7),
        "phone": "10012345678",
        "role": "teacher",
        "subject_code": "13",
        "starts_on": district.on.isoformat(),
        **changes,
    }


@pytest.mark.parametrize(
    ("permissions", "status"), [(ALL, 302), ((VIEW, SEE, ORGANISATIONS), 403), ((), 403)], ids=["may", "look", "none"]
)
def test_who_may_add_somebody(district, permissions, status):
    response = holder_client(district, permissions, district.school).post("/staffing/people/add/", newcomer(district))

    assert response.status_code == status
    assert StaffRecord.objects.filter(person__name="沈若兰").exists() is (status == 302)


def test_somebody_added_has_account_file_and_posting(district):
    district.client_of("school_administrator").post("/staffing/people/add/", newcomer(district))

    person = Person.objects.get(name="沈若兰")
    assert person.account.is_activated is False
    assert person.postings.get().subject_code == "13"
    assert person.staff_record.organisation == district.school


def test_another_schools_unit_is_not_there(district):
    client = district.client_of("school_administrator")
    bureau_client = district.client_of("bureau_staff")

    assert bureau_client.get("/staffing/people/add/", {"unit": district.other_school.pk}).status_code == 200
    assert client.get(f"/staffing/posts/{district.other_school.pk}/principal/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"document_number": "999900199004050000"}, "证件"),
        ({"name": "沈若兰123"}, "姓名"),
        ({"phone": "12"}, "手机"),
        ({"born_on": "2999-01-01"}, "出生日期"),
        ({"joined_on": "2010-01-01", "work_started_on": "2012-01-01"}, "早于参加工作"),
        ({"role": "bureau_leader"}, "bureau_leader"),
        ({"name": "兰" * 300_000}, "60"),
    ],
    ids=["check-digit", "name", "phone", "birthday", "joined", "role", "long-name"],
)
def test_what_cannot_be_is_refused_with_a_sentence(district, changes, sentence):
    before = Person.objects.count()
    client = district.client_of("school_administrator")
    before = Person.objects.count()

    response = client.post("/staffing/people/add/", newcomer(district, **changes))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Person.objects.count() == before


def test_the_same_document_is_not_registered_twice(district):
    client = district.client_of("school_administrator")
    client.post("/staffing/people/add/", newcomer(district))

    response = client.post("/staffing/people/add/", newcomer(district, name="沈若岚"))

    assert response.status_code == 422
    assert "沈若兰" in response.content.decode()
    assert not Person.objects.filter(name="沈若岚").exists()


@table(
    Case("may-act", ALL, True, 302),
    Case("may-only-look", (VIEW, SEE, ORGANISATIONS), True, 403),
    Case("other-school", ALL, False, 404),
    Case("no-grant", (), True, 404),
)
@pytest.mark.parametrize("act", ["edit", "start", "correct", "end"])
def test_who_may_write(district, case, act):
    record = make_staff(district, "沈若兰")
    posting = Posting.objects.get(person=record.person)
    client = holder_client(district, case.permissions, place(district, case))
    day = district.on.isoformat()
    url, form = {
        "edit": (f"/staffing/people/{record.person_id}/edit/", {"name": "沈若岚", "sex": "2", "state": "at_work"}),
        "start": (
            f"/staffing/people/{record.person_id}/postings/add/",
            {"organisation_id": district.school.pk, "role": "staff", "kind": "regular", "starts_on": day},
        ),
        "correct": (
            f"/staffing/postings/{posting.pk}/correct/",
            {"kind": "regular", "starts_on": day, "title": "学科组长"},
        ),
        "end": (f"/staffing/postings/{posting.pk}/end/", {"on": day}),
    }[act]

    response = client.post(url, form)

    assert response.status_code == case.status


def test_a_posting_that_ends_before_it_begins_is_refused(district):
    record = make_staff(district)
    client = district.client_of("school_administrator")
    form = {
        "organisation_id": district.school.pk,
        "role": "staff",
        "kind": "regular",
        "starts_on": "2026-03-01",
        "ends_on": "2026-02-01",
    }

    response = client.post(f"/staffing/people/{record.person_id}/postings/add/", form)

    assert response.status_code == 422
    assert "早于起日" in response.content.decode()
    assert Posting.objects.filter(person=record.person).count() == 1


def test_rights_end_with_the_posting(district):
    record = make_staff(district, role="principal")
    posting = Posting.objects.get(person=record.person)
    yesterday = date.fromordinal(district.on.toordinal() - 1)

    district.client_of("school_administrator").post(
        f"/staffing/postings/{posting.pk}/end/", {"on": yesterday.isoformat(), "reason": "调离"}
    )

    assert district.client(record.person).get("/staffing/people/").status_code == 403


def test_a_guest_is_posted_here_from_another_school(district):
    guest = make_staff(district, organisation=district.other_school)
    client = district.client_of("bureau_staff")
    form = {
        "organisation_id": district.school.pk,
        "role": "teacher",
        "kind": "support",
        "starts_on": district.on.isoformat(),
    }

    response = client.post(f"/staffing/people/{guest.person_id}/postings/add/", form)

    assert response.status_code == 302
    assert guest.person.postings.filter(organisation=district.school, kind="support").exists()
