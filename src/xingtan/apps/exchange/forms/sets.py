"""Uploading a set, mending and linking a row, applying, asking for a delivery."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.data import DeliveryMode


class UploadForm(forms.Form):
    upload = forms.FileField(
        label=_("压缩文件"),
        max_length=None,
        help_text=_("OneRoster 1.2的zip文件，里面是users.csv、orgs.csv等。文件在采用后不再保存。"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={
            "required": _("请先选择一个zip文件。"),
            "empty": _("这个文件是空的，请重新选择。"),
            "missing": _("文件没有传上来，请重新选择。"),
            "invalid": _("文件没有传上来，请重新选择。"),
        },
    )


class MendForm(forms.Form):
    column = forms.ChoiceField(label=_("列"))
    value = forms.CharField(label=_("改为"), max_length=4000, required=False, strip=False)

    def __init__(self, *args: Any, columns: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["column"]
        field.choices = [(name, name) for name in columns]


class LinkForm(forms.Form):
    chosen = forms.CharField(
        label=_("对应到"),
        max_length=40,
        help_text=_("人员填电子身份证号，学校填标识码，班级填本平台班级页网址里的编号。"),
    )


class ApplyForm(forms.Form):
    accepts_losses = forms.BooleanField(label=_("确认减少"), required=False)


class DeliveryForm(forms.Form):
    organisation_id = forms.TypedChoiceField(label=_("交付范围"), coerce=int)
    mode = forms.ChoiceField(label=_("方式"), choices=DeliveryMode.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation_id"]
        field.choices = places
