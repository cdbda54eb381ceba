"""Guardians come in from files: with the pupils, or in a list of their own."""

from __future__ import annotations

from datetime import date

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
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Guardianship
from xingtan.people.roster.testing import build_district, resident_id

GUARDIANS = "registry.guardians"
PUPILS = "registry.pupils"
BORN = date(2014, 3, 4)
PARENT_BORN = date(1985, 6, 7)
LEFT_BEHIND = ("events.EventRow", "pghistory.Context")


def number_of(serial: int) -> str:
    return resident_id(BORN, "2", serial)


def pupil_line(serial: int = 1, **columns: str) -> dict[str, str]:
    return {
        "姓名": "欧阳晓雨", "性别": "女", "出生日期": BORN.isoformat(), "身份证号": number_of(serial), "年级": "七年级",
        "班级": "1班", **columns,
    }  # fmt: skip


def guardian_line(serial: int = 1, **columns: str) -> dict[str, str]:
    return {
        "学生姓名": "欧阳晓雨", "学生身份证号": number_of(serial), "监护人姓名": "欧阳明", "与学生的关系": "父亲",
        "联系电话": "13800000001", **columns,
    }  # fmt: skip


@pytest.fixture
def district(db):
    return build_district()


@pytest.fixture
def registrar(district):
    return district.client_of("school_administrator")


@pytest.fixture
def pupil(district, registrar):
    written(registrar, compared(registrar, PUPILS, district.school.path, from_records([pupil_line()])))
    return Person.objects.get(name="欧阳晓雨")


def unlike(before):
    changed = {label for label, count in row_counts().items() if count != before[label]}
    return {label for label in changed if label not in LEFT_BEHIND and not label.endswith("Event")}


def test_members_beside_a_pupil_become_guardians_and_go_with_the_pupil(district, registrar):
    before = row_counts()
    content = from_records([
        pupil_line(
            成员1姓名="欧阳明", 成员1关系="父亲", 成员1联系电话="13800000001", 成员1是否监护人="是",
            成员2姓名="白露", 成员2关系="母亲", 成员2证件号=resident_id(PARENT_BORN, "2", 5), 成员2是否监护人="否",
        )
    ])  # fmt: skip

    run = written(registrar, compared(registrar, PUPILS, district.school.path, content))

    [guardianship] = Guardianship.objects.all()
    assert (guardianship.guardian.name, guardianship.relation, guardianship.status) == ("欧阳明", "father", "confirmed")
    assert Posting.objects.get(role="guardian").scope_path == district.class_group.path

    assert compared(registrar, PUPILS, district.school.path, content).counts == {"unchanged": 1}
    taken_back(registrar, run)
    assert outcomes(run) == {"back": 1}
    assert not unlike(before)


def test_a_member_added_to_a_registered_pupil_is_a_change_that_can_be_taken_back(district, registrar, pupil):
    before = row_counts()
    content = from_records([pupil_line(成员1姓名="欧阳明", 成员1关系="父亲", 成员1联系电话="13800000001")])

    run = compared(registrar, PUPILS, district.school.path, content)
    assert run.counts == {"changed": 1}
    written(registrar, run)
    assert Guardianship.objects.get().guardian.name == "欧阳明"

    taken_back(registrar, run)
    assert not unlike(before)


def test_a_list_of_guardians_is_compared_written_and_taken_back(district, registrar, pupil):
    before = row_counts()
    mother = guardian_line(监护人姓名="白露", 与学生的关系="母亲", 联系电话="13800000002", 第一联系人="是")

    run = compared(registrar, GUARDIANS, district.school.path, from_records([guardian_line(第一联系人=""), mother]))
    assert (findings(run), run.counts) == ([], {"new": 2})
    written(registrar, run)

    first = Guardianship.objects.get(is_first_contact=True)
    assert first.guardian.name == "白露"
    again = compared(registrar, GUARDIANS, district.school.path, from_records([guardian_line(), mother]))
    assert again.counts == {"unchanged": 2}
    taken_back(registrar, run)
    assert outcomes(run) == {"back": 2}
    assert not unlike(before)


def test_the_same_phone_is_not_the_same_person(district, registrar, pupil):
    content = from_records([guardian_line(), guardian_line(监护人姓名="欧阳光", 与学生的关系="祖父")])

    written(registrar, compared(registrar, GUARDIANS, district.school.path, content))

    assert set(Guardianship.objects.values_list("guardian__name", flat=True)) == {"欧阳明", "欧阳光"}


def test_one_document_is_one_guardian_of_two_children(district, registrar, pupil):
    written(
        registrar, compared(registrar, PUPILS, district.school.path, from_records([pupil_line(2, 姓名="欧阳晓晴")]))
    )
    document = resident_id(PARENT_BORN, "1", 5)
    lines = [guardian_line(1, 证件号码=document), guardian_line(2, 学生姓名="欧阳晓晴", 证件号码=document)]

    run = written(registrar, compared(registrar, GUARDIANS, district.school.path, from_records(lines)))

    assert outcomes(run) == {"done": 2}
    assert Person.objects.filter(name="欧阳明").count() == 1


def test_a_relation_is_corrected_and_put_back(district, registrar, pupil):
    written(registrar, compared(registrar, GUARDIANS, district.school.path, from_records([guardian_line()])))

    changed = from_records([guardian_line(与学生的关系="叔叔")])
    run = written(registrar, compared(registrar, GUARDIANS, district.school.path, changed))
    assert Guardianship.objects.get().relation == "other"

    taken_back(registrar, run)
    assert Guardianship.objects.get().relation == "father"


REFUSALS = [
    ({"学生身份证号": number_of(9)}, "pupil_name", "请先导入学生"),
    ({"学生姓名": "欧阳晓晴"}, "pupil_name", "另一个姓名"),
    ({"学生身份证号": ""}, "pupil_number", "至少填一项"),
    ({"联系电话": ""}, "phone", "至少填一项"),
    ({"联系电话": "1380000"}, "phone", "11位手机号"),
    ({"与学生的关系": "邻居"}, "relation", "父亲、母亲"),
    ({"与学生的关系": "其他"}, "relation", "看不出性别"),
    ({"证件号码": resident_id(PARENT_BORN, "2", 5)}, "relation", "第17位"),
    ({"监护人姓名": ""}, "name", "不能为空"),
]


@pytest.mark.parametrize(("columns", "field", "words"), REFUSALS, ids=[next(iter(row[0])) for row in REFUSALS])
def test_what_cannot_be_so_is_refused_with_a_sentence(district, registrar, pupil, columns, field, words):
    before = row_counts()

    run = compared(registrar, GUARDIANS, district.school.path, from_records([guardian_line(**columns)]))

    assert [(number, code) for number, code, _sentence in findings(run)] == [(2, field)]
    assert words in findings(run)[0][2]
    assert not unlike(before)


@pytest.mark.parametrize(("role", "status"), [("school_administrator", 302), ("teacher", 404), ("guardian", 404)])
def test_who_may_bring_guardians_in(district, role, status):
    response = hand_in(district.client_of(role), GUARDIANS, district.school.path, from_records([guardian_line()]))

    assert response.status_code == status
