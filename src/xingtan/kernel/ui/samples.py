"""Invented facts for the gallery. Nobody here exists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    mobile = forms.CharField(
        label=gettext_lazy("手机"), required=False, help_text=gettext_lazy("用来找回密码，不会给别人看。")
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("学段"), choices=[("p", gettext_lazy("小学")), ("j", gettext_lazy("初中"))]
    )
    starts_on = forms.DateField(label=gettext_lazy("起始日"), widget=forms.DateInput(attrs={"type": "date"}))
    is_boarding = forms.BooleanField(label=gettext_lazy("住校"), required=False)
    days = forms.MultipleChoiceField(
        label=gettext_lazy("哪几天"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", gettext_lazy("周一")), ("3", gettext_lazy("周三")), ("5", gettext_lazy("周五"))],
    )
    note = forms.CharField(label=gettext_lazy("说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


def _rows() -> list[dict[str, Any]]:
    facts = (
        ("马云舒", "", "舞雩小学", _("语文教师、班主任"), "green", _("在岗")),
        ("买买提·阿不都热依木", "", "第一中学", _("数学教师"), "green", _("在岗")),
        ("单于飞", "shàn yú fēi", "缁林初级中学", _("体育教师"), "yellow", _("产假至10月31日")),
        ("陈𬭚", "chén chún", "洙泗中学", _("物理教师"), "none", _("调入待报到")),
    )
    return [dict(zip(("name", "note", "school", "post", "tone", "state"), row, strict=True)) for row in facts]


def _postings() -> list[dict[str, Any]]:
    facts = (
        ("泮水小学", _("语文教师"), date(2008, 9, 1), date(2014, 8, 24), "rest"),
        ("石门教学点", _("支教"), date(2012, 8, 28), date(2013, 7, 10), "5"),
        ("舞雩小学", _("语文教师"), date(2014, 8, 25), None, "1"),
        ("舞雩小学", _("班主任"), date(2018, 8, 27), None, "1"),
        ("区名师工作室", _("核心成员"), date(2022, 9, 10), None, "3"),
    )
    return [dict(zip(("label", "text", "starts_on", "ends_on", "tone"), row, strict=True)) for row in facts]


def _charts() -> dict[str, Any]:
    years = ["2019", "2020", "2021", "2022", "2023", "2024", "2025"]
    return {
        "line": {
            "kind": "line",
            "categories": years,
            "min": 0.3,
            "max": 0.7,
            "limit": {"value": 0.5, "label": _("标准线0.50")},
            "series": [
                {"name": _("小学"), "values": [0.64, 0.61, 0.57, 0.53, 0.49, 0.45, 0.41]},
                {"name": _("初中"), "values": [0.62, 0.60, 0.58, 0.54, 0.52, 0.49, 0.46]},
            ],
        },
        "bar": {
            "kind": "bar",
            "unit": "%",
            "max": 100,
            "limit": {"value": 72.6, "label": _("序时72.6")},
            "categories": [_("设备采购"), _("校舍维修"), _("教师培训"), _("营养改善"), _("公用经费")],
            "series": [{"name": _("执行率"), "values": [38.2, 51.4, 66.0, 70.1, 71.8]}],
        },
        "column": {
            "kind": "column",
            "unit": _("条"),
            "categories": ["8/4", "8/11", "8/18", "8/25", "9/1", "9/8"],
            "series": [
                {"name": _("新增"), "values": [6, 9, 12, 14, 8, 5]},
                {"name": _("销号"), "values": [4, 6, 8, 10, 13, 11]},
            ],
        },
        "dots": {
            "kind": "dots",
            "unit": "%",
            "min": 60,
            "max": 100,
            "limit": {"value": 80, "label": _("目标80")},
            "series": [
                {"name": _("幼儿园"), "values": [88.3, 83.1, 89.0, 85.9, 89.9, 98]},
                {"name": _("初中"), "values": [84.6, 85.8, 87.1, 74.5, 90.4, 80.6]},
                {"name": _("小学"), "values": [81.9, 89.9, 93.0, 85.4, 71.2, 95.7, 99, 76.8, 78.4]},
            ],
        },
    }


def everything(query: QueryDict) -> dict[str, Any]:
    """Context of the gallery page."""
    today = timezone.localdate()
    now = timezone.now()
    wrong = SampleForm(data={"name": "", "mobile": "138", "stage": "x", "starts_on": "2025-13-01"})
    wrong.is_valid()
    return {
        "themes": ("light", "dark"),
        "rows": _rows(),
        "form": SampleForm(initial={"name": "沈若兰"}),
        "wrong_form": wrong,
        "tabs": [
            {"label": _("教职工"), "url": "?", "is_current": True, "count": 3126},
            {"label": _("学生"), "url": "?", "is_current": False, "count": 25290},
            {"label": _("监护人"), "url": "?", "is_current": False, "count": None},
        ],
        "step_labels": [_("上传"), _("对应列"), _("核对差异"), _("导入"), _("对账")],
        "total": {"label": _("文件行数"), "value": 1284},
        "parts": [
            {"label": _("不变"), "value": 963, "tone": "rest"},
            {"label": _("变更"), "value": 212, "tone": "1"},
            {"label": _("新增"), "value": 96, "tone": "3"},
            {"label": _("有误"), "value": 13, "tone": "red"},
        ],
        "postings": _postings(),
        "route_boxes": [
            {"label": _("发起"), "lines": [_("沈若兰 已办")], "state": "done"},
            {"label": _("年级组长"), "lines": [_("仅当天数≤1天")], "state": "skipped", "is_optional": True},
            {"label": _("分管副校长"), "lines": [_("单于飞 待办"), _("2个工作日内")], "state": "now"},
            {"label": _("校长"), "lines": [_("仅当天数＞3天")], "state": "", "is_optional": True},
        ],
        "today": today,
        "yesterday": now - timedelta(days=1),
        "now": now,
        "dates": {
            "late": today - timedelta(days=2),
            "soon": today + timedelta(days=2),
            "later": today + timedelta(days=20),
            "years_ago": today - timedelta(days=900),
        },
        "charts": _charts(),
        "figure_detail": [_("转入21"), _("转出14"), _("休学2")],
        "words": {
            "rate": _("执行率，单位：百分比"),
            "active": _("38所空间月活率过线，5所没到"),
            "dots": _("每点一所学校，单位：百分比"),
        },
        "signs": ["文", "督", "人", "籍", "卷", "资"],
        "is_shell": query.get("shell") == "1",
    }
