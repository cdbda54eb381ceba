"""Who may do what here, and who gave it; grants, their limits and their end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.access.models import Grant
from xingtan.people.access.services import build_actor


@pytest.fixture
def officer(district):
    """The security administrator's browser."""
    return district.client(district.staff("security_administrator", name="许安"))


@pytest.fixture
def teacher(district):
    return district.staff("teacher", name="沈若兰")


def _filled(district, person, **change):
    day = district.on.isoformat()
    return {
        "e_id": person.e_id,
        "role": "edtech_head",
        "scope": district.school.path,
        "starts_on": day,
        "reason": "代管电教中心",
        **change,
    }


def test_the_page_names_holder_source_giver_and_reason(district, officer, teacher):
    officer.post("/access/grants/new/", _filled(district, teacher))

    page = officer.get("/access/", {"organisation": district.school.pk}).content.decode()

    assert "电教中心负责人" in page and "沈若兰" in page and "许安" in page and "代管电教中心" in page
    assert "任职" in page


def test_a_granted_role_works_at_once_and_ends_when_ended(district, officer, teacher, journal):
    district.account(teacher)
    officer.post("/access/grants/new/", _filled(district, teacher, role="school_administrator"))
    grant = Grant.objects.get(source="direct")
    client = district.client(teacher)
    during = client.get("/accounts/").status_code

    officer.post(f"/access/grants/{grant.pk}/end/", {"on": district.on.isoformat(), "reason": "交接完毕"})
    grant.refresh_from_db()
    after = build_actor(
        account_id=1, person_id=teacher.pk, posting_id=None, on=district.on + timedelta(days=1), now=timezone.now()
    )

    assert during == 200 and grant.ends_on == district.on and not after.may_anywhere("accounts.manage")
    assert [action for action, _object in journal() if action.startswith("grant.")] == ["grant.given", "grant.ended"]


def _power(district, person):
    facts = {"permission": "accounts.view", "hours": "2", "reason": "排查"}
    return {"e_id": person.e_id, "scope": district.school.path, **facts}


WHO = table(
    Case("security-administrator", ("security_administrator",), True, 302),
    Case("system-administrator", ("system_administrator",), True, 403),
    Case("audit-administrator", ("audit_administrator",), True, 403),
    Case("principal", ("principal",), True, 403),
    Case("teacher", ("teacher",), True, 403),
)


@WHO
def test_who_may_grant(case, district, teacher):
    client = district.client_of(case.permissions[0])

    response = client.post("/access/grants/new/", _filled(district, teacher))

    assert response.status_code == case.status
    assert Grant.objects.filter(source="direct").exists() == (case.status == 302)


@WHO
def test_who_may_open_a_timed_power(case, district, teacher):
    client = district.client_of(case.permissions[0])
    filled = _power(district, teacher)

    response = client.post("/access/powers/new/", filled)

    assert response.status_code == case.status
    assert Grant.objects.filter(source="staff_power").exists() == (case.status == 302)


@WHO
def test_who_may_end_a_grant(case, district, officer, teacher):
    officer.post("/access/grants/new/", _filled(district, teacher))
    grant = Grant.objects.get(source="direct")

    response = district.client_of(case.permissions[0]).post(
        f"/access/grants/{grant.pk}/end/", {"on": district.on.isoformat(), "reason": "收回"}
    )

    grant.refresh_from_db()
    assert response.status_code == case.status and (grant.ends_on is not None) == (case.status == 302)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends_on": "2001-01-01"}, "早于开始日期"),
        ({"e_id": "XT20990000001"}, "没有这个电子身份证号"),
        ({"scope": "/999999/"}, "999999"),
        ({"role": "emperor"}, "emperor"),
        ({"starts_on": "soon"}, "日期应像"),
        ({"reason": ""}, "请写明理由"),
    ],
    ids=["dates", "unknown", "scope", "role", "day", "reason"],
)
def test_a_grant_that_cannot_be_is_refused_with_a_sentence(change, said, district, officer, teacher):
    response = officer.post("/access/grants/new/", _filled(district, teacher, **change))

    assert response.status_code == 422 and said in response.content.decode()
    assert not Grant.objects.filter(source="direct").exists()


def test_the_three_administrators_exclude_each_other(district, officer):
    auditor = district.staff("audit_administrator", name="审一")

    response = officer.post(
        "/access/grants/new/", _filled(district, auditor, role="system_administrator", scope=district.bureau.path)
    )

    assert response.status_code == 422 and "互斥" in response.content.decode()


def test_nobody_grants_to_themselves(district, officer):
    own = Grant.objects.get(role="security_administrator").person

    response = officer.post("/access/grants/new/", _filled(district, own))

    assert response.status_code == 422 and "不能给自己授权" in response.content.decode()


def test_what_a_posting_gives_is_not_taken_here(district, officer, teacher):
    grant = Grant.objects.get(person=teacher)

    response = officer.post(f"/access/grants/{grant.pk}/end/", {"on": district.on.isoformat(), "reason": "收回"})

    assert response.status_code == 422 and "来自任职" in response.content.decode()


def test_a_timed_power_is_journalled_shown_and_closes_by_itself(district, officer, teacher, journal):
    filled = _power(district, teacher)
    officer.post("/access/powers/new/", filled)
    now = timezone.now()

    def may(at):
        actor = build_actor(account_id=1, person_id=teacher.pk, posting_id=None, on=district.on, now=at)
        return actor.may("accounts.view", district.school.path)

    page = officer.get(f"/access/people/{teacher.pk}/").content.decode()
    assert may(now) and not may(now + timedelta(hours=3))
    assert "自动关闭" in page and "排查" in page
    assert ("grant.staff_power_opened", str(Grant.objects.get(source="staff_power").pk)) in journal()


@pytest.mark.parametrize("permission", ["access.grant", "audit.view"])
def test_neither_granting_nor_the_journal_is_lent_for_hours(permission, district, officer, teacher):
    filled = {**_power(district, teacher), "permission": permission}

    assert officer.post("/access/powers/new/", filled).status_code == 422
    assert not Grant.objects.filter(source="staff_power").exists()


def test_the_page_costs_the_same_for_few_holders_and_for_many(district, officer, teacher, count_queries):
    officer.get("/access/")
    with CaptureQueriesContext(connection) as for_few:
        officer.get("/access/", {"organisation": district.school.pk})
    for _more in range(15):
        district.staff("teacher")

    with count_queries(len(for_few)):
        officer.get("/access/", {"organisation": district.school.pk})


def test_a_school_sees_its_own_grants_only(district, teacher):
    stranger = district.staff("teacher", organisation=district.other_school)
    principal = district.client_of("principal")

    page = principal.get("/access/").content.decode()

    assert "测试区第二学校" not in page
    assert principal.get(f"/access/people/{teacher.pk}/").status_code == 200
    assert principal.get(f"/access/people/{stranger.pk}/").status_code == 404
    assert principal.get("/access/grants/999999/end/").status_code == 403


@pytest.mark.parametrize("role", ["teacher", "student", "guardian"])
def test_the_pages_are_closed_to_others(role, district):
    client = district.client_of(role)

    for address in ("/access/", "/access/roles/", "/access/people/1/", "/access/grants/new/", "/access/powers/new/"):
        assert client.get(address).status_code == 403


def test_the_role_catalogue_names_what_each_role_bundles(officer):
    page = officer.get("/access/roles/").content.decode()

    assert "授权与收回" in page and "互斥" in page
