"""Starting, correcting and ending a posting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.forms.fields import code_field, day_field
from xingtan.apps.staffing.selectors.places import role_options
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import PostingKind


class PostingFields(forms.Form):
    title = forms.CharField(label=_("职务名称"), max_length=40, required=False, help_text=_("如“教务处主任”，可不填。"))
    subject_code = code_field(_("任教学科"), "subject")
    kind = forms.ChoiceField(label=_("性质"), choices=PostingKind.choices)
    starts_on = day_field(_("起"), required=True)
    ends_on = day_field(_("止"), help_text=_("含当日；没有期限就空着。"))
    is_main = forms.BooleanField(label=_("主要任职"), required=False)
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)


class StartPostingForm(PostingFields):
    """Units are those the actor manages; the role must exist at the unit."""

    organisation_id = forms.TypedChoiceField(label=_("单位"), coerce=int)
    role = forms.ChoiceField(label=_("岗位"), choices=role_options)
    field_order = (
        "organisation_id",
        "role",
        "title",
        "subject_code",
        "kind",
        "starts_on",
        "ends_on",
        "is_main",
        "basis",
    )

    def __init__(self, *args: Any, units: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        self.fields["organisation_id"].choices = [(unit.pk, unit.name) for unit in units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        unit = self.units.get(values.get("organisation_id", 0))
        if unit is not None and values.get("role") and values["role"] not in dict(role_options(unit)):
            self.add_error("role", _("这个单位没有这个岗位，请另选。"))
        return values


class CorrectPostingForm(PostingFields):
    """What was entered wrongly; unit and role stay."""


class EndPostingForm(forms.Form):
    on = day_field(_("最后一天"), required=True)
    reason = forms.CharField(label=_("原因"), max_length=60, required=False)


class FillPostForm(forms.Form):
    person_id = forms.TypedChoiceField(label=_("人选"), coerce=int)
    starts_on = day_field(_("任职起"), required=True)
    title = forms.CharField(label=_("职务名称"), max_length=40, required=False)
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [("", _("请选择")), *people]  # type: ignore[attr-defined]
