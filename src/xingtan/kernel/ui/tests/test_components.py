"""Each component says its state in words, and lets nothing through unescaped."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from xingtan.kernel.ui.components import charts, controls, facts, markup, routes, signals, values

EVIL = '<img src=x onerror="alert(1)">'


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (3126, "3126"),
        (25290, "25,290"),
        (96.4, "96.4"),
        (12846.0, "12,846.0"),
        (None, "—"),
        (-12000, "-12,000"),
    ],
)
def test_numbers_take_commas_from_five_digits_and_unknown_is_a_dash(value, words):
    assert values.number(value) == words


@pytest.mark.parametrize(
    "html",
    [
        controls.button(EVIL, kind="solid", title=EVIL, reason=EVIL),
        controls.link_button(EVIL, url=EVIL),
        controls.confirm_button(EVIL, url=EVIL, question=EVIL, body=EVIL, verb=EVIL, keep=EVIL, fields={"a": EVIL}),
        controls.tabs([{"label": EVIL, "url": EVIL, "count": 1}], label=EVIL),
        controls.crumbs(EVIL, EVIL, EVIL),
        signals.lamp(EVIL),
        signals.badge(EVIL),
        signals.figure(EVIL, EVIL, unit=EVIL, detail=[EVIL], url=EVIL),
        signals.empty(EVIL, why=EVIL, action=EVIL, url=EVIL),
        signals.progress(1, 2, verb=EVIL, unit=EVIL, url=EVIL),
        signals.toast(EVIL, undo_url=EVIL, detail=EVIL),
        signals.ring(5, label=EVIL),
        facts.masked(EVIL, reveal_url=EVIL, what=EVIL),
        facts.change(EVIL, EVIL),
        facts.steps([EVIL], current=1),
        routes.route([{"label": EVIL, "lines": [EVIL], "state": "now"}], label=EVIL),
        facts.equation({"label": EVIL, "value": 1}, [{"label": EVIL, "value": 1}]),
        facts.gantt(
            [{"label": EVIL, "text": EVIL, "starts_on": date(2024, 1, 1), "ends_on": None}], today=date(2025, 1, 1)
        ),
        markup.sign(EVIL),
        markup.avatar(EVIL),
        charts.chart(
            id="a", title=EVIL, data={"kind": "bar", "categories": [EVIL], "series": [{"name": EVIL, "values": [1]}]}
        ),
    ],
)
def test_nothing_goes_through_unescaped(html):
    assert "<img" not in html
    assert "</script><" not in html.replace('</script><div class="xt-chart-foot"', "")


def test_a_closed_button_says_why_beside_it():
    html = controls.button("导入308行", reason="还有13行有误")

    assert " disabled" in html
    assert "还有13行有误</span>" in html


def test_the_same_button_is_the_same_bytes():
    assert controls.button("导入", reason="有误") == controls.button("导入", reason="有误")


@pytest.mark.parametrize(
    ("due_on", "tone", "words"),
    [
        (date(2025, 9, 21), "red", "超期2天"),
        (date(2025, 9, 23), "red", "今天到期"),
        (date(2025, 9, 25), "yellow", "剩2天"),
    ],
)
def test_a_deadline_is_a_lamp_with_words(due_on, tone, words):
    assert values.due(due_on, today=date(2025, 9, 23)) == (tone, words)


def test_unknown_lamps_and_charts_are_refused():
    with pytest.raises(ValueError, match="purple"):
        signals.lamp("x", tone="purple")
    with pytest.raises(ValueError, match="pie"):
        charts.chart(id="a", title="x", data={"kind": "pie", "series": []})


def test_a_form_counts_its_errors_at_top_and_ties_them_to_the_fields():
    class Form(forms.Form):
        name = forms.CharField(label="姓名", help_text="和户口簿一致")
        note = forms.CharField(label="说明", required=False)

    html = Template("{% load ui %}{% ui_errors form %}{% ui_fields form %}").render(Context({"form": Form(data={})}))

    assert "有1处要改" in html
    assert 'href="#id_name"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_help id_name_error"' in html
    assert "可不填" in html


def test_a_chart_carries_its_table():
    data = {"kind": "line", "categories": ["2024", "2025"], "series": [{"name": "小学", "values": [0.45, None]}]}

    html = charts.chart(id="gap", title="差距缩小", data=data)

    assert "看明细" in html
    assert '<th scope="row">2025</th><td class="xt-num">—</td>' in html


def test_signs_are_two_letters_in_english():
    with override("en"):
        assert markup.sign_text("籍", "Enrolment") == "En"
    assert markup.sign_text("籍", "学籍") == "籍"


def test_the_numbers_of_a_chart_open_to_their_rows_where_it_says_so():
    data = {
        "kind": "column",
        "categories": ["一年级", "二年级"],
        "links": ["/pupils/?grade=1", ""],
        "series": [{"name": "男生", "values": [3, 4], "url": "/pupils/?sex=1"}],
    }

    table = charts.chart(id="grades", title="在籍7人", data=data).split("xt-chart-rows")[1]

    assert '<a class="xt-link" href="/pupils/?grade=1">一年级</a>' in table
    assert '<th scope="row">二年级</th>' in table
    assert '<a class="xt-link" href="/pupils/?sex=1">男生</a>' in table
