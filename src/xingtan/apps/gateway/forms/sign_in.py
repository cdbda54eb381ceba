"""Input of people who are not signed in yet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.people.roster.data import Relation

OWN_SEX = {Relation.FATHER: "1", Relation.GRANDFATHER: "1", Relation.MOTHER: "2", Relation.GRANDMOTHER: "2"}
CODE_ATTRS = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("电子身份证号、手机号或用户名"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("请填写账号。"), "max_length": _("账号最长60个字。")},
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}, render_value=True),
        error_messages={"required": _("请填写密码。"), "max_length": _("密码最长200个字。")},
    )


class NewPasswordForm(forms.Form):
    """A new password, twice. The rules themselves are checked by the service."""

    new_password = forms.CharField(
        label=_("新密码"),
        max_length=200,
        strip=False,
        help_text=_("至少8位；大写字母、小写字母、数字、符号中至少三种；不含账号和生日。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("请设置新密码。")},
    )
    repeated = forms.CharField(
        label=_("再输一次"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("请再输一次新密码。")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("new_password"), cleaned.get("repeated")
        if first and second and first != second:
            self.add_error("repeated", _("两次输入的密码不一样。"))
        return cleaned


class ActivateForm(NewPasswordForm):
    name = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("激活条上的电子身份证号或用户名"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("请填写激活条上的账号。")},
    )
    code = forms.CharField(
        label=_("激活码"),
        max_length=20,
        help_text=_("激活条上的10位码，30天内有效"),
        widget=forms.TextInput(attrs=CODE_ATTRS),
        error_messages={"required": _("请填写激活码。")},
    )
    field_order = ("name", "code", "new_password", "repeated")


class ChangePasswordForm(NewPasswordForm):
    old_password = forms.CharField(
        label=_("现在的密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请填写现在的密码。")},
    )
    field_order = ("old_password", "new_password", "repeated")


class ClassCodeForm(forms.Form):
    code = forms.CharField(
        label=_("班级码"),
        max_length=12,
        help_text=_("班主任发给家长的码，字母不分大小写"),
        widget=forms.TextInput(attrs=CODE_ATTRS),
        error_messages={"required": _("请填写班级码。")},
    )


class PupilCheckForm(forms.Form):
    pupil_name = forms.CharField(
        label=_("孩子的姓名"),
        max_length=36,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填写孩子的姓名。"), "max_length": _("姓名最长36个字。")},
    )
    proof = forms.CharField(
        label=_("孩子的号码"),
        max_length=8,
        help_text=_("电子身份证号的后四位，或班内学号"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("请填写号码。"), "max_length": _("号码最长8位。")},
    )


class RelationForm(forms.Form):
    relation = forms.ChoiceField(
        label=_("您是孩子的"),
        choices=[("", _("请选择")), *Relation.choices],
        error_messages={"required": _("请选择与孩子的关系。")},
    )


class GuardianForm(NewPasswordForm, RelationForm):
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
    phone = forms.CharField(
        label=_("您的手机号"),
        max_length=20,
        help_text=_("以后用它登录"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("请填写您的手机号。")},
    )
    field_order = ("name", "relation", "sex", "phone", "new_password", "repeated")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known = OWN_SEX.get(cleaned.get("relation", ""))
        cleaned["sex"] = known or cleaned.get("sex", "")
        if cleaned.get("relation") and not cleaned["sex"]:
            self.add_error("sex", _("请选择您的性别。"))
        return cleaned


class ForgottenForm(forms.Form):
    person_name = forms.CharField(
        label=_("姓名"),
        max_length=36,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请填写姓名。"), "max_length": _("姓名最长36个字。")},
    )
    username = forms.CharField(
        label=_("账号"),
        max_length=60,
        help_text=_("电子身份证号、手机号或用户名"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("请填写账号。")},
    )


class PhoneCodeForm(NewPasswordForm):
    username = forms.CharField(widget=forms.HiddenInput, max_length=60)
    code = forms.CharField(
        label=_("短信验证码"),
        max_length=6,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("请填写短信验证码。"), "max_length": _("验证码是6位数字。")},
    )
    field_order = ("username", "code", "new_password", "repeated")
