"""Files and paper: all rows that meet the conditions, nothing a spreadsheet would run, and a line in the journal."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from xingtan.kernel.tables import errors, exports
from xingtan.kernel.tables.api import respond
from xingtan.kernel.tables.tests.sample import RunTable, ask, every_run, make_run, make_runs

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


def download(path):
    response = respond(ask(path), RunTable, every_run)
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:  # response.close() would end the test's database connection too
        close()
    return response, content


def csv_rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.django_db
def test_a_csv_holds_every_row_in_the_order_on_screen(journal):
    make_runs(25)

    response, content = download("/runs/?format=csv&sort=-rows")

    rows = csv_rows(content)
    assert rows[0] == ["名称", "行数（行）", "日期", "撤销行数"]
    assert [row[0] for row in rows[1:]] == [f"第{number:03}批" for number in range(25, 0, -1)]
    assert rows[1][1:] == ["25", "2024年9月26日", ""]
    assert "filename*=UTF-8''%E6%93%8D%E4%BD%9C" in response["Content-Disposition"]
    assert journal == [
        ("tables.exported", {"table": "runs", "format": "csv", "rows": 25, "conditions": "/runs/?sort=-rows"})
    ]


@pytest.mark.django_db
def test_a_csv_keeps_the_readers_language_while_it_is_sent():
    make_runs(1)

    with translation.override("en"):
        response = respond(ask("/runs/?format=csv"), RunTable, every_run)

    assert "2 Sep 2024" in b"".join(response.streaming_content).decode()


@pytest.mark.django_db
def test_an_xlsx_keeps_numbers_and_days():
    make_run(3, undone_count=None)

    _response, content = download("/runs/?format=xlsx&code=pupils")

    rows = sheet(content)
    assert rows[0][0] == "名称"
    assert rows[1][0] == "第003批" and rows[1][1] == 3
    assert str(rows[1][2]) == "2024-09-04"


@pytest.mark.django_db
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text):
    make_run(1, act_label=text)

    _response, content = download("/runs/?format=csv")
    _response, workbook = download("/runs/?format=xlsx")

    assert csv_rows(content)[1][0] == f"'{text}"
    assert sheet(workbook)[1][0] == text.replace("\r", "\n") or sheet(workbook)[1][0] == text
    assert b"<f>" not in workbook


@given(st.text())
def test_defused_text_never_begins_like_a_formula(text):
    assert not exports.defused(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.django_db
def test_only_the_conditions_rows_are_exported():
    make_runs(3)
    make_run(9, table_code="staff")

    _response, content = download("/runs/?format=csv&code=staff")

    assert [row[0] for row in csv_rows(content)[1:]] == ["第009批"]


@pytest.mark.django_db
def test_too_many_rows_are_refused_with_a_sentence(monkeypatch):
    make_runs(3)
    monkeypatch.setattr(RunTable, "max_export_rows", 2)

    with pytest.raises(errors.TooManyRows, match="一共3条，一次最多2条"):
        download("/runs/?format=xlsx")


@pytest.mark.django_db
def test_a_list_that_may_not_leave_shows_its_page_instead(monkeypatch):
    make_runs(1)
    monkeypatch.setattr(RunTable, "is_exportable", False)

    response = respond(ask("/runs/?format=csv"), RunTable, every_run)

    assert response["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_paper_names_the_unit_the_day_the_conditions_and_who_signs(journal):
    make_runs(2)

    response = respond(
        ask("/runs/?format=print&code=pupils"),
        RunTable,
        every_run,
        context={"organisation_name": "舞雩小学"},
    )

    html = response.content.decode()
    for words in (
        "舞雩小学",
        "操作记录",
        "列表 学生",
        "单位：条，共2条",
        "截至",
        "填报人：",
        "审核人：",
        "负责人：",
        "第002批",
    ):
        assert words in html
    assert journal[0][0] == "tables.printed"


@pytest.mark.django_db
def test_a_large_export_is_sent_piece_by_piece():
    make_runs(450)

    response = respond(ask("/runs/?format=csv"), RunTable, every_run)

    assert len(list(response.streaming_content)) == 3
