"""The page of a list: conditions, order, tabs and columns from the address, and back into it."""

from __future__ import annotations

import pytest

from xingtan.kernel.tables.api import respond
from xingtan.kernel.tables.tests.sample import RunTable, ask, every_run, make_actor, make_run, make_runs

pytestmark = pytest.mark.django_db


def show(path="/runs/", **options) -> str:
    response = respond(ask(path, **options), RunTable, every_run)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_shows_its_rows_with_anchors_and_where_it_lies():
    runs = make_runs(12)

    html = show()

    assert f'<tr id="runs-{runs[0].pk}" data-href="/runs/{runs[0].pk}/">' in html
    assert "符合条件12条，本页1—10" in html
    assert f"?after={runs[9].pk}&amp;no=11" in html
    assert "第011批" not in html


def test_the_next_page_goes_on_after_the_last_row():
    runs = make_runs(12)

    html = show(f"/runs/?after={runs[9].pk}&no=11")

    assert "第011批" in html and "第010批" not in html
    assert "本页11—12" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=staff", {"乙"}),
        ("code=staff&code=pupils", {"甲", "乙", "丙"}),
        ("who=子衿", {"乙"}),
        ("on_from=2024-09-03", {"丙"}),
        ("on_from=2024-09-02&on_to=2024-09-02", {"甲", "乙"}),
        ("free=1", {"甲", "乙"}),
        ("view=large", {"丙"}),
        ("q=丙", {"丙"}),
        ("q=子衿 乙", {"乙"}),
    ],
)
def test_conditions_narrow_the_rows(query, expected):
    make_run(1, act_label="甲")
    make_run(1, act_label="乙", table_code="staff", actor_name="曾子衿")
    make_run(300, act_label="丙", undo_code="x")

    html = show(f"/runs/?{query}")

    assert {name for name in "甲乙丙" if f">{name}</a>" in html} == expected


def test_a_set_condition_reads_as_a_sentence():
    make_runs(1)

    html = show("/runs/?code=pupils&code=staff&on_from=2024-09-01")

    assert "<span>列表</span>学生、教师</summary>" in html
    assert "<span>日期</span>2024-09-01起</summary>" in html


@pytest.mark.parametrize(
    "query",
    [
        "after=abc", "after=99999999999999999999999", "after=-1", "after=%00", "before=1'--", "sort=nothing", "sort=-",
        "code=unknown", "on_from=2024-13-45", "on_from=2024-02-02&on_to=2024-01-01", "free=maybe", "view=none",
        "cols=none", "q=%00", "q=" + "长" * 200, "who=%00", "no=-5", "no=999999999999999999999", "format=exe",
        "after=5&before=6&last=1", "code=%ff%fe", "after=999999",
    ],
)  # fmt: skip
def test_garbage_in_the_address_is_left_out(query):
    make_runs(3)

    html = show(f"/runs/?{query}")

    assert "第001批" in html


def test_garbage_is_said_in_a_sentence():
    make_runs(3)

    html = show("/runs/?code=unknown&after=abc&sort=x")

    assert "条件“列表”的内容不能识别，已不作为条件。" in html
    assert "页码位置不能识别，已回到第一页。" in html
    assert "不能按这一列排序" in html


def test_values_are_escaped():
    make_run(1, act_label="<script>alert(1)</script>", actor_name='"><img>')

    html = show("/runs/?q=<script>")

    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_head_sorts_both_ways_and_keeps_the_conditions():
    make_runs(3)

    html = show("/runs/?code=pupils&sort=rows")

    assert 'class="xt-num" aria-sort="ascending"><a href="/runs/?code=pupils&amp;sort=-rows"' in html
    assert html.index("第001批") < html.index("第003批")
    html = show("/runs/?sort=-rows")
    assert html.index("第003批") < html.index("第001批")


def test_columns_are_chosen_in_the_address():
    make_runs(1)

    html = show("/runs/?cols=label,table")

    assert "pupils" in html and "2024年9月2日" not in html
    assert 'name="cols" value="table" checked' in html


def test_htmx_gets_the_body_with_the_conditions_beside_it():
    make_runs(3)
    request = ask("/runs/?q=第&code=&sort=", **{"HX-Request": "true", "HX-Target": "runs-body"})

    response = respond(request, RunTable, every_run)

    html = response.content.decode()
    assert html.lstrip().startswith('<div id="runs-body">')
    assert 'id="runs-chip-code" hx-swap-oob="true"' in html
    assert "<title" not in html and "xt-fil" not in html
    assert response["HX-Push-Url"] == "/runs/?q=%E7%AC%AC"
    assert "HX-Request" in response["Vary"]


def test_going_back_in_history_gets_the_whole_page():
    make_runs(3)
    headers = {"HX-Request": "true", "HX-Target": "runs-body", "HX-History-Restore-Request": "true"}

    html = respond(ask(**headers), RunTable, every_run).content.decode()

    assert "xt-fil" in html


def test_an_empty_list_says_so_and_an_empty_result_offers_the_way_back():
    assert "还没有内容。" in show()
    assert "没有符合这些条件的内容。" in show("/runs/?q=无")
    assert "这一栏现在没有内容。" in show("/runs/?view=large")


def test_who_may_do_nothing_gets_no_ticks():
    make_runs(1)

    assert "xt-check" not in show("/runs/?cols=label", actor=make_actor(7, "other.verb")).split("<tbody>")[1]


def test_a_page_runs_a_constant_number_of_queries(django_assert_num_queries):
    make_runs(12)

    with django_assert_num_queries(3):  # rows, their number, which is the tab's too, and own views
        show()
    make_runs(30)
    with django_assert_num_queries(4):  # with conditions the tab is counted by itself
        show("/runs/?code=pupils")
