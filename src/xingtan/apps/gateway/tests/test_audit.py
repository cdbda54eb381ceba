"""The journal's page."""

import re
from pathlib import Path

import pytest

import xingtan
from xingtan.apps.gateway.selectors.journal import ACTIONS
from xingtan.kernel.audit import api as audit
from xingtan.kernel.audit.sealing import seal


@pytest.fixture
def auditor(district):
    return district.client(district.staff("audit_administrator", name="审一"))


@pytest.fixture
def entries(district):
    """One look at a phone number by a teacher of the first school, one failed sign-in."""
    teacher = district.staff("teacher", name="沈若兰")
    actor = district.actor_of(teacher)
    audit.record_read(actor, "person", teacher.pk, district.school.path, fields=("phone",))
    audit.record(actor, "account.sign_in_failed", "account", actor.account_id, district.school.path, result="failed")
    return teacher


def test_the_page_says_who_did_what_to_whom(auditor, entries):
    page = auditor.get("/audit/").content.decode()

    assert "查看个人信息" in page and "登录失败" in page and page.count("沈若兰") >= 3


@pytest.mark.parametrize(
    ("query", "reads", "failures"),
    [
        ({"who": "沈若兰"}, True, True),
        ({"who": "别人"}, False, False),
        ({"action": "personal_data.read"}, True, False),
        ({"result": "failed"}, False, True),
        ({"view": "reads"}, True, False),
        ({"day_from": "2001-01-01", "day_to": "2001-01-02"}, False, False),
        ({"object_kind": "person"}, True, False),
    ],
)
def test_the_journal_is_narrowed(query, reads, failures, auditor, entries):
    rows = auditor.get("/audit/", query).context["listing"].page.rows

    assert {row.action for row in rows} == {
        *(["personal_data.read"] if reads else []),
        *(["account.sign_in_failed"] if failures else []),
    }


@pytest.mark.parametrize(
    "role", ["system_administrator", "security_administrator", "bureau_leader", "principal", "teacher", "guardian"]
)
def test_only_the_audit_administrator_reads_and_checks_it(role, district):
    client = district.client_of(role)

    assert client.get("/audit/").status_code == 403
    assert client.post("/audit/verify/").status_code == 403


def test_every_act_that_is_journalled_has_a_name():
    source = Path(xingtan.__file__).parent
    literal = re.compile(r'record\(\s*[\w.]+,\s*"([a-z_]+\.[a-z_]+)"')
    files = [path for path in source.rglob("*.py") if "tests" not in path.parts]

    acts = {act for path in files for act in literal.findall(path.read_text(encoding="utf-8"))}

    assert "tables.exported" in acts and acts <= set(ACTIONS)


@pytest.mark.parametrize("wanted", ["csv", "print"])
def test_what_was_exported_or_printed_is_named(wanted, auditor, district):
    clerk = district.client_of("school_administrator")
    answer = clerk.get("/accounts/", {"format": wanted})
    assert answer.status_code == 200

    rows = auditor.get("/audit/", {"object_kind": "table"}).context["listing"].page.rows

    assert [row.what for row in rows] == ["列表 账号管理"]


def test_an_export_is_itself_journalled(auditor, entries, journal):
    response = auditor.get("/audit/", {"format": "csv"})

    assert "沈若兰" in b"".join(response.streaming_content).decode("utf-8-sig")
    assert "tables.exported" in [action for action, _object in journal()]


def test_checking_the_chain_says_what_was_found(auditor, entries, run_tasks):
    seal()

    auditor.post("/audit/verify/")
    run_tasks()
    page = auditor.get("/audit/").content.decode()

    assert "已封存到第1块" in page and "条记录与封存时一致" in page
