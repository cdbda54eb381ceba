"""Input of the first-run wizard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.data import USUAL_DIVISIONS
from xingtan.apps.gateway.forms.access import DAY
from xingtan.kernel.codes import api as codes

SEXES = (("1", _("男")), ("2", _("女")))
ADMINISTRATORS = (
    ("system", _("系统管理员")),
    ("security", _("安全管理员")),
    ("audit", _("审计管理员")),
)
BAD_DAY = {"invalid": _("日期应像2025-09-01。"), "required": _("请填写日期。")}


class SetupForm(forms.Form):
    """Bureau, divisions, three administrators, school year. Built field by field because three of it are alike."""

    province = forms.ChoiceField(label=_("省级行政区"), error_messages={"required": _("请选择省级行政区。")})
    county_code = forms.RegexField(
        r"^\d{6}$",
        label=_("县（区）行政区划代码"),
        help_text=_("6位，按GB/T 2260，前两位与省级行政区一致"),
        error_messages={"invalid": _("行政区划代码是6位数字。"), "required": _("请填写行政区划代码。")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    county_name = forms.CharField(
        label=_("县（区）名称"), max_length=40, error_messages={"required": _("请填写县（区）名称。")}
    )
    bureau_name = forms.CharField(
        label=_("教育局全称"),
        max_length=80,
        help_text=_("与公章一致"),
        error_messages={"required": _("请填写教育局全称。"), "max_length": _("单位全称最长80个字。")},
    )
    divisions = forms.CharField(
        label=_("科室"),
        help_text=_("每行一个，可以增删，以后也能改"),
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
    )
    starts_in = forms.TypedChoiceField(label=_("学年"), coerce=int)
    term_starts_on = forms.DateField(label=_("本学期开学"), widget=DAY, error_messages=BAD_DAY)
    term_ends_on = forms.DateField(label=_("本学期最后一天"), widget=DAY, error_messages=BAD_DAY)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [("", "—"), *codes.options("province")]
        year = on.year if on.month >= 8 else on.year - 1
        self.fields["starts_in"].choices = [(str(at), f"{at}—{at + 1}") for at in (year, year + 1)]
        is_first = on.month >= 8 or on.month == 1
        self.is_first_term = is_first
        self.initial.setdefault("divisions", "\n".join(str(name) for name in USUAL_DIVISIONS))
        first, last = (
            (date(year, 9, 1), date(year + 1, 1, 20)) if is_first else (date(year + 1, 2, 20), date(year + 1, 7, 5))
        )
        self.initial.setdefault("term_starts_on", first)
        self.initial.setdefault("term_ends_on", last)
        for code, label in ADMINISTRATORS:
            self._add_administrator(code, label)
        if settings.SETUP_CODE:
            self.fields["setup_code"] = forms.CharField(
                label=_("首次设置码"),
                max_length=200,
                help_text=_("安装时写在SETUP_CODE里的码，防止别人抢先设置"),
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
                error_messages={"required": _("请填写首次设置码。")},
            )

    def clean_setup_code(self) -> str:
        given: str = self.cleaned_data["setup_code"]
        if not constant_time_compare(given, settings.SETUP_CODE):
            raise forms.ValidationError(_("首次设置码不对，请向安装这台服务器的人要。"))
        return given

    def _add_administrator(self, code: str, label: Any) -> None:
        required = {"required": _("请填写。")}
        self.fields[f"{code}_name"] = forms.CharField(label=label, max_length=36, error_messages=required)
        self.fields[f"{code}_sex"] = forms.ChoiceField(label=_("性别"), choices=SEXES)
        self.fields[f"{code}_phone"] = forms.CharField(
            label=_("手机号"),
            max_length=20,
            error_messages=required,
            widget=forms.TextInput(attrs={"inputmode": "tel"}),
        )

    def clean_divisions(self) -> list[str]:
        """Names, each once."""
        lines = (line.strip() for line in self.cleaned_data["divisions"].splitlines())
        names = list(dict.fromkeys(line for line in lines if line))
        too_long = next((name for name in names if len(name) > 40), None)
        if too_long or len(names) > 60:
            raise forms.ValidationError(_("科室最多60个，每个名称最长40个字。"))
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        province, county = str(cleaned.get("province", "")), cleaned.get("county_code", "")
        if province and county and province[:2] != county[:2]:
            self.add_error("county_code", _("前两位与所选省级行政区不一致。"))
        first, last = cleaned.get("term_starts_on"), cleaned.get("term_ends_on")
        if first and last and not timedelta(days=30) <= last - first <= timedelta(days=200):
            self.add_error("term_ends_on", _("一个学期应在30天到200天之间。"))
        phones = [cleaned.get(f"{code}_phone", "") for code, _label in ADMINISTRATORS]
        if all(phones) and len(set(phones)) < len(phones):
            self.add_error("audit_phone", _("三位管理员必须是三个不同的人，手机号不能相同。"))
        return cleaned

    def administrator_fields(self) -> list[list[Any]]:
        """Bound fields of each administrator, for the template."""
        return [[self[f"{code}_{part}"] for part in ("name", "sex", "phone")] for code, _label in ADMINISTRATORS]
