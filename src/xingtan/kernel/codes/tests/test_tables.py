"""Every table is complete in both languages, and agrees with the material it was taken from."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.utils import translation

from xingtan.kernel.codes import api as codes
from xingtan.kernel.codes import checks


@pytest.mark.parametrize("key", codes.table_keys())
def test_a_table_says_where_it_is_from_and_names_everything_twice(key):
    table = codes.table(key)

    assert table.standard and table.version and table.zh and table.en
    assert len(table) > 1
    for code in table.codes.values():
        assert code.zh and code.en and code.en.isascii()
        assert code.origin in {"standard", "unverified", "local"}
        assert (code.origin == "local") == code.code.startswith("X")
    assert len({code.zh for code in table.codes.values()}) == len(table) or key == "school_code_kind"


def test_what_is_not_verified_is_marked():
    unverified = {key for key in codes.table_keys() if not codes.table(key).is_verified}

    assert {"education", "degree", "marital"} <= unverified
    assert codes.table("ethnic").codes["97"].origin == "unverified"


def test_tables_are_found_by_standard_number():
    assert codes.table("GB/T 3304").key == "ethnic"
    assert codes.table("GB/T 4762").key == "political"
    with pytest.raises(codes.UnknownTable):
        codes.table("GB/T 0000")
    with pytest.raises(codes.UnknownTable):
        codes.table("../../secrets")


def test_labels_follow_the_language_of_the_reader():
    options = dict(codes.options("sex"))

    with translation.override("en"):
        assert codes.label("ethnic", "05") == "Uyghur"
        assert str(options["2"]) == "Female"
    assert codes.label("ethnic", "05", "zh-hans") == "维吾尔族"
    assert codes.label("sex", "7") == "7"


def test_codes_that_are_not_valid_on_a_day_are_not_offered():
    assert "01" in dict(codes.options("ethnic", on=date(2024, 9, 1)))
    assert "01" not in dict(codes.options("ethnic", on=date(1950, 1, 1)))


def test_young_pioneers_are_a_local_extension():
    assert codes.table("political").codes["X1"].zh == "少先队员"


def test_the_provinces_are_those_the_school_code_accepts():
    assert {code[:2] for code in codes.table("province").codes} == checks.PROVINCES
    assert set(codes.table("school_code_kind").codes) == checks.SCHOOL_CODE_KINDS
    assert len(codes.table("province")) == 34


def test_the_ethnic_groups_agree_with_the_given_list(samples):
    lines = (samples / "code-tables" / "gbt3304_ethnic_numeric.tsv").read_text(encoding="utf-8").splitlines()
    given = {row["code"]: row["name"] for row in csv.DictReader(lines, delimiter="\t")}

    ours = {code.code: code.zh for code in codes.table("ethnic").codes.values() if code.origin == "standard"}

    assert ours == given
