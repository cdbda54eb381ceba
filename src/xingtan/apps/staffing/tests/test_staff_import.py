"""Staff come in from a file: told apart, compared, written, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import HeldCertificate, StaffRecord
from xingtan.apps.staffing.testing import make_staff
from xingtan.kernel.imports.testing import (
    compared,
    findings,
    from_records,
    hand_in,
    outcomes,
    row_counts,
    taken_back,
    written,
)
from xingtan.people.accounts.models import Account
from xingtan.people.persons import services as persons
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.testing import District, resident_id

STAFF = "staffing.staff"


def line(name: str, serial: int, **columns: str) -> dict[str, str]:
    """One line of the register, all columns filled."""
    born_on = date(1988, 5, 6)
    return {
        "姓名": name,
        "性别": "男",
        "出生日期": born_on.isoformat(),
        "身份证号": resident_id(born_on, "1", serial),
        "手机": f"138{serial:08d}",
        "岗位": "专任教师",
        "任教学科": "语文",
        "参加工作日期": "2012-09-01",
        "到校日期": "2014-09-01",
        "编制": "在编",
        "职称": "小学高级教师",
        "最高学历": "本科",
        "教师资格种类": "小学",
        "教师资格证号": f"20123700021{serial:06d}",
        "普通话": "二甲",
        **columns,
    }


@pytest.fixture
def head(district: District):
    return district.client_of("school_administrator")


def test_new_staff_get_account_file_and_posting_and_go_again(district, head):
    before = row_counts()

    run = compared(head, STAFF, district.school.path, from_records([line("孟知远", 1), line("颜如玉", 2)]))
    assert findings(run) == []
    written(head, run)

    assert outcomes(run) == {"done": 2}
    person = Person.objects.get(name="孟知远")
    record = StaffRecord.objects.get(person=person)
    assert (record.title_code, record.establishment, record.education_code) == ("3", "public", "3")
    assert Account.objects.filter(person=person).exists()
    posting = Posting.objects.get(person=person)
    assert (posting.role, posting.subject_code, posting.is_main) == ("teacher", "13", True)
    numbers = {row.kind: row for row in HeldCertificate.objects.filter(record=record)}
    assert numbers["teaching"].number == "20123700021000001"
    assert numbers["putonghua"].code == "X3"

    taken_back(head, run)
    assert outcomes(run) == {"back": 2}
    after = {label: count for label, count in row_counts().items() if count != before[label]}
    assert all(label.endswith("Event") or label in ("events.EventRow", "pghistory.Context") for label in after), after


def test_a_second_time_nothing_changes(district, head):
    content = from_records([line("孟知远", 1, 班主任的班级="七（1）班"), line("颜如玉", 2)])
    written(head, compared(head, STAFF, district.school.path, content))

    run = compared(head, STAFF, district.school.path, content)

    assert run.counts == {"unchanged": 2}
    led = Posting.objects.get(role="homeroom_teacher", person__name="孟知远")
    assert led.scope_path == district.class_group.path


def test_changes_go_into_file_and_posting_and_back(district, head):
    written(head, compared(head, STAFF, district.school.path, from_records([line("孟知远", 1)])))
    before = StaffRecord.objects.values().get(person__name="孟知远")
    changed = line("孟知远", 1, 职称="高级教师", 任教学科="数学", 职务="教务处主任", 教师资格证号="20123700021000009")

    run = compared(head, STAFF, district.school.path, from_records([changed]))
    assert run.counts == {"changed": 1}
    written(head, run)

    record = StaffRecord.objects.get(person__name="孟知远")
    assert record.title_code == data.Title.SENIOR
    posting = Posting.objects.get(person=record.person, ends_on=None)
    assert (posting.subject_code, posting.title) == ("14", "教务处主任")

    taken_back(head, run)
    assert outcomes(run) == {"back": 1}
    assert StaffRecord.objects.values().get(person__name="孟知远") == before
    posting = Posting.objects.get(person=record.person, ends_on=None)
    assert (posting.subject_code, posting.title) == ("13", "")
    assert HeldCertificate.objects.get(record=record, kind="teaching").number == "20123700021000001"


def test_another_subject_later_is_another_posting(district, head):
    record = make_staff(district, "孟知远", subject_code="13")

    content = from_records(
        [{"姓名": "孟知远", "性别": "女", "出生日期": "1988-05-06", "任教学科": "数学", "岗位": "教师"}]
    )
    run = written(head, compared(head, STAFF, district.school.path, content))

    postings = Posting.objects.filter(person=record.person).order_by("starts_on")
    assert [(row.subject_code, row.ends_on is None) for row in postings] == [("13", False), ("14", True)]
    taken_back(head, run)
    assert [row.ends_on for row in Posting.objects.filter(person=record.person)] == [None]


def test_whoever_is_not_on_the_whole_list_leaves_and_comes_back(district, head):
    record = make_staff(district, "颜如玉")
    run = compared(head, STAFF, district.school.path, from_records([line("孟知远", 1)]), is_whole=True)
    assert run.counts["missing"] == 1  # the one who hands it in is never missing

    written(head, run, vanishing=1)
    record.refresh_from_db()
    assert record.state == data.State.LEFT
    assert not Posting.objects.filter(person=record.person, ends_on=None).exists()

    taken_back(head, run)
    record.refresh_from_db()
    assert record.state == data.State.AT_WORK
    assert Posting.objects.filter(person=record.person, ends_on=None, end_reason="").exists()


REFUSALS = [
    ({"岗位": "系统管理员"}, "role", "由安全管理员单独授权"),
    ({"岗位": "班主任"}, "class", "还要填班级"),
    ({"班主任的班级": "九（9）班"}, "class", "请先建班"),
    ({"教师资格证号": "2012370002100000"}, "certificate_number", "应为17位数字"),
    ({"教师资格证号": "20123700091000001"}, "certificate_number", "不是教师资格种类"),
    ({"教师资格证号": "20993700021000001"}, "certificate_number", "不是发证年份"),
    ({"普通话": "四级"}, "putonghua", "一级甲等"),
    ({"职称": "特级"}, "title_code", "正高级教师"),
    ({"到校日期": "2010-09-01"}, "joined_on", "早于参加工作的日期"),
    ({"参加工作日期": "1996-09-01"}, "work_started_on", "不满16岁"),
    ({"性别": "女"}, "sex", "第17位"),
    ({"出生日期": "1988-05-07"}, "born_on", "1988-05-06"),
    ({"任教学科": "炼丹"}, "subject_code", "不在代码表"),
    ({"学校标识码": "3132000002"}, "school_code", "不是这个范围内的单位"),
]


@pytest.mark.parametrize(("columns", "field", "words"), REFUSALS, ids=[field for _c, field, _w in REFUSALS])
def test_what_cannot_be_so_is_refused_with_a_sentence(district, head, columns, field, words):
    run = compared(head, STAFF, district.school.path, from_records([line("孟知远", 1, **columns)]))

    [(number, code, sentence)] = findings(run)
    assert (number, code) == (2, field)
    assert words in sentence


def test_staff_of_another_school_are_told_to_be_transferred(district, head):
    other = make_staff(district, "孟知远", organisation=district.other_school)
    born_on = date(1988, 5, 6)
    number = resident_id(born_on, "2", 7)
    persons.set_document(actor=district.actor, person_id=other.person_id, kind="1", number=number)
    before = row_counts()

    content = from_records([line("孟知远", 1, 身份证号=number, 性别="女")])
    run = compared(head, STAFF, district.school.path, content)

    [(_line, _code, sentence)] = findings(run)
    assert "测试区第二学校" in sentence
    assert "办理调动" in sentence
    assert row_counts() == before


@pytest.mark.parametrize(
    ("role", "status"),
    [("school_administrator", 302), ("principal", 302), ("bureau_staff", 302), ("teacher", 404), ("guardian", 404)],
)
def test_who_may_bring_staff_in(district, role, status):
    client = district.client_of(role)

    response = hand_in(client, STAFF, district.school.path, from_records([line("孟知远", 1)]))

    assert response.status_code == status
