"""Input about a phone: its number, the code it got, and whose it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.forms.sign_in import OWN_SEX, RelationForm


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("请填写手机号。"), "max_length": _("手机号是11位数字。")},
    )


class CodeForm(forms.Form):
    """Whatever surrounds the six digits is taken away by the service, so that a pasted message line works too."""

    code = forms.CharField(
        label=_("短信验证码"),
        max_length=30,
        help_text=_("短信里的6位数字"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("请填写短信里的验证码。"), "max_length": _("验证码是6位数字。")},
    )


class OwnNameForm(forms.Form):
    name = forms.CharField(
        label=_("您的姓名"),
        max_length=36,
        help_text=_("写在学校登记的全名"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请填写您的姓名。"), "max_length": _("姓名最长36个字。")},
    )


class ProvedGuardianForm(RelationForm):
    """Own facts of a guardian whose phone is proved: no password is needed to go on."""

    name = forms.CharField(
        label=_("您的姓名"),
        max_length=36,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请填写您的姓名。"), "max_length": _("姓名最长36个字。")},
    )
    sex = forms.ChoiceField(
        label=_("您的性别"),
        choices=(("", _("请选择")), ("1", _("男")), ("2", _("女"))),
        required=False,
        help_text=_("关系为兄弟姐妹或其他监护人时填写"),
    )
    is_another = forms.BooleanField(label=_("我是另一位家人，和家里人共用这个手机号"), required=False)
    field_order = ("name", "relation", "sex", "is_another")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        known = OWN_SEX.get(cleaned.get("relation", ""))
        cleaned["sex"] = known or cleaned.get("sex", "")
        if cleaned.get("relation") and not cleaned["sex"]:
            self.add_error("sex", _("请选择您的性别。"))
        return cleaned


class AmendForm(RelationForm):
    """What a guardian may correct in an own request."""

    name = forms.CharField(
        label=_("您的姓名"),
        max_length=36,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请填写您的姓名。"), "max_length": _("姓名最长36个字。")},
    )
    note = forms.CharField(
        label=_("给班主任的话"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("最长200个字。")},
    )
    field_order = ("name", "relation", "note")

    def __init__(self, *args: Any, may_rename: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_rename:
            del self.fields["name"]
