"""Input about agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 60_000
TOO_LONG = {"max_length": _("正文太长，最多6万字。")}


def _text(label: Any, language: str, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 16, "lang": language})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, **options)


class AgreementForm(forms.Form):
    version = forms.RegexField(
        r"^[0-9A-Za-z][0-9A-Za-z.\-]*$",
        label=_("版本号"),
        max_length=20,
        help_text=_("如2026-11。发布后不能再改。"),
        error_messages={
            "required": _("请填写版本号。"),
            "invalid": _("版本号用数字、字母、点和短横，如2026-11。"),
            "max_length": _("版本号最多20个字符。"),
        },
    )
    text_zh = _text(
        _("中文正文"),
        "zh-CN",
        help_text=_("一段一行；“## ”开头的是小标题，“- ”开头的是要点。"),
        error_messages={"required": _("请填写中文正文。"), **TOO_LONG},
    )
    text_en = _text(
        _("英文正文"),
        "en",
        required=False,
        help_text=_("留空时，用英文界面的人看到中文。"),
        error_messages=TOO_LONG,
    )
