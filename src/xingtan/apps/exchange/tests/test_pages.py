"""The pages of the exchange, as a clerk walks through them: partner, upload, differences, apply, undo, deliver."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from xingtan.apps.exchange.models import HeldRecord, Link, Partner, ReceivedSet, SetRow
from xingtan.apps.exchange.testing import apply, clerk, make_partner, receive, zip_of
from xingtan.kernel.audit.models import AuditEntry

USER = {"sourcedId": "u1", "enabledUser": "true", "username": "u1", "givenName": "静", "familyName": "林"}
SCHOOL = {"sourcedId": "s1", "name": "测试区第一学校", "type": "school", "identifier": "3132000001"}


def upload(client, partner, content: bytes):
    file = SimpleUploadedFile("名册.zip", content, "application/zip")
    return client.post(f"/exchange/{partner.pk}/receive/", {"upload": file})


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def test_the_first_page_says_what_to_do(district):
    client = district.client_of("bureau_staff")

    assert "还没有登记对接系统" in page(client, "/exchange/")
    response = client.post(
        "/exchange/add/",
        {"organisation_id": district.bureau.pk, "name": "教务系统", "alarm_percent": 10, "is_active": "on"},
    )

    partner = Partner.objects.get()
    assert response.url == f"/exchange/{partner.pk}/"
    empty = page(client, response.url)
    assert "还没有接收过数据" in empty and "还没有交付过" in empty
    assert "教务系统" in page(client, "/exchange/")


def test_numbers_are_not_ticked_without_clearance(district):
    form = {"organisation_id": district.bureau.pk, "name": "教务系统", "alarm_percent": 10, "released": ["phone"]}

    response = district.client_of("bureau_staff").post("/exchange/add/", form)

    assert response.status_code == 422 and "先允许交付号码" in response.content.decode()
    assert not Partner.objects.exists()


def test_a_set_is_read_shown_applied_and_undone(district, run_tasks, journal):
    client, partner = district.client_of("bureau_staff"), make_partner(district.bureau)

    response = upload(client, partner, zip_of({"users": [USER], "orgs": [SCHOOL]}))
    received = ReceivedSet.objects.get()
    assert response.url == f"/exchange/sets/{received.pk}/" and "等待读取" in page(client, response.url)
    run_tasks()
    shown = page(client, response.url)
    assert f"/exchange/rows/?set={received.pk}&amp;file=users&amp;difference=new" in shown and "本区名册不变" in shown
    assert "林静" in page(client, f"/exchange/rows/?set={received.pk}&file=users&difference=new")
    client.post(f"/exchange/sets/{received.pk}/apply/")
    run_tasks()
    assert "已采用" in page(client, response.url)
    assert Link.objects.get(file="orgs").target_id == district.school.pk
    client.post(f"/exchange/sets/{received.pk}/undo/")
    run_tasks()

    assert "已撤销" in page(client, response.url)
    assert not HeldRecord.objects.exists() and not Link.objects.exists()
    acts = [action for action, _object in journal() if action.startswith("exchange.")]
    assert acts == ["exchange.received", "exchange.applied", "exchange.undone"]


def test_errors_are_mended_or_left_out_before_a_set_is_applied(district, run_tasks):
    client, partner = district.client_of("bureau_staff"), make_partner(district.bureau)
    wrong = {**USER, "enabledUser": "vielleicht"}
    upload(client, partner, zip_of({"users": [wrong, {**USER, "sourcedId": "u2"}, {**USER, "sourcedId": ""}]}))
    run_tasks()
    received = ReceivedSet.objects.get()

    refused = client.post(f"/exchange/sets/{received.pk}/apply/")
    assert refused.status_code == 409 and "还有2行有错" in refused.content.decode()
    first = SetRow.objects.get(sourced_id="u1")
    assert "“vielleicht”应为true或false" in page(client, f"/exchange/rows/{first.pk}/")
    client.post(f"/exchange/rows/{first.pk}/mend/", {"column": "enabledUser", "value": "true"})
    assert "已改正" in page(client, f"/exchange/rows/{first.pk}/")
    client.post(f"/exchange/sets/{received.pk}/leave-out/")
    client.post(f"/exchange/sets/{received.pk}/apply/")
    run_tasks()

    assert set(HeldRecord.objects.filter(file="users").values_list("sourced_id", flat=True)) == {"u1", "u2"}
    received.refresh_from_db()
    assert received.summary["left_out"] == 1


def test_a_changed_row_shows_old_and_new_and_masks_numbers(district):
    actor, partner = clerk(district), make_partner(district.bureau)
    apply(actor, receive(actor, partner, zip_of({"users": [{**USER, "email": "a@x.cn", "phone": "13812345678"}]})))
    received = receive(actor, partner, zip_of({"users": [{**USER, "email": "b@x.cn", "phone": "13987654321"}]}))
    row = SetRow.objects.get(received_set=received, file="users")

    shown = page(district.client_of("bureau_staff"), f"/exchange/rows/{row.pk}/")

    assert row.difference == "changed" and "a@x.cn" in shown and "b@x.cn" in shown
    assert "139****4321" in shown and "13987654321" not in shown and "13812345678" not in shown


def test_more_than_the_share_vanishing_must_be_confirmed(district, run_tasks):
    actor, partner = clerk(district), make_partner(district.bureau)
    users = [{**USER, "sourcedId": f"u{number}"} for number in range(5)]
    apply(actor, receive(actor, partner, zip_of({"users": users})))
    received = receive(actor, partner, zip_of({"users": users[:3]}))
    client = district.client_of("bureau_staff")

    assert "将减少2条，占已有的40%" in page(client, f"/exchange/sets/{received.pk}/")
    assert client.post(f"/exchange/sets/{received.pk}/apply/").status_code == 409
    client.post(f"/exchange/sets/{received.pk}/apply/", {"accepts_losses": "on"})
    run_tasks()

    assert HeldRecord.objects.filter(file="users").count() == 3


def test_a_clerk_links_a_namesake_or_says_that_it_is_somebody_new(district, run_tasks):
    known = district.pupil("林静").person
    partner = make_partner(district.bureau, writes_register=True)
    received = receive(clerk(district), partner, zip_of({"users": [USER]}))
    row = SetRow.objects.get(file="users")
    client = district.client_of("bureau_staff")

    assert known.e_id_spaced in page(client, f"/exchange/rows/{row.pk}/")
    client.post(f"/exchange/rows/{row.pk}/link/", {"chosen": known.e_id})

    assert Link.objects.get().target_id == known.pk
    assert "人工对应" in page(client, f"/exchange/rows/{row.pk}/")
    unknown = client.post(f"/exchange/rows/{row.pk}/link/", {"chosen": "XT000"})
    assert unknown.status_code == 422
    client.post(f"/exchange/rows/{row.pk}/new/")
    row.refresh_from_db()
    assert row.is_new_person and received.partner == partner


def test_a_delivery_is_made_shown_and_downloaded_with_a_line_in_the_journal(district, run_tasks):
    district.pupil("林静")
    client, partner = district.client_of("bureau_staff"), make_partner(district.bureau, released=["e_id"])

    asked = client.post(f"/exchange/{partner.pk}/deliver/", {"organisation_id": district.school.pk, "mode": "bulk"})
    run_tasks()
    shown = page(client, asked.url)
    response = client.post(f"{asked.url}download/")

    assert "users.csv" in shown and "教育电子身份证号" in shown
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert "林" in archive.read("users.csv").decode()
    entry = AuditEntry.objects.get(action="exchange.downloaded")
    assert entry.rows == sum(partner.deliveries.get().counts.values())


def test_what_is_held_goes_back_with_a_line_in_the_journal(district, journal):
    actor, partner = clerk(district), make_partner(district.bureau)
    apply(actor, receive(actor, partner, zip_of({"users": [USER]})))

    response = district.client_of("bureau_staff").post(f"/exchange/{partner.pk}/held/")

    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert "林" in archive.read("users.csv").decode()
    assert "exchange.returned" in [action for action, _object in journal()]


def test_progress_is_asked_for_and_the_page_comes_anew_when_it_is_over(district, run_tasks):
    client, partner = district.client_of("bureau_staff"), make_partner(district.bureau)
    address = upload(client, partner, zip_of({"users": [USER]})).url

    waiting = client.get(f"{address}progress/", headers={"HX-Request": "true"})
    run_tasks()
    over = client.get(f"{address}progress/", headers={"HX-Request": "true"})

    assert "xt-job" in waiting.content.decode()
    assert over.status_code == 204 and over["HX-Refresh"] == "true"
