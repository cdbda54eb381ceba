"""Rows of a staff file through their pages: who may, what is kept, what is shown as of a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xingtan.apps.staffing import services
from xingtan.apps.staffing.models import HeldCertificate, HeldTitle, Registration
from xingtan.apps.staffing.testing import holder, holder_client, make_staff
from xingtan.kernel.files.api import FileLink
from xingtan.kernel.testing.who_may import Case, table

VIEW, MANAGE, REVEAL = "staffing.view", "staffing.manage", "persons.reveal"
NUMBER = "20143200010000017"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def place(district, case: Case):
    return district.school if case.is_own_school else district.other_school


def certificate(record, **columns) -> HeldCertificate:
    values = {"kind": "teaching", "code": "3", "subject_code": "13", "registration_due_on": date(2020, 1, 1)}
    return HeldCertificate.objects.create(record=record, **{**values, **columns})


@table(
    Case("may-act", (VIEW, MANAGE), True, 302),
    Case("may-only-look", (VIEW,), True, 403),
    Case("other-school", (VIEW, MANAGE), False, 404),
    Case("no-grant", (), True, 404),
)
@pytest.mark.parametrize("act", ["add", "edit", "remove", "register"])
def test_who_may_write_rows(district, case, act):
    record = make_staff(district)
    title = HeldTitle.objects.create(record=record, code="3")
    held = certificate(record)
    client = holder_client(district, case.permissions, place(district, case))
    day = district.on.isoformat()
    url, form = {
        "add": (f"/staffing/people/{record.person_id}/rows/honour/add/",
                {"kind": "backbone", "level": "2", "name": "县级骨干教师", "year": "2022"}),
        "edit": (f"/staffing/rows/title/{title.pk}/edit/", {"code": "2", "obtained_on": "2020-12-20"}),
        "remove": (f"/staffing/rows/title/{title.pk}/remove/", {}),
        "register": (f"/staffing/certificates/{held.pk}/registration/", {"result": "passed", "decided_on": day}),
    }[act]  # fmt: skip

    assert client.post(url, form).status_code == case.status


def test_a_certificate_is_entered_with_its_scan(district, settings, journal):
    record = make_staff(district, "沈若兰")
    client = district.client_of("school_administrator")
    scan = SimpleUploadedFile("证书.pdf", PDF, "application/pdf")
    form = {"kind": "teaching", "code": "3", "subject_code": "13", "number": NUMBER, "issued_on": "2014-07-01"}

    answer = client.post(f"/staffing/people/{record.person_id}/rows/certificate/add/", {**form, "scan": scan})

    assert answer.status_code == 302
    held = HeldCertificate.objects.get(record=record)
    link = FileLink.objects.get(holder_kind="staff-certificate", holder_id=held.pk)
    page = client.get(f"/staffing/people/{record.person_id}/").content.decode()
    assert "初级中学教师资格" in page and "注册已过期" in page and NUMBER not in page
    opened = client.get(f"/files/{link.pk}/", headers={"Range": "bytes=0-"})
    assert b"".join(opened.streaming_content) == PDF
    assert holder_client(district, [VIEW], district.school).get(f"/files/{link.pk}/").status_code == 404
    assert any(action == "staff.row_recorded" for action, _object in journal())


def test_a_certificate_number_is_uncovered_with_a_reason_and_an_entry(district, journal):
    record = make_staff(district)
    client = district.client_of("school_administrator")
    client.post(
        f"/staffing/people/{record.person_id}/rows/certificate/add/",
        {"kind": "teaching", "code": "3", "number": NUMBER},
    )
    held = HeldCertificate.objects.get(record=record)

    shown = client.post(
        f"/staffing/people/{record.person_id}/reveal/certificate/{held.pk}/", {"reason": "核对注册材料"}
    )

    assert NUMBER in shown.content.decode()
    assert any("personal_data.read" in action for action, _object in journal())


@pytest.mark.parametrize(
    ("part", "form", "sentence"),
    [
        ("title", {"code": "3", "obtained_on": "2999-01-01"}, "还没有到"),
        ("certificate", {"kind": "putonghua", "code": "3"}, "相应的种类"),
        ("certificate", {"kind": "other"}, "证书名称"),
        ("employment", {"establishment": "public", "starts_on": "2015-09-01", "post_level": "5"}, "岗位等级"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(district, part, form, sentence):
    record = make_staff(district)

    answer = district.client_of("school_administrator").post(
        f"/staffing/people/{record.person_id}/rows/{part}/add/", form
    )

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_card_of_a_past_day_has_the_titles_of_that_day(district):
    record = make_staff(district)
    for code, year in (("3", 2015), ("2", 2024)):
        HeldTitle.objects.create(record=record, code=code, obtained_on=date(year, 12, 20), granted_by=f"评审{year}")

    page = district.client_of("school_administrator").get(f"/staffing/people/{record.person_id}/?on=2020-01-01")

    assert "评审2015" in page.content.decode() and "评审2024" not in page.content.decode()


def test_results_are_entered_for_many_at_once_and_taken_back(district):
    first, second = (certificate(make_staff(district)) for _ordinal in range(2))
    client = district.client_of("school_administrator")
    form = {"act-result": "passed", "act-decided_on": district.on.isoformat(), "answered": "1"}

    listed = client.get("/staffing/certificates/", {"view": "overdue"}).content.decode()
    answer = client.post(
        "/staffing/certificates/?view=overdue",
        {"act": "staffing.register", "id": [first.pk, second.pk], **form},
    )

    assert listed.count("注册已过期") >= 2
    assert answer.status_code == 302 and Registration.objects.count() == 2
    first.refresh_from_db()
    assert first.registration_due_on.year == district.on.year + 5
    run = answer["Location"].rpartition("done=")[2]
    client.post(f"/tables/runs/{run}/undo/")
    first.refresh_from_db()
    assert Registration.objects.count() == 0 and first.registration_result == ""


def test_other_apps_add_parts_to_the_card(district):
    record = make_staff(district)
    from xingtan.people.roster import services as roster

    roster.assign_teaching(
        actor=district.actor,
        person_id=record.person_id,
        class_group_id=district.class_group.pk,
        subject_code="13",
        on=district.on,
    )

    may = district.client_of("school_administrator").get(f"/staffing/people/{record.person_id}/").content.decode()
    may_not = district.client(holder(district, [VIEW], district.school))

    assert "任课与班主任" in may
    assert "任课与班主任" not in may_not.get(f"/staffing/people/{record.person_id}/").content.decode()


def test_the_rows_are_part_of_ones_own_export(district):
    record = make_staff(district)
    HeldTitle.objects.create(record=record, code="3", granted_by="市职称评审委员会")
    clerk = district.actor_of(district.staff("bureau_staff"))
    services.record_certificate(actor=clerk, person_id=record.person_id, kind="teaching", code="3", number=NUMBER)

    response = district.client(record.person).post("/account/export/")

    text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
    assert "市职称评审委员会" in text and NUMBER in text
