"""Adding somebody, correcting what is kept, saying why a number is looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.data import Certificate, Education, Establishment, State, Title
from xingtan.apps.staffing.forms.fields import choice_field, code_field, day_field
from xingtan.apps.staffing.selectors.places import role_options
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.data import RESIDENT_ID, Sex

ROLE_FIELDS = ("role", "starts_on", "title", "subject_code", "posting_basis")


class FactsForm(forms.Form):
    """What is kept about a person who works here."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    former_name = forms.CharField(label=_("曾用名"), max_length=36, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, widget=forms.RadioSelect)
    born_on = day_field(_("出生日期"))
    document_kind = code_field(_("证件类型"), "document_kind")
    document_number = forms.CharField(label=_("证件号码"), max_length=40, required=False)
    phone = forms.CharField(label=_("手机"), max_length=30, required=False)
    email = forms.EmailField(label=_("电子邮箱"), required=False)
    ethnic_code = code_field(_("民族"), "ethnic")
    political_code = code_field(_("政治面貌"), "political")
    native_place = forms.CharField(label=_("籍贯"), max_length=60, required=False)
    work_started_on = day_field(_("参加工作"))
    joined_on = day_field(_("到本单位"))
    establishment = choice_field(_("编制"), Establishment.choices)
    title_code = choice_field(_("职称"), Title.choices)
    title_since = day_field(_("职称取得日期"))
    education_code = choice_field(_("最高学历"), Education.choices)
    major = forms.CharField(label=_("所学专业"), max_length=40, required=False)
    certificate_code = choice_field(_("教师资格"), Certificate.choices)
    certificate_subject = code_field(_("资格学科"), "subject")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        number = values.get("document_number", "")
        if number and not values.get("document_kind"):
            values["document_kind"] = RESIDENT_ID
        return values

    def facts(self) -> dict[str, Any]:
        """Columns of person and file; `document` as (kind, number) when one was typed."""
        values = {name: value for name, value in self.cleaned_data.items() if not name.startswith("document_")}
        if self.cleaned_data.get("document_number"):
            values["document"] = (self.cleaned_data["document_kind"], self.cleaned_data["document_number"])
        return values


class AddStaffForm(FactsForm):
    """A new person with their first post at one unit."""

    role = forms.ChoiceField(label=_("岗位"))
    starts_on = day_field(_("任职起"), required=True)
    title = forms.CharField(label=_("职务名称"), max_length=40, required=False, help_text=_("如“教务处主任”，可不填。"))
    subject_code = code_field(_("任教学科"), "subject")
    posting_basis = forms.CharField(label=_("依据"), max_length=120, required=False)

    def __init__(self, *args: Any, unit: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_options(unit)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name not in ROLE_FIELDS}

    def posting(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in ("role", "starts_on", "title", "subject_code")}
        return {**values, "basis": self.cleaned_data["posting_basis"]}


class EditStaffForm(FactsForm):
    """Corrections. The document number is typed anew only when it changes."""

    state = forms.ChoiceField(label=_("状态"), choices=State.choices)
    state_until = day_field(_("预计到"))
    basis = forms.CharField(
        label=_("变更依据"), max_length=120, required=False, help_text=_("如文号、调令，留在变更记录里。")
    )

    def facts(self) -> dict[str, Any]:
        values = super().facts()
        if not values.get("phone"):
            values.pop("phone", None)
        return values


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("查看事由"), max_length=80)
