"""Paging by key over duplicates and empty values, forwards and back, while rows arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtan.kernel.tables import paging
from xingtan.kernel.tables.models import BulkRun
from xingtan.kernel.tables.tests.sample import NOON, make_run, make_runs

pytestmark = pytest.mark.django_db

ORDERS = [
    (),
    ("row_count",),
    ("-row_count",),
    ("undone_count",),
    ("-undone_count",),
    ("undone_count", "-row_count"),
    ("-act_label", "undone_count"),
    ("account_id", "undone_count", "act_label"),
]
rows = st.lists(
    st.tuples(
        st.integers(0, 3), st.none() | st.integers(0, 2), st.sampled_from(["", "曾", "单"]), st.none() | st.just(1)
    ),
    max_size=25,
)
calm = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def add(row):
    count, undone, label, account = row
    undone_at = None if undone is None else NOON + timedelta(hours=1)
    return make_run(row_count=count, undone_count=undone, undone_at=undone_at, act_label=label, account_id=account)


def walk(keys, size, *, meanwhile=lambda: None):
    """Every row seen on the way down, page by page."""
    seen, after = [], None
    while True:
        page = paging.fetch(BulkRun.objects.all(), keys, size=size, after=after)
        seen += page.rows
        if not page.has_after:
            return seen
        after = page.rows[-1].pk
        meanwhile()


def walk_back(keys, size):
    seen, page = [], paging.fetch(BulkRun.objects.all(), keys, size=size, is_last=True)
    while True:
        seen = [*page.rows, *seen]
        if not page.has_before:
            return seen
        page = paging.fetch(BulkRun.objects.all(), keys, size=size, before=page.rows[0].pk)


@calm
@given(rows=rows, fields=st.sampled_from(ORDERS), size=st.integers(1, 7))
def test_down_is_the_plain_order_and_each_row_comes_once(rows, fields, size):
    BulkRun.objects.all().delete()
    for row in rows:
        add(row)
    keys = paging.sort_keys(BulkRun, fields)

    expected = list(BulkRun.objects.order_by(*(key.order_by for key in keys)))
    assert walk(keys, size) == expected


@calm
@given(rows=rows, fields=st.sampled_from(ORDERS), size=st.integers(1, 7))
def test_up_from_the_end_is_the_same_walk(rows, fields, size):
    BulkRun.objects.all().delete()
    for row in rows:
        add(row)
    keys = paging.sort_keys(BulkRun, fields)

    back = walk_back(keys, size)

    # The last step up may show rows again, because the first page is always full; nothing is ever left out.
    expected = list(BulkRun.objects.order_by(*(key.order_by for key in keys)))
    assert list(dict.fromkeys(back)) == expected


@calm
@given(rows=rows, arriving=rows, fields=st.sampled_from(ORDERS), size=st.integers(1, 4))
def test_rows_that_arrive_meanwhile_neither_repeat_nor_hide_the_others(rows, arriving, fields, size):
    BulkRun.objects.all().delete()
    present = {add(row).pk for row in rows}
    waiting = list(arriving)
    keys = paging.sort_keys(BulkRun, fields)

    seen = [row.pk for row in walk(keys, size, meanwhile=lambda: waiting and add(waiting.pop()))]

    assert len(seen) == len(set(seen))
    assert present <= set(seen)


def test_a_cursor_that_is_gone_gives_the_first_page_and_says_so():
    make_runs(5)
    gone = make_run(99)
    pk = gone.pk
    gone.delete()

    page = paging.fetch(BulkRun.objects.all(), paging.sort_keys(BulkRun, ("row_count",)), size=2, after=pk)

    assert page.is_stale
    assert [row.row_count for row in page.rows] == [1, 2]


def test_near_the_beginning_going_back_shows_a_whole_first_page():
    runs = make_runs(5)

    page = paging.fetch(BulkRun.objects.all(), paging.sort_keys(BulkRun, ()), size=3, before=runs[1].pk)

    assert list(page.rows) == runs[:3]
    assert not page.has_before


def test_deep_pages_use_the_index_and_count_nothing(django_assert_num_queries):
    runs = make_runs(30)
    keys = paging.sort_keys(BulkRun, ("account_id", "run_at"))

    with django_assert_num_queries(2) as queries:  # the place of the cursor, then its stretch
        page = paging.fetch(BulkRun.objects.all(), keys, size=5, after=runs[20].pk)

    assert [row.pk for row in page.rows] == [row.pk for row in runs[21:26]]
    assert not any("OFFSET" in query["sql"] or "COUNT" in query["sql"] for query in queries.captured_queries)
