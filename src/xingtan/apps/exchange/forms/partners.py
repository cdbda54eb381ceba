"""What is written about a partner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange.data import NUMBERS, RELEASABLE


class PartnerForm(forms.Form):
    name = forms.CharField(label=_("系统名称"), max_length=60, help_text=_("例如：区教务管理系统"))
    vendor = forms.CharField(label=_("建设单位"), max_length=80, required=False)
    contact = forms.CharField(label=_("联系人"), max_length=60, required=False)
    writes_register = forms.BooleanField(
        label=_("采用时登记到本区名册"),
        required=False,
        help_text=_("不勾选时只保存对方的记录，并按标识码与本区的学校、人员对应，不改本区名册。"),
    )
    alarm_percent = forms.IntegerField(
        label=_("减少警戒线（%）"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=_("一批数据会让某类记录减少超过这个比例时，要另行确认才能采用。"),
    )
    released = forms.MultipleChoiceField(
        label=_("可交付的个人信息"),
        choices=tuple(RELEASABLE.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("姓名是格式规定必有的；没有勾选的一律不出本平台。"),
    )
    is_cleared_for_numbers = forms.BooleanField(
        label=_("允许交付手机和学籍号"), required=False, help_text=_("须有书面依据。证件号码任何时候都不交付。")
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if set(cleaned.get("released") or ()) & set(NUMBERS) and not cleaned.get("is_cleared_for_numbers"):
            self.add_error("released", _("手机和学籍号属于号码，勾选前请先允许交付号码。"))
        return cleaned


class AddPartnerForm(PartnerForm):
    organisation_id = forms.TypedChoiceField(label=_("所属单位"), coerce=int)
    field_order = ("organisation_id",)

    def __init__(self, *args: Any, places: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation_id"]
        field.choices = places
        if len(places) == 1:
            field.initial = places[0][0]
