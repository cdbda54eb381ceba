"""Heads find their fields wherever they stand; cells become values or sentences."""

from __future__ import annotations

import pytest

from xingtan.kernel.imports import checking, matching
from xingtan.kernel.imports.errors import ColumnsIncomplete
from xingtan.kernel.imports.tests.sample import SampleRegister

REGISTER = SampleRegister()


def values_of(heads, cells, marks=None):
    columns = matching.propose(heads, REGISTER, {})
    line = checking.line_of(2, {"c": cells, "m": marks or {}, "e": {}}, columns, REGISTER)
    return line.values, line.problems


def test_columns_may_stand_in_any_order_under_any_of_their_heads():
    ours = values_of(["姓名", "数量", "日期"], ["甲", "3", "2024-09-01"])
    swapped = values_of(["日期", "*件数（必填）", "X M"], ["2024/9/1", "３", "甲"])

    assert ours == swapped == ({"name": "甲", "count": 3, "day": "2024-09-01"}, [])


def test_a_field_is_not_chosen_twice_nor_a_required_one_left_out():
    with pytest.raises(ColumnsIncomplete, match="不止一列"):
        matching.check_columns({"0": "name", "1": "name"}, REGISTER)
    with pytest.raises(ColumnsIncomplete, match="姓名"):
        matching.check_columns({"0": "count"}, REGISTER)


@pytest.mark.parametrize(
    ("head", "text", "words"),
    [
        ("数量", "三", "不是整数"),
        ("数量", "100", "应在1到99之间"),
        ("日期", "9/1/2024", "分不清年、月、日"),
        ("日期", "45536", "日期序号"),
        ("日期", "2023-02-29", "没有“2023-02-29”这一天"),
        ("状态", "半新", "请填：新、旧"),
        ("姓名", "=1+1", "像是公式"),
        ("姓名", "#REF!", "出错标记"),
        ("姓名", "一二三四五六七八九十一", "最长10个字"),
    ],
)
def test_what_a_cell_cannot_hold_is_said_in_a_sentence(head, text, words):
    values, [(_code, sentence)] = values_of([head], [text])

    assert values == {}
    assert words in sentence


@pytest.mark.parametrize("text", ["", "-", "—", "/", "　", "\ufeff"])
def test_a_cell_with_nothing_in_it_changes_nothing(text):
    assert values_of(["姓名"], [text]) == ({}, [])


def test_formulas_and_joined_cells_are_not_taken_for_what_they_show():
    _values, problems = values_of(["姓名", "数量"], ["甲", "3"], {"0": "formula", "1": "merged"})

    assert [(code, sentence[:6]) for code, sentence in problems] == [
        ("name", "是公式，请在"),
        ("count", "与前面的单元"),
    ]
