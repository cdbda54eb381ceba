"""Workbooks of ours: the empty template with notes and drop-downs, and the refused lines with their reasons."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from xingtan.kernel.imports import mending
from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.models import ImportRun
from xingtan.kernel.imports.register import Register
from xingtan.kernel.imports.resending import LINE_HEAD

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LIST_LENGTH = 255  # characters that a drop-down may hold in place
FILLED_ROWS = 5_000
REASON_HEAD = "需要改正"  # in the language of the file, whatever the reader's


def template(register: Register) -> bytes:
    """An empty workbook for this register: heads with notes, text columns for numbers, drop-downs, one example."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(str(register.label)[:31])
        _write_heads(book, sheet, register)
        _write_help(book, register)
    return target.getvalue()


def _write_heads(book: Any, sheet: Any, register: Register) -> None:
    required = book.add_format({"bold": True, "bg_color": "#FCEFD9", "border": 1, "text_wrap": True})
    plain = book.add_format({"bold": True, "bg_color": "#F2F1EE", "border": 1, "text_wrap": True})
    as_text = book.add_format({"num_format": "@"})
    for index, field in enumerate(register.fields):
        head = f"*{field.label}" if field.is_required else str(field.label)
        sheet.write_string(0, index, head, required if field.is_required else plain)
        sheet.set_column(index, index, max(10, min(2 * len(head) + 4, 24)), as_text)
        note = str(field.note) or (str(_("必填")) if field.is_required else "")
        if note:
            sheet.write_comment(0, index, note)
        if field.choices and len(",".join(field.choices)) <= LIST_LENGTH:
            sheet.data_validation(1, index, FILLED_ROWS, index, _drop_down(field))
        elif field.is_exact:
            sheet.data_validation(1, index, FILLED_ROWS, index, _text_only(field))
    sheet.freeze_panes(1, 0)


def _drop_down(field: Any) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(field.choices),
        "error_title": str(field.label)[:32],
        "error_message": str(_("请从下拉列表中选。")),
    }


def _text_only(field: Any) -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "between",
        "minimum": 4,
        "maximum": 24,
        "error_title": str(field.label)[:32],
        "error_message": str(_("应为4至24个字符，并以文本填写。")),
    }


def _write_help(book: Any, register: Register) -> None:
    sheet = book.add_worksheet(str(_("填写说明")))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 2, 28)
    bold = book.add_format({"bold": True})
    for index, head in enumerate((_("列"), _("怎么填"), _("例"))):
        sheet.write_string(0, index, str(head), bold)
    for line, field in enumerate(register.fields, start=1):
        words = [str(_("必填"))] if field.is_required else []
        words += [str(field.note)] if field.note else []
        words += ["、".join(field.choices)] if field.choices else []
        sheet.write_string(line, 0, str(field.label))
        sheet.write_string(line, 1, "；".join(words))
        sheet.write_string(line, 2, field.example)
    sheet.write_string(len(register.fields) + 2, 0, str(register.key_note))


def refused(run: ImportRun) -> bytes:
    """The refused lines as they came, with the number of each and what is wrong, to be mended and sent again."""
    register: Register = run.register
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(str(_("有误的行"))[:31])
        bold = book.add_format({"bold": True, "text_wrap": True})
        red = book.add_format({"bg_color": "#FBE3E0", "num_format": "@"})
        as_text = book.add_format({"num_format": "@"})
        for index, head in enumerate((LINE_HEAD, REASON_HEAD, *run.heads)):
            sheet.write_string(0, index, head, bold)
        sheet.set_column(1, 1, 50)
        sheet.freeze_panes(1, 2)
        place_of = {code: int(index) for index, code in run.columns.items()}
        rows = run.rows.filter(verdict=Verdict.REFUSED, is_left_out=False).order_by("line")
        for line, row in enumerate(rows.iterator(chunk_size=1_000), start=1):
            wrong = {place_of[code] for code, _sentence in row.problems if code in place_of}
            sheet.write_number(line, 0, row.line)
            sheet.write_string(line, 1, "；".join(mending.problem_words(register, row.problems)))
            for index, text in enumerate(mending.texts_of(row, run)):
                sheet.write_string(line, index + 2, text, red if index in wrong else as_text)
    return target.getvalue()
