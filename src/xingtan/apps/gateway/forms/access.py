"""Input about grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.people.access.data import ROLES

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CHOOSE = ("", _("请选择"))
DIRECT_ROLES = tuple((code, role.label) for code, role in ROLES.items() if role.is_staff)
HOURS = ((1, _("1小时")), (2, _("2小时")), (4, _("4小时")), (8, _("8小时")), (24, _("24小时")), (72, _("72小时")))


class PersonByIdForm(forms.Form):
    """Who is meant: exactly one person, by e-ID, so that same names cannot be confused."""

    e_id = forms.CharField(
        label=_("电子身份证号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("请填写被授权人的电子身份证号。"), "max_length": _("电子身份证号是14位。")},
    )


class GrantForm(PersonByIdForm):
    role = forms.ChoiceField(
        label=_("角色"), choices=(CHOOSE, *DIRECT_ROLES), error_messages={"required": _("请选择角色。")}
    )
    scope = forms.ChoiceField(label=_("适用范围"), error_messages={"required": _("请选择范围。")})
    starts_on = forms.DateField(label=_("起"), widget=DAY, error_messages={"invalid": _("日期应像2025-09-01。")})
    ends_on = forms.DateField(
        label=_("止"), widget=DAY, required=False, error_messages={"invalid": _("日期应像2025-09-01。")}
    )
    reason = forms.CharField(
        label=_("理由"), max_length=120, error_messages={"required": _("请写明理由，它会记入审计。")}
    )

    def __init__(self, *args: Any, scopes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = scopes


class EndGrantForm(forms.Form):
    on = forms.DateField(label=_("最后一天"), widget=DAY, error_messages={"invalid": _("日期应像2025-09-01。")})
    reason = forms.CharField(
        label=_("理由"), max_length=120, error_messages={"required": _("请写明理由，它会记入审计。")}
    )


class StaffPowerForm(PersonByIdForm):
    permission = forms.ChoiceField(label=_("权限"), error_messages={"required": _("请选择权限。")})
    scope = forms.ChoiceField(label=_("适用范围"), error_messages={"required": _("请选择范围。")})
    hours = forms.TypedChoiceField(label=_("时长"), choices=HOURS, coerce=int)
    reason = forms.CharField(
        label=_("理由"), max_length=120, error_messages={"required": _("请写明理由，它会记入审计。")}
    )

    def __init__(self, *args: Any, scopes: Any, permissions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scope"].choices = scopes
        self.fields["permission"].choices = [CHOOSE, *permissions]
