"""A list in English holds no Chinese but what the rows and the table itself say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.utils import translation

from xingtan.kernel.tables import errors
from xingtan.kernel.tables.api import Column, DateFilter, FlagFilter, Table, TextFilter, respond
from xingtan.kernel.tables.tests.sample import RunTable, ask, every_run, make_runs

HAN = re.compile("[\u4e00-\u9fff，。：（）、]")
FRAME = re.compile(r'<div id="plain" data-table>.*', re.DOTALL)


class PlainTable(Table):
    code, title, unit = "plain", "Acts", "acts"
    columns = (
        Column("label", "Name", value="act_code", sort="act_code"),
        Column("rows", "Rows", value="row_count", unit="n"),
        Column("day", "Day", value="run_at"),
    )
    filters = (
        TextFilter("who", "By", field="actor_name"),
        DateFilter("on", "Day", field="run_at__date"),
        FlagFilter("free", "Free", condition=lambda rows, _value: rows),
    )
    bulk = tuple(replace(act, label="Rename") for act in RunTable.bulk)
    search_fields = ("act_code",)
    page_size = 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "?who=x&on_from=2024-01-01&free=1", "?after=abc&who=%00&sort=x&view=y&cols=z", "?q=none"]
)
def test_the_list_speaks_english(query):
    make_runs(5)

    with translation.override("en"):
        html = respond(ask(f"/plain/{query}"), PlainTable, every_run).content.decode()

    assert HAN.findall(FRAME.search(html).group(0).partition("</main>")[0]) == []


def test_refusals_speak_english():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and kind.__module__ == errors.__name__]
    values = dict.fromkeys(("act", "before", "now", "chosen", "refused", "count", "limit", "hours", "name"), "x")

    with translation.override("en"):
        assert [str(kind(**values)) for kind in kinds if HAN.search(str(kind(**values)))] == []
    assert len(kinds) == 14
