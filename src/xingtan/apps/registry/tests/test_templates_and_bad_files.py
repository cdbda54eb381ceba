"""Our own workbooks come in without a question; hostile files change nothing."""

from __future__ import annotations

import io

import pytest
import python_calamine as calamine
from django.urls import reverse

from xingtan.kernel.imports.models import ImportRun
from xingtan.kernel.imports.testing import filled_template, findings, from_records, hand_in, row_counts, workbook
from xingtan.kernel.imports.tests.hostile import HOSTILE
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.tasks.api import run_waiting
from xingtan.people.roster.testing import build_district

TABLES = ("registry.pupils", "registry.guardians", "registry.schools", "registry.classes", "staffing.staff")
PUPILS = "registry.pupils"


@pytest.fixture
def district(db):
    return build_district()


@pytest.fixture
def registrar(district):
    return district.client_of("bureau_staff")


def came_of(client, path, content, *, register=PUPILS, name="名册.xlsx"):
    """The import after the first page, or the sentence with which the page refused the file."""
    response = hand_in(client, register, path, content, name=name)
    if response.status_code != 302:
        assert response.status_code == 422
        return None
    run_waiting()
    return ImportRun.objects.order_by("-pk")[0]


@pytest.mark.parametrize("register", TABLES)
def test_the_workbook_of_a_register_is_understood_at_once(district, registrar, register):
    content = registrar.get(reverse("imports:template", args=[register])).content
    heads = [str(cell) for cell in calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]]
    found = REGISTRY.find("imports", register)
    assert len(heads) == len(found.fields)

    run = came_of(
        registrar, district.bureau.path, filled_template(found, {"name": "林一", "class": "1班"}), register=register
    )

    assert run.state == "checked"  # not "matching": nobody had to say which column is which
    assert run.row_count == 1


def test_a_pupil_typed_into_the_workbook_comes_in(district, registrar):
    typed = {"name": "欧阳晓雨", "sex": "女", "born_on": "2014-03-04", "grade": "七年级", "class": "1班"}

    run = came_of(registrar, district.school.path, filled_template(REGISTRY.find("imports", PUPILS), typed))

    assert (run.state, findings(run), run.counts) == ("checked", [], {"new": 1})


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_and_change_nothing(district, registrar, kind):
    before = row_counts()

    run = came_of(registrar, district.school.path, HOSTILE[kind][0]())

    assert run is None or (run.state == "failed" and run.problem)
    assert row_counts() == before


@pytest.mark.parametrize("content", [b"1,2\n3,4\n", workbook(("甲", "乙"), [("1", "2")])])
def test_a_table_without_known_heads_is_told_what_heads_look_like(district, registrar, content):
    run = came_of(registrar, district.school.path, content)

    assert run.state == "failed"
    assert "没有找到表头" in run.problem


def test_ten_times_the_lines_of_a_school_are_all_judged(district, registrar):
    lines = [
        {"姓名": f"林{chr(0x4E00 + n)}", "性别": "女", "出生日期": "2014-03-04", "班级": "七（1）班"}
        for n in range(2_500)
    ]
    before = row_counts()

    run = came_of(registrar, district.school.path, from_records(lines))

    assert run.counts == {"new": 2_500}
    assert row_counts() == before
