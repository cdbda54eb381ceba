"""Our own workbook of a register: filled by hand it comes in without a question."""

from __future__ import annotations

import io
import zipfile

import python_calamine as calamine

from xingtan.kernel.imports import matching, workbooks
from xingtan.kernel.imports.tests.sample import SampleRegister

REGISTER = SampleRegister()


def test_the_heads_are_understood_without_the_page_of_columns():
    book = calamine.load_workbook(io.BytesIO(workbooks.template(REGISTER)))
    heads = [str(cell) for cell in book.get_sheet_by_index(0).to_python()[0]]

    columns = matching.propose(heads, REGISTER, {})

    assert list(columns.values()) == [field.code for field in REGISTER.fields]
    assert matching.is_certain(heads, columns, REGISTER, {})


def test_it_carries_notes_drop_downs_and_text_columns_and_no_lines():
    content = workbooks.template(REGISTER)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        notes = archive.read("xl/comments1.xml").decode()

    assert sheet.count("<dataValidation ") == 2
    assert '"新,旧"' in sheet
    assert "全名。" in notes
    assert len(calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()) == 1
