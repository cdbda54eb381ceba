"""Through the address: a case from its first press to its end, lists, delegations, a flow designed by an office."""

from __future__ import annotations

import re

import pytest

from xingtan.engines.workflow.models import Case, Delegation, Flow, FlowVersion
from xingtan.engines.workflow.testing import SEEN_BY, flow, replays, started, step


@pytest.fixture
def cast(district):
    people = [district.staff("teacher", name=name) for name in ("林一", "林二", "林三", "林四")]
    return [(person, district.actor_of(person), district.client(person)) for person in people]


@pytest.fixture
def case(district, cast):
    flow(district.school, step("a", cast[1][0], label="审批", days=3), step("b", cast[2][0], label="校长审批"))
    return started(cast[0][1], district.school)


def turn_of(case):
    case.refresh_from_db()
    return case.turn


def test_the_card_offers_what_may_be_done_and_no_more(cast, case):
    pages = [client.get(f"/flow/cases/{case.pk}/").content.decode() for _person, _actor, client in cast[:2]]

    assert "撤销" in pages[0] and "催办" in pages[0] and "取回" in pages[0] and "加签" not in pages[0]
    assert "同意" in pages[1] and "转办" in pages[1] and "退回" in pages[1] and "催办" not in pages[1]
    assert cast[2][2].get(f"/flow/cases/{case.pk}/").status_code == 404
    assert "等您办理：审批" in pages[1] and "现在在这里" in pages[1]


def test_agreed_by_press_and_a_second_press_is_told(cast, case):
    client, seen = cast[1][2], case.turn
    first = client.post(f"/flow/cases/{case.pk}/agree/", {"turn": seen, "opinion": "同意"}, follow=True)
    second = client.post(f"/flow/cases/{case.pk}/agree/", {"turn": seen, "opinion": "同意"})

    assert "已同意" in first.content.decode()
    assert second.status_code == 409 and "刚刚有了变化" in second.content.decode()
    assert case.acts.count() == 2 and replays(case)


def test_a_stale_form_keeps_what_was_typed_and_may_be_pressed_again(district, cast, case):
    client, seen = cast[1][2], case.turn
    cast[1][2].post(f"/flow/cases/{case.pk}/add/", {"turn": seen, "where": "after", "people": "林四"})

    refused = client.post(f"/flow/cases/{case.pk}/agree/", {"turn": seen, "opinion": "我的意见"})
    page = refused.content.decode()
    again = re.search(r'name="turn" value="(\d+)"', page)[1]

    assert refused.status_code == 422 and "刚刚有了变化" in page and "我的意见" in page
    assert client.post(f"/flow/cases/{case.pk}/agree/", {"turn": again, "opinion": "我的意见"}).status_code == 302


def test_people_are_named_by_name_and_mistakes_are_explained(district, cast, case):
    client = cast[1][2]
    district.staff("teacher", name="林三")
    for typed, says in (("没有这人", "没有找到“没有这人”"), ("林三", "有几位“林三”")):
        page = client.post(f"/flow/cases/{case.pk}/hand-over/", {"turn": case.turn, "people": typed})
        assert page.status_code == 422 and says in page.content.decode()

    by_code = client.post(f"/flow/cases/{case.pk}/hand-over/", {"turn": case.turn, "people": cast[2][0].e_id})

    assert by_code.status_code == 302
    assert case.assignments.get(state="open").person == cast[2][0]


def test_sent_round_and_signed(cast, case):
    cast[0][2].post(f"/flow/cases/{case.pk}/circulate/", {"turn": case.turn, "people": "林三、林四"})

    assert "待我阅" in cast[3][2].get("/flow/?view=read").content.decode()
    assert "已阅签名" in cast[3][2].get(f"/flow/cases/{case.pk}/").content.decode()
    cast[3][2].post(f"/flow/cases/{case.pk}/read/", {"opinion": "知悉"})

    assert "“知悉”" in cast[0][2].get(f"/flow/cases/{case.pk}/").content.decode()


def test_many_are_agreed_to_from_the_list(district, cast, case):
    others = [started(cast[0][1], district.school, subject_id=number) for number in (2, 3)]
    parts = [one.assignments.get(number=2).pk for one in (case, *others)]
    client = cast[1][2]

    client.post("/flow/", {"act": "workflow.agree_many", "id": parts, "answered": "1", "act-opinion": "同意"})

    assert set(Case.objects.values_list("step", flat=True)) == {"b"}
    assert "林静请假" in client.get("/flow/?view=done").content.decode()


def test_somebody_else_s_part_cannot_be_slipped_in(cast, case):
    part = case.assignments.get(number=2).pk

    cast[2][2].post("/flow/", {"act": "workflow.agree_many", "id": [part], "answered": "1", "act-opinion": "同意"})

    case.refresh_from_db()
    assert case.step == "a"


def test_the_administrator_hands_over_what_waits(district, cast, case):
    office = district.client(district.staff("school_administrator"))
    other = district.client(district.staff("school_administrator", organisation=district.other_school))
    part = case.assignments.get(number=2).pk
    form = {"act": "workflow.reassign", "id": [part], "answered": "1", "act-people": "林四", "act-opinion": "离岗"}

    assert "林二" in office.get("/flow/pending/").content.decode()
    assert "林二" not in other.get("/flow/pending/").content.decode()
    assert cast[1][2].get("/flow/pending/").status_code == 403
    other.post("/flow/pending/", form)
    assert case.assignments.get(state="open").person == cast[1][0]
    office.post("/flow/pending/", form)

    assert case.assignments.get(state="open").person == cast[3][0] and replays(case)


def test_a_delegation_is_given_shown_and_ended(district, cast, case):
    giver, deputy = cast[1][2], cast[3][2]
    day = district.on.isoformat()

    giver.post("/flow/delegations/add/", {"people": "林四", "starts_on": day, "ends_on": day})
    given = Delegation.objects.get()
    assert "林静请假" in deputy.get("/flow/").content.decode()
    assert "您代林二办理" in deputy.get(f"/flow/cases/{case.pk}/").content.decode()
    assert deputy.post(f"/flow/delegations/{given.pk}/end/").status_code == 403
    assert cast[2][2].post(f"/flow/delegations/{given.pk}/end/").status_code == 404
    giver.post(f"/flow/delegations/{given.pk}/end/")

    assert deputy.get(f"/flow/cases/{case.pk}/").status_code == 404
    wrong = giver.post("/flow/delegations/add/", {"people": "林二", "starts_on": day, "ends_on": day})
    assert wrong.status_code == 422 and "不能委托给自己" in wrong.content.decode()


STEP = {
    "label": "审核",
    "who": "role",
    "role": "principal",
    "at": "own",
    "mode": "any",
    "returns": "any",
    "may_add": "on",
}


def test_an_office_designs_and_publishes_a_flow_and_running_cases_keep_theirs(district, cast):
    principal = district.staff("principal")
    district.staff("school_administrator")
    client = district.client(district.staff("school_administrator"))
    before = started(cast[0][1], district.school)
    client.post(f"/flow/flows/{district.school.pk}/adopt/sample.leave/")
    own = Flow.objects.get(organisation_path=district.school.path)
    base = f"/flow/flows/{own.pk}/"

    client.post(f"{base}steps/add/", STEP)
    client.post(f"{base}steps/s1/move/", {"to": "up"})
    client.post(f"{base}steps/office/remove/")
    page = client.get(base).content.decode()
    assert page.index("审核") < page.index("仅当天数＞1天") and "还不能发布" not in page
    wrong = client.post(
        f"{base}steps/head/", STEP | {"label": "校长", "field1": "days", "compare1": "<=", "value1": "两天"}
    )
    assert wrong.status_code == 422 and "要比较的值没有写对" in wrong.content.decode()
    client.post(f"{base}steps/s1/", STEP | {"field1": "days", "compare1": ">", "value1": "3"})
    assert "没有人办理就结束了" in client.get(base).content.decode()
    assert client.post(f"{base}publish/").status_code == 422
    client.post(f"{base}steps/s1/", STEP)
    assert client.post(f"{base}publish/").status_code == 302

    after = started(cast[0][1], district.school, subject_id=2)
    assert FlowVersion.objects.get(flow=own).published_by is not None
    assert [one.step for one in (before, after)] == ["office", "s1"]
    assert after.assignments.get(state="open").person == principal
    client.post(f"{base}switch/", {"use": "above"})
    assert started(cast[0][1], district.school, subject_id=3).step == "office"


def test_the_subject_s_readers_read_the_case_but_do_not_act(cast, case):
    SEEN_BY[1].add(cast[3][0].pk)
    client = cast[3][2]

    assert client.get(f"/flow/cases/{case.pk}/").status_code == 200
    assert client.post(f"/flow/cases/{case.pk}/agree/", {"turn": case.turn}).status_code == 403


COUNTS = [11, 12, 11, 11]  # what is mine, what I started, what waits in reach, my to-dos


def test_lists_ask_the_same_number_of_questions_however_long(district, cast, case):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    office = district.client(district.staff("school_administrator"))
    places = (
        (cast[1][2], "/flow/"),
        (cast[0][2], "/flow/started/"),
        (office, "/flow/pending/"),
        (cast[1][2], "/todo/"),
    )
    few = [asked(client, address) for client, address in places]
    for number in range(2, 12):
        started(cast[0][1], district.school, subject_id=number)

    assert [asked(client, address) for client, address in places] == few == COUNTS
