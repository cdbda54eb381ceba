"""A definition is read strictly: what would not work is refused, and the sentence names the step."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtan.engines.workflow.definitions import compared
from xingtan.engines.workflow.errors import Unsound
from xingtan.engines.workflow.reading import read_steps
from xingtan.engines.workflow.testing import FIELDS, STEPS

HEAD = {"kind": "role", "role": "principal"}


def one(code: str = "a", **columns):
    return {"code": code, "label": f"步{code}", "who": HEAD, **columns}


def when(field, compare, value):
    return {"field": field, "compare": compare, "value": value}


def days(compare, value):
    return when("days", compare, value)


def test_what_is_kept_reads_back_the_same():
    raw = [{**step, "label": str(step["label"])} for step in STEPS]
    steps = read_steps(raw, FIELDS)

    assert read_steps([step.as_data() for step in steps], FIELDS) == steps


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        ([], "至少要有一步"),
        ("a", "一列步骤"),
        ([one(), one()], "步a"),
        ([one(label="")], "名称"),
        ([one(colour="red")], "colour"),
        ([one(who={})], "步a"),
        ([one(who={"kind": "role", "role": "emperor"})], "没有这个角色"),
        ([one(who={"kind": "role", "role": "principal", "eval": "1"})], "步a"),
        ([one(who={"kind": "people", "people": []})], "没有指定人"),
        ([one(who={"kind": "people", "people": [True]})], "没有指定人"),
        ([one(who={"kind": "title", "title": " "})], "没有写明职务"),
        ([one(days=0)], "期限"),
        ([one(days=True)], "期限"),
        ([one(mode="most")], "步a"),
        ([one(returns=["b"]), one("b")], "前面的步骤"),
        ([one(conditions=[when("salary", ">", 1)])], "salary"),
        ([one(conditions=[when("days", "in", 1)])], "不能这样比较"),
        ([one(conditions=[when("days", "<=", "__import__('os')")])], "没有写对"),
        ([one(conditions=[when("days", "<=", "NaN")])], "没有写对"),
        ([one(conditions=[when("sort", "=", "holiday")])], "没有写对"),
        ([one(conditions=[when("abroad", "=", "true")])], "没有写对"),
        ([one(), one("b", conditions=[days("<=", 1), days(">", 3)])], "步b"),
        ([one(), one("b", conditions=[when("sort", "=", "sick"), when("sort", "=", "private")])], "步b"),
        ([one(conditions=[days(">", 1)])], "步a"),
        ([one(conditions=[days(">", 1)]), one("b", conditions=[days("<", 1)])], "步b"),
        ([one(conditions=[when("sort", "=", "sick")]), one("b", conditions=[when("abroad", "=", True)])], "步b"),
    ],
)
def test_what_would_not_work_is_refused(steps, names):
    with pytest.raises(Unsound) as refusal:
        read_steps(steps, FIELDS)

    assert names in str(refusal.value)


@pytest.mark.parametrize(
    "steps",
    [
        [one(conditions=[days(">", 1)]), one("b", conditions=[days("<=", 1)])],
        [one(conditions=[when("abroad", "=", True)]), one("b", conditions=[when("abroad", "=", False)])],
        [one(conditions=[when("sort", "=", "sick")]), one("b", conditions=[when("sort", "!=", "sick")])],
        [one(conditions=[days("<=", 3)]), one("b", conditions=[days(">", 1)])],
    ],
)
def test_steps_that_leave_no_gap_are_sound(steps):
    assert len(read_steps(steps, FIELDS)) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["who", "mode", "days", "returns", "conditions", "label", "code", "may_add"]), JSON)
def test_no_json_does_more_than_be_refused(whole, key, value):
    for raw in (whole, [one(**{key: value})] if key not in ("code",) else [{**one(), "code": value}]):
        try:
            read_steps(raw, FIELDS)
        except Unsound:
            continue


BOUNDS = st.lists(st.tuples(st.sampled_from(["<", "<=", ">", ">="]), st.integers(0, 4)), max_size=2)


@given(st.lists(BOUNDS, min_size=1, max_size=4))
def test_the_gap_is_found_exactly(drawn):
    """Compared with trying every value that could matter."""
    raw = [one(f"s{at}", conditions=[days(*pair) for pair in pairs]) for at, pairs in enumerate(drawn)]
    values = [number / 2 for number in range(-2, 12)]

    def taken(pairs, value):
        return all(compared(Decimal(str(value)), how, Decimal(limit)) for how, limit in pairs)

    is_sound = all(any(taken(pairs, value) for value in values) for pairs in drawn)
    is_sound = is_sound and all(any(taken(pairs, value) for pairs in drawn) for value in values)
    try:
        read_steps(raw, FIELDS)
        found = True
    except Unsound:
        found = False
    assert found is is_sound
