"""What is asked for one row of a staff file, a form for each part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.forms.fields import choice_field, code_field, day_field
from xingtan.kernel.codes import api as codes

SCANNED = _("PDF、JPG或PNG，20兆以内。只有本人和可以查看原始证件号的人能打开。")


def text_field(label: Any, length: int = 60, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def scan_field() -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"})
    return forms.FileField(label=_("扫描件"), required=False, widget=widget, help_text=SCANNED)


def certificate_codes() -> list[Any]:
    """Kinds of teaching certificates and levels of Putonghua, in two groups."""
    kinds = [choice for choice in data.Certificate.choices if choice[0] != data.Certificate.NONE]
    return [("", _("不填")), (_("教师资格"), kinds), (_("普通话"), list(codes.options("putonghua")))]


class RowForm(forms.Form):
    """`values` are the columns of the row, `scan` the file beside it."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != data.SCAN}


class EmploymentForm(RowForm):
    establishment = choice_field(_("编制"), data.Establishment.choices, required=True)
    post_category = choice_field(_("岗位类别"), data.PostCategory.choices)
    post_level = forms.IntegerField(
        label=_("岗位等级"), min_value=1, max_value=13, required=False, help_text=_("专业技术岗位1至13级，1级最高。")
    )
    starts_on = day_field(_("起"), required=True)
    ends_on = day_field(_("止"), help_text=_("至今有效就空着；登记新的一条时，前一条自动止于前一天。"))
    contract_until = day_field(_("聘用合同止"))
    basis = text_field(_("依据"), 120, help_text=_("如聘用文号。"))


class TitleForm(RowForm):
    code = choice_field(_("职称"), data.Title.choices, required=True)
    subject_code = code_field(_("评审学科"), "subject")
    obtained_on = day_field(_("取得日期"))
    appointed_on = day_field(_("聘任日期"))
    granted_by = text_field(_("评审机构"))
    basis = text_field(_("依据"), 120, help_text=_("如资格文件文号。"))
    scan = scan_field()


class CertificateForm(RowForm):
    kind = choice_field(_("证书"), data.CertificateKind.choices, required=True)
    code = forms.ChoiceField(label=_("种类或等级"), required=False, choices=certificate_codes)
    name = text_field(_("证书名称"), help_text=_("上面没有的证书写在这里。"))
    subject_code = code_field(_("任教学科"), "subject")
    number = text_field(_("证书编号"), 40, help_text=_("加密保存，列表上只显示一部分；不改就空着。"))
    issued_by = text_field(_("发证机关"))
    issued_on = day_field(_("发证日期"))
    expires_on = day_field(_("有效期至"))
    scan = scan_field()

    def clean(self) -> dict[str, Any]:
        """A teaching certificate says which, Putonghua says how good, any other says its name."""
        values = super().clean() or {}
        kind, code = values.get("kind"), values.get("code", "")
        fitting = {
            data.CertificateKind.TEACHING: data.Certificate.values,
            data.CertificateKind.PUTONGHUA: [option[0] for option in codes.options("putonghua")],
        }.get(kind)  # type: ignore[call-overload]
        if fitting is not None and code not in fitting:
            self.add_error("code", _("请选择与证书相应的种类或等级。"))
        if kind == data.CertificateKind.OTHER and not values.get("name"):
            self.add_error("name", _("请写明证书名称。"))
        if kind is not None and fitting is None:
            values["code"] = ""
        return values


class HonourForm(RowForm):
    kind = choice_field(_("类别"), data.HonourKind.choices, required=True)
    level = choice_field(_("级别"), data.HonourLevel.choices, required=True)
    name = text_field(_("称号"), required=True)
    year = forms.IntegerField(label=_("年度"), min_value=1949, max_value=2200)
    valid_until = day_field(_("有效期至"), help_text=_("没有期限就空着。"))
    subject_code = code_field(_("学科"), "subject")
    granted_by = text_field(_("授予单位"))
    basis = text_field(_("依据"), 120)
    scan = scan_field()


class SchoolingForm(RowForm):
    level_code = choice_field(_("学历"), data.Education.choices, required=True)
    degree_code = code_field(_("学位"), "degree")
    form = choice_field(_("学习形式"), data.StudyForm.choices)
    institution = text_field(_("毕业院校"))
    major = text_field(_("所学专业"), 40)
    starts_on = day_field(_("入学"))
    graduated_on = day_field(_("毕业"))
    scan = scan_field()


class WorkForm(RowForm):
    employer = text_field(_("工作单位"), required=True)
    duty = text_field(_("职务或岗位"), 40)
    starts_on = day_field(_("起"), required=True)
    ends_on = day_field(_("止"))
    basis = text_field(_("证明人或依据"), 120)


ROW_FORMS: dict[str, type[RowForm]] = {
    "employment": EmploymentForm,
    "title": TitleForm,
    "certificate": CertificateForm,
    "honour": HonourForm,
    "schooling": SchoolingForm,
    "work": WorkForm,
}


class RegistrationForm(forms.Form):
    """The result of a periodic registration, for one or for many."""

    result = forms.ChoiceField(label=_("结论"), choices=data.RegistrationResult.choices)
    decided_on = day_field(_("注册日期"), required=True)
    basis = text_field(_("依据"), 120, help_text=_("如注册批次或文号。"))
