"""Who may register, receive, mend, apply, undo, link and deliver: right, only looking, another school, nobody."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xingtan.apps.exchange.data import MANAGE, VIEW
from xingtan.apps.exchange.models import SetRow
from xingtan.apps.exchange.testing import apply, clerk, holder_client, make_partner, receive, zip_of
from xingtan.kernel.testing.who_may import Case, table

SEES = ("organisations.view", "roster.view_pupils", "roster.view_classes", "postings.view")
USER = {"sourcedId": "u1", "enabledUser": "true", "username": "u1", "givenName": "静", "familyName": "林"}
WHO = table(
    Case("may-act", (VIEW, MANAGE, *SEES), True, 302),
    Case("may-only-look", (VIEW, *SEES), True, 403),
    Case("other-school", (VIEW, MANAGE, *SEES), False, 404),
    Case("no-grant", (), True, 404),
)


@pytest.fixture
def place(district, case):
    return district.school if case.is_own_school else district.other_school


@pytest.fixture
def read(district):
    return receive(clerk(district), make_partner(district.school), zip_of({"users": [USER]}))


@WHO
@pytest.mark.parametrize("act", ["apply", "leave-out", "discard", "resume"])
def test_who_may_act_on_a_set(district, read, place, case, act):
    client = holder_client(district, case.permissions, place)

    response = client.post(f"/exchange/sets/{read.pk}/{act}/")

    assert response.status_code == case.status
    read.refresh_from_db()
    assert read.state == "read" or case.status == 302


@WHO
def test_who_may_undo(district, place, case):
    actor = clerk(district)
    received = apply(actor, receive(actor, make_partner(district.school), zip_of({"users": [USER]})))
    client = holder_client(district, case.permissions, place)

    response = client.post(f"/exchange/sets/{received.pk}/undo/")

    assert response.status_code == case.status
    received.refresh_from_db()
    assert (received.state == "undoing") is (case.status == 302)


@WHO
@pytest.mark.parametrize(
    ("act", "form"),
    [("mend", {"column": "username", "value": "u9"}), ("leave-out", {}), ("link", {"chosen": ""}), ("new", {})],
)
def test_who_may_act_on_a_row(district, read, place, case, act, form):
    row = SetRow.objects.get(received_set=read, file="users")
    client = holder_client(district, case.permissions, place)
    if act == "link":
        form = {"chosen": district.pupil("林静").person.e_id}

    response = client.post(f"/exchange/rows/{row.pk}/{act}/", form)

    assert response.status_code == case.status


@WHO
def test_who_may_receive(district, place, case):
    partner = make_partner(district.school)
    client = holder_client(district, case.permissions, place)

    file = SimpleUploadedFile("a.zip", zip_of({"users": [USER]}))
    response = client.post(f"/exchange/{partner.pk}/receive/", {"upload": file})

    assert response.status_code == case.status
    assert partner.sets.exists() is (case.status == 302)


@WHO
def test_who_may_deliver(district, place, case):
    partner = make_partner(district.school)
    client = holder_client(district, case.permissions, place)

    form = {"organisation_id": district.school.pk, "mode": "bulk"}
    response = client.post(f"/exchange/{partner.pk}/deliver/", form)

    assert response.status_code == case.status
    assert partner.deliveries.exists() is (case.status == 302)


@WHO
def test_who_may_edit_a_partner(district, place, case):
    partner = make_partner(district.school)
    client = holder_client(district, case.permissions, place)

    response = client.post(f"/exchange/{partner.pk}/edit/", {"name": "新名", "alarm_percent": 20})

    assert response.status_code == case.status
    partner.refresh_from_db()
    assert (partner.name == "新名") is (case.status == 302)


@table(
    Case("may-act", (VIEW, MANAGE, "organisations.view"), True, 302),
    Case("may-only-look", (VIEW, "organisations.view"), True, 403),
    Case("other-school", (VIEW, MANAGE, "organisations.view"), False, 422),
    Case("no-grant", (), True, 403),
)
def test_who_may_register_a_partner(district, place, case):
    client = holder_client(district, case.permissions, place)

    form = {"organisation_id": district.school.pk, "name": "新系统", "alarm_percent": 10}
    assert client.post("/exchange/add/", form).status_code == case.status


def test_whoever_may_not_see_pupils_cannot_have_them_delivered(district):
    partner = make_partner(district.school)
    client = holder_client(district, (VIEW, MANAGE, "organisations.view"), district.school)

    response = client.post(f"/exchange/{partner.pk}/deliver/", {"organisation_id": district.school.pk, "mode": "bulk"})

    assert response.status_code == 403 and not partner.deliveries.exists()
