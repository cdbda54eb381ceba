"""Applications a school takes, and the pilot flag."""

import pytest

from xingtan.kernel.registry import REGISTRY, Application, Manifest
from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.organisations.models import AppSwitch, Organisation


@pytest.fixture(autouse=True)
def offered(monkeypatch):
    """An application that may be left and one that may not."""
    two = tuple(
        Application(
            code=f"sample_{code}",
            label=label,
            description="",
            sign=sign,
            url_name="gateway:account",
            is_essential=fixed,
        )
        for code, label, sign, fixed in (("club", "社团", "社", False), ("roll", "名册", "册", True))
    )
    monkeypatch.setitem(REGISTRY.manifests, "sample", Manifest(applications=two))


WHO = table(
    Case("school-administrator", ("school_administrator",), True, 302),
    Case("bureau-staff", ("bureau_staff",), True, 302),
    Case("other-school", ("school_administrator",), False, 403),
    Case("principal", ("principal",), True, 403),
    Case("guardian", ("guardian",), True, 404),
)


def _client(case, district):
    role = case.permissions[0]
    own = {} if case.is_own_school or role != "school_administrator" else {"organisation": district.other_school}
    return district.client_of(role, **own)


@WHO
def test_who_may_switch(case, district):
    address = f"/access/applications/{district.school.pk}/sample_club/"

    response = _client(case, district).post(address, {"is_on": "0"})

    assert response.status_code in (case.status, 404 if case.status == 403 else case.status)
    assert AppSwitch.objects.filter(application="sample_club", is_on=False).exists() == (case.status == 302)


@WHO
def test_who_may_name_a_pilot(case, district):
    response = _client(case, district).post(f"/access/applications/{district.school.pk}/pilot/", {"is_pilot": "1"})

    is_bureau = case.name == "bureau-staff"
    assert response.status_code == (302 if is_bureau else 403)
    assert Organisation.objects.get(pk=district.school.pk).is_pilot == is_bureau


def test_an_application_leaves_and_comes_back(district, journal):
    client = district.client_of("school_administrator")
    address = f"/access/applications/{district.school.pk}/sample_club/"

    client.post(address, {"is_on": "0"})
    off = client.get("/access/applications/").content.decode()
    client.post(address, {"is_on": "1"})

    assert "已停用" in off and AppSwitch.objects.get().is_on
    assert [action for action, _object in journal()] == ["organisation.application_switched"] * 2


def test_essential_and_unknown_applications_are_refused(district):
    client = district.client_of("school_administrator")
    base = f"/access/applications/{district.school.pk}"

    assert client.post(f"{base}/sample_roll/", {"is_on": "0"}).status_code == 409
    assert client.post(f"{base}/nothing/", {"is_on": "0"}).status_code == 404
    assert not AppSwitch.objects.exists()


def test_the_page_is_closed_to_those_who_manage_nothing(district):
    assert district.client_of("teacher").get("/access/applications/").status_code == 403
