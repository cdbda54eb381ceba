"""What people do to their own account and data."""

import io
import itertools
import json
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from xingtan.people.accounts.models import Session
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.roster.testing import PASSWORD, resident_id

RESIDENT_ID = resident_id(date(1988, 5, 6), "2", 51)


@pytest.fixture
def me(district):
    person = district.person("沈若兰", phone="13800001234", document=("1", RESIDENT_ID))
    return district.staff("teacher", person=person)


@pytest.fixture
def client(district, me):
    return district.client(me)


def test_numbers_are_masked_until_asked_for_and_the_look_is_recorded(client, me, journal):
    page = client.get("/account/").content.decode()
    shown = client.post(f"/account/reveal/{me.pk}/phone/")
    document = client.post(f"/account/reveal/{me.pk}/document-{me.documents.get().pk}/")

    assert "138****1234" in page and "13800001234" not in page
    assert shown.content == b"13800001234" and document.content == RESIDENT_ID.encode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert journal() == [("personal_data.read", str(me.pk))] * 2


def test_nobody_reveals_somebody_else_here(client, district):
    other = district.staff("teacher", person=district.person("林远", phone="13800009999"))

    assert client.post(f"/account/reveal/{other.pk}/phone/").status_code == 404
    assert client.post(f"/account/reveal/{other.pk}/nothing/").status_code == 404


def _asked(person):
    return DataConfirmation.objects.create(
        person=person, asked_on=date(2025, 9, 1), due_on=date(2025, 9, 30), reason="开学核对"
    )


def test_data_is_confirmed_once(client, me):
    row = _asked(me)

    confirmed = client.post(f"/account/confirmations/{row.pk}/", {"is_right": "yes"})
    again = client.post(f"/account/confirmations/{row.pk}/", {"is_right": "yes"})

    row.refresh_from_db()
    assert confirmed.status_code == 302 and row.confirmed_by == me and row.remark == ""
    assert again.status_code == 409


def test_saying_that_something_is_wrong_needs_words(client, me):
    row = _asked(me)

    client.post(f"/account/confirmations/{row.pk}/", {"is_right": "no", "remark": ""})
    unsaid = DataConfirmation.objects.get(pk=row.pk).confirmed_at
    told = client.get("/account/")
    client.post(f"/account/confirmations/{row.pk}/", {"is_right": "no", "remark": "民族应为汉族"})

    row.refresh_from_db()
    assert "请写明哪里不对" in told.content.decode()
    assert unsaid is None and row.remark == "民族应为汉族" and row.confirmed_at


@pytest.mark.parametrize(("who", "status"), [("own", 302), ("guardian", 302), ("stranger", 404)])
def test_who_may_confirm(who, status, district):
    enrolment = district.pupil()
    guardianship = district.guardian(enrolment)
    people = {"own": enrolment.person, "guardian": guardianship.guardian, "stranger": district.staff("teacher")}
    row = _asked(enrolment.person)

    client = district.client(people[who])
    empty = client.post(f"/account/confirmations/{row.pk}/", {})
    response = client.post(f"/account/confirmations/{row.pk}/", {"is_right": "yes"})

    assert response.status_code == status
    assert empty.status_code == status and (row.__class__.objects.get(pk=row.pk).confirmed_at is None) == (
        status == 404
    )


def _picture(size=(300, 200)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "#ce6f1e").save(buffer, "PNG")
    return buffer.getvalue()


def _bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 20_000_000)
    return buffer.getvalue()


def test_a_portrait_is_drawn_anew(client, me):
    upload = SimpleUploadedFile("a" * 1_000_000 + ".png", _picture(), "image/png")

    response = client.post("/account/avatar/", {"picture": upload})

    me.refresh_from_db()
    assert response.status_code == 302 and me.photo_file_id
    shown = client.get(f"/files/{me.photo_file_id}/small/")
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8" and shown.headers["Content-Type"] == "image/jpeg"
    shown.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.png", _bomb()),
        ("a.png", b"GIF89a not really a picture"),
        ("a.png", b""),
        ("a.html", b"<html><script>1</script></html>"),
    ],
    ids=["svg", "zip-bomb", "broken", "empty", "html"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(name, content, client, me):
    response = client.post("/account/avatar/", {"picture": SimpleUploadedFile(name, content, "image/png")})

    assert response.status_code == 422 and "xt-field-error" in response.content.decode()
    assert Person.objects.get(pk=me.pk).photo_file_id is None


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (PASSWORD, "Terrace-77", 302),
        ("Wrong-1234", "Terrace-77", 422),
        (PASSWORD, "short", 422),
        (PASSWORD, "alllowercase", 422),
        (PASSWORD, "Abc-19880506", 422),
        (PASSWORD, PASSWORD, 422),
    ],
    ids=["fine", "old-wrong", "short", "classes", "birthday", "same"],
)
def test_password_rules(old, new, status, client, me):
    response = client.post("/account/password/", {"old_password": old, "new_password": new, "repeated": new})

    assert response.status_code == status
    assert me.account.__class__.objects.get(person=me).check_password(new if status == 302 else PASSWORD)


def test_a_new_password_signs_other_devices_out_and_keeps_this_one(client, district, me):
    other = Client()
    other.force_login(me.account, backend="xingtan.people.accounts.backends.SignInNameBackend")

    client.post(
        "/account/password/", {"old_password": PASSWORD, "new_password": "Terrace-77", "repeated": "Terrace-77"}
    )

    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_the_last_five_passwords_are_not_taken_again(client):
    words = [PASSWORD, "Terrace-11", "Terrace-22", "Terrace-33"]
    for old, new in itertools.pairwise(words):
        client.post("/account/password/", {"old_password": old, "new_password": new, "repeated": new})

    again = client.post(
        "/account/password/", {"old_password": "Terrace-33", "new_password": PASSWORD, "repeated": PASSWORD}
    )

    assert again.status_code == 422 and "最近5次" in again.content.decode()


def test_devices_are_listed_without_their_keys_and_can_be_signed_out(district, me, stranger):
    here, there = Client(), Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8"})
    username = district.account(me).username
    for browser in (here, there):
        browser.post("/sign-in/", {"username": username, "password": PASSWORD})

    page = here.get("/account/sessions/")
    keys = Session.objects.values_list("session_key", flat=True)
    mark = next(row["mark"] for row in page.context["rows"] if not row["is_here"])
    here.post("/account/sessions/end/", {"session": mark})

    assert "iPhone，微信" in page.content.decode() and not any(key in page.content.decode() for key in keys)
    assert here.get("/account/").status_code == 200 and there.get("/account/").status_code == 302
    assert here.post("/account/sessions/end/", {"session": "nothing"}).status_code == 404


def test_nobody_ends_the_session_of_somebody_else(client, district):
    from xingtan.apps.gateway.services.own_account import session_mark

    other = district.client_of("teacher")

    response = client.post("/account/sessions/end/", {"session": session_mark(other.session.session_key)})

    assert response.status_code == 404 and other.get("/account/").status_code == 200


def test_looks_follow_the_account(client, me):
    response = client.post(
        "/account/preferences/", {"form": "all", "language": "en", "theme": "dark", "large_text": "on"}
    )
    page = client.get("/account/").content.decode()
    wrong = client.post("/account/preferences/", {"language": "xx"})

    account = me.account.__class__.objects.get(person=me)
    assert account.language == "en" and account.preferences == {"theme": "dark", "large_text": True}
    assert response.cookies["theme"].value == "dark" and 'lang="en"' in page
    assert wrong.status_code == 302


def test_everything_held_about_me_comes_as_one_file(client, me, journal):
    response = client.post("/account/export/")

    held = json.loads(response.content)
    assert held["本人资料"][0]["手机"] == "13800001234"
    assert held["任职"][0]["organisation__name"] == "测试区第一学校"
    assert ("person.exported_own_data", str(me.pk)) in journal()
