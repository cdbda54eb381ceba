"""The first-run wizard: an empty database becomes a bureau, or nothing happens."""

import re

import pytest

from xingtan.people.access.models import Grant
from xingtan.people.accounts.models import Account
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.roster.models import Term


@pytest.fixture
def real_bureau(settings, db):
    settings.IS_DEMO = False


@pytest.fixture
def filled():
    facts = {
        "province": "410000",
        "county_code": "410199",
        "county_name": "杏花县",
        "bureau_name": "杏花县教育局",
        "divisions": "办公室\n人事科\n\n办公室",
    }
    for code, name, phone in (("system", "甲一", "01"), ("security", "乙二", "02"), ("audit", "丙三", "03")):
        facts |= {f"{code}_name": name, f"{code}_sex": "1", f"{code}_phone": f"138000000{phone}"}
    return facts


def _dates(stranger):
    form = stranger.get("/setup/").context["form"]
    first = form.fields["starts_in"].choices[0][0]
    return {
        "starts_in": first,
        "term_starts_on": form.initial["term_starts_on"].isoformat(),
        "term_ends_on": form.initial["term_ends_on"].isoformat(),
    }


def test_an_empty_installation_leads_to_the_wizard(real_bureau, stranger):
    assert stranger.get("/sign-in/").headers["Location"] == "/setup/"


def test_one_page_makes_the_bureau_and_three_administrators_who_can_sign_in(real_bureau, stranger, filled):
    response = stranger.post("/setup/", {**filled, **_dates(stranger)})

    page = response.content.decode()
    codes = [code.replace(" ", "") for code in re.findall(r"<b>(\w{5} \w{5})</b>", page)]
    account = Account.objects.get(person__name="甲一")
    entered = stranger.post(
        "/activate/",
        {"name": account.person.e_id, "code": codes[0], "new_password": "Terrace-77", "repeated": "Terrace-77"},
    )
    assert response.status_code == 200 and len(codes) == 3 and entered.status_code == 302
    assert [row.name for row in Organisation.objects.order_by("path")] == [
        "河南省",
        "杏花县",
        "杏花县教育局",
        "办公室",
        "人事科",
    ]
    assert set(Grant.objects.values_list("role", flat=True)) == {
        "system_administrator",
        "security_administrator",
        "audit_administrator",
    }
    assert Term.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"audit_phone": "13800000001"}, "三个不同的人"),
        ({"audit_phone": "138 0000 0001"}, "三个不同的人"),
        ({"county_code": "110101"}, "前两位与所选省级行政区不一致"),
        ({"county_code": "41"}, "6位数字"),
        ({"bureau_name": ""}, "请填写教育局全称"),
        ({"bureau_name": "局" * 1_000_000}, "最长80个字"),
        ({"system_name": "1"}, "姓名不对"),
        ({"security_phone": "12345"}, "手机号不对"),
        ({"term_ends_on": "2001-01-01"}, "30天到200天"),
        ({"divisions": "科" * 41}, "每个名称最长40个字"),
    ],
)
def test_bad_input_makes_nothing_and_says_why(change, said, real_bureau, stranger, filled):
    response = stranger.post("/setup/", {**filled, **_dates(stranger), **change})

    assert response.status_code in (413, 422)
    assert said in response.content.decode() or response.status_code == 413
    assert not Organisation.objects.exists() and not Person.objects.exists()


@pytest.mark.parametrize(("given", "status"), [("", 422), ("guess", 422), ("terrace", 200)])
def test_a_server_open_to_others_asks_for_the_code_of_its_installer(
    given, status, real_bureau, settings, stranger, filled
):
    settings.SETUP_CODE = "terrace"

    response = stranger.post("/setup/", {**filled, **_dates(stranger), "setup_code": given})

    assert response.status_code == status and Organisation.objects.exists() == (status == 200)


def test_it_refuses_where_real_rows_exist(district, settings, stranger, filled):
    settings.IS_DEMO = False
    before = Organisation.objects.count()

    assert stranger.get("/setup/").status_code == 404
    assert stranger.post("/setup/", filled).status_code == 404
    assert Organisation.objects.count() == before


def test_it_refuses_in_a_demonstration(db, settings, stranger):
    settings.IS_DEMO = True

    assert stranger.get("/setup/").status_code == 404
    assert stranger.get("/sign-in/").status_code == 200
