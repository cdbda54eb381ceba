"""A bureau that begins with nothing: its schools and classes come in from files."""

from __future__ import annotations

import pytest

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
from xingtan.people.organisations.models import Organisation, OrganisationFacts
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup
from xingtan.people.roster.testing import build_district

SCHOOLS, CLASSES = "registry.schools", "registry.classes"
LEFT_BEHIND = ("events.EventRow", "pghistory.Context")


@pytest.fixture
def district(db):
    return build_district()


@pytest.fixture
def officer(district):
    return district.client_of("bureau_staff")


def unlike(before):
    changed = {label for label, count in row_counts().items() if count != before[label]}
    return {label for label in changed if label not in LEFT_BEHIND and not label.endswith("Event")}


def school_line(**columns):
    return {
        "学校标识码": "2132000009", "学校名称": "舞雩小学", "办学类型": "小学", "举办者": "县级教育部门",
        "城乡类型": "镇中心区", "地址": "泮水街1号", "寄宿制": "否", **columns,
    }  # fmt: skip


def class_line(**columns):
    return {"年级": "八年级", "班级": "2班", "教室": "教学楼203", "班主任": "孟知远", **columns}


def test_schools_are_founded_and_taken_back(district, officer):
    before = row_counts()

    run = compared(officer, SCHOOLS, district.bureau.path, from_records([school_line()]))
    assert (findings(run), run.counts) == ([], {"new": 1})
    written(officer, run)

    school = Organisation.objects.get(code="2132000009")
    assert (school.parent, school.school_kind, school.sponsor_code) == (district.bureau, "211", "831")
    assert compared(officer, SCHOOLS, district.bureau.path, from_records([school_line()])).counts == {"unchanged": 1}
    taken_back(officer, run)
    assert outcomes(run) == {"back": 1}
    assert not unlike(before)


def test_a_new_name_is_dated_and_can_be_taken_back(district, officer):
    line = school_line(学校标识码="3132000001", 学校名称="舞雩学校", 办学类型="312")
    facts = list(OrganisationFacts.objects.filter(organisation=district.school).values())

    run = written(officer, compared(officer, SCHOOLS, district.bureau.path, from_records([line])))

    district.school.refresh_from_db()
    assert (district.school.name, district.school.address) == ("舞雩学校", "泮水街1号")
    assert OrganisationFacts.objects.filter(organisation=district.school).count() == 2
    taken_back(officer, run)
    district.school.refresh_from_db()
    assert (district.school.name, district.school.address) == ("测试区第一学校", "")
    assert list(OrganisationFacts.objects.filter(organisation=district.school).values()) == facts


def test_classes_are_opened_with_their_teachers_and_taken_back(district, officer):
    district.staff("teacher", name="孟知远")
    before = row_counts()

    run = compared(officer, CLASSES, district.school.path, from_records([class_line()]))
    assert (findings(run), run.counts) == ([], {"new": 1})
    written(officer, run)

    opened = ClassGroup.objects.get(room="教学楼203")
    assert opened.number == 2
    assert Posting.objects.get(scope_path=opened.path, role="homeroom_teacher").person.name == "孟知远"
    assert compared(officer, CLASSES, district.school.path, from_records([class_line()])).counts == {"unchanged": 1}
    taken_back(officer, run)
    assert outcomes(run) == {"back": 1}
    assert not unlike(before)


def test_another_teacher_takes_a_class_and_gives_it_back(district, officer):
    district.staff("teacher", name="孟知远")
    before = district.staff("homeroom_teacher", name="颜如玉")

    content = from_records([class_line(年级="七年级", 班级="1班")])
    run = written(officer, compared(officer, CLASSES, district.school.path, content))
    led = Posting.objects.filter(role="homeroom_teacher", ends_on=None)
    assert [posting.person.name for posting in led] == ["孟知远"]

    taken_back(officer, run)
    assert [posting.person_id for posting in led.all()] == [before.pk]


REFUSALS = [
    (SCHOOLS, school_line(学校标识码="21320000"), "code", "应为10位数字"),
    (SCHOOLS, school_line(学校名称="测试区第一学校"), "name", "已有同名学校"),
    (SCHOOLS, school_line(办学类型="农民小学"), "school_kind", "不能按学段编班"),
    (SCHOOLS, school_line(举办者="某公司"), "sponsor_code", "不在代码表"),
    (SCHOOLS, school_line(统一社会信用代码="91350100M000100Y44"), "credit_code", "校验不符"),
    (CLASSES, class_line(学校标识码="3132000001", 班级="火箭班"), "class", "看不出"),
    (CLASSES, class_line(学校标识码="3132000001"), "teacher", "请先导入教职工"),
    (CLASSES, class_line(学校标识码="2132000007", 班主任=""), "school_code", "不是这个范围内的学校"),
    (CLASSES, class_line(班主任=""), "school_code", "要填学校标识码"),
]


@pytest.mark.parametrize(("register", "line", "field", "words"), REFUSALS)
def test_what_cannot_be_so_is_refused_with_a_sentence(district, officer, register, line, field, words):
    before = row_counts()

    run = compared(officer, register, district.bureau.path, from_records([line]))

    [(_number, code, sentence)] = findings(run)
    assert code == field
    assert words in sentence
    assert row_counts() == before


@pytest.mark.parametrize(
    ("register", "role", "status"),
    [
        (SCHOOLS, "bureau_staff", 302),
        (SCHOOLS, "principal", 404),
        (SCHOOLS, "teacher", 404),
        (CLASSES, "bureau_staff", 302),
        (CLASSES, "school_administrator", 302),
        (CLASSES, "teacher", 404),
        (CLASSES, "guardian", 404),
    ],
)
def test_who_may_bring_them_in(district, register, role, status):
    place = district.bureau if register == SCHOOLS else district.school
    content = from_records([school_line() if register == SCHOOLS else class_line()])

    assert hand_in(district.client_of(role), register, place.path, content).status_code == status
