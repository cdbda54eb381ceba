"""Who may do each act: whose turn it is, who takes part, who only reads, a colleague, somebody of another school."""

from __future__ import annotations

import pytest
from django.utils import timezone

from xingtan.engines.workflow import services
from xingtan.engines.workflow.testing import SEEN_BY, flow, replays, started, step

FORMS = {
    "agree": {},
    "return": {"step": "start", "opinion": "请改"},
    "refuse": {"opinion": "不行"},
    "add": {"where": "before", "people": "林六"},
    "hand-over": {"people": "林六"},
    "circulate": {"people": "林六"},
    "recall": {},
    "withdraw": {},
    "read": {},
    "remind": {},
}
WHO = ("starter", "before", "owner", "deputy", "reader", "sees", "colleague", "other")
HIDDEN = {"colleague": 404, "other": 404}
OWNER = {"starter": 403, "before": 403, "owner": 302, "deputy": 302, "reader": 403, "sees": 403, **HIDDEN}
TABLE = {
    "agree": OWNER,
    "return": OWNER,
    "refuse": OWNER,
    "add": OWNER,
    "hand-over": OWNER,
    "circulate": OWNER | {"starter": 302, "before": 302},
    "recall": dict.fromkeys(WHO, 403) | {"before": 302} | HIDDEN,
    "withdraw": dict.fromkeys(WHO, 403) | {"starter": 302} | HIDDEN,
    "read": dict.fromkeys(WHO, 409) | {"reader": 302} | HIDDEN,
    "remind": dict.fromkeys(WHO, 403) | {"starter": 302} | HIDDEN,
}


@pytest.fixture
def scene(district):
    """A case that the one before has passed on: it now waits for its owner."""
    names = ("林甲", "林乙", "林丙", "林丁", "林戊", "林己", "林庚")
    roles = ("starter", "before", "owner", "deputy", "reader", "sees", "colleague")
    people = {role: district.staff("teacher", name=name) for role, name in zip(roles, names, strict=True)}
    people["other"] = district.staff("teacher", name="林辛", organisation=district.other_school)
    district.staff("teacher", name="林六")
    actors = {role: district.actor_of(person) for role, person in people.items()}
    now, on = timezone.now(), district.on
    flow(district.school, step("a", people["before"]), step("b", people["owner"]))
    case = started(actors["starter"], district.school)
    services.circulate(actor=actors["starter"], case_id=case.pk, people=[people["reader"].pk], now=now)
    services.agree(actor=actors["before"], case_id=case.pk, now=now)
    services.delegate(actor=actors["owner"], deputy_id=people["deputy"].pk, starts_on=on, ends_on=on, now=now)
    SEEN_BY[1].add(people["sees"].pk)
    case.refresh_from_db()
    return case, {role: district.client(person) for role, person in people.items()}


@pytest.mark.parametrize("act", FORMS)
@pytest.mark.parametrize("who", WHO)
def test_who_may(scene, act, who):
    case, clients = scene
    seq = case.seq

    response = clients[who].post(f"/flow/cases/{case.pk}/{act}/", {"turn": case.turn, **FORMS[act]})

    assert response.status_code == TABLE[act][who]
    case.refresh_from_db()
    assert (case.seq > seq) is (response.status_code == 302)
    assert replays(case)


@pytest.mark.parametrize(
    ("role", "is_own", "status"),
    [
        ("school_administrator", True, 302),
        ("bureau_staff", True, 302),
        ("principal", True, 403),
        ("school_administrator", False, 404),
        ("teacher", True, 404),
    ],
)
def test_who_may_design(district, role, is_own, status):
    from xingtan.engines.workflow.testing import flow_of

    ids = flow_of(district, district.school, 1)
    place = {} if is_own or role == "bureau_staff" else {"organisation": district.other_school}
    client = district.client(district.staff(role, **place))
    base = f"/flow/flows/{ids['flow']}/"

    for act in ("steps/s1/move/", "steps/s2/remove/", "publish/", "draft/", "switch/", "discard/"):
        assert client.post(base + act).status_code == status
    for act in ("steps/add/", "steps/s1/"):
        assert client.get(base + act).status_code == {302: 200}.get(status, status) or act == "steps/s1/"
    assert client.post(f"/flow/flows/{district.school.pk}/adopt/sample.leave/").status_code == status
