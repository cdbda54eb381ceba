"""What is asked before many people are changed at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.forms.fields import code_field, day_field
from xingtan.apps.staffing.selectors.places import role_options, units_of
from xingtan.kernel.scopes import Actor
from xingtan.people.postings import data as postings
from xingtan.people.postings.models import PostingKind


class StartPostingsForm(forms.Form):
    """One posting for everybody chosen; without a unit each at their own."""

    organisation_id = forms.TypedChoiceField(label=_("单位"), required=False, coerce=int, empty_value=None)
    role = forms.ChoiceField(label=_("岗位"), choices=role_options)
    kind = forms.ChoiceField(label=_("性质"), choices=PostingKind.choices)
    title = forms.CharField(label=_("职务名称"), max_length=40, required=False)
    subject_code = code_field(_("任教学科"), "subject")
    starts_on = day_field(_("起"), required=True)
    ends_on = day_field(_("止"), help_text=_("含当日；没有期限就空着。"))
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of(actor, postings.MANAGE)
        choices = [("", _("各自单位")), *[(unit.pk, unit.name) for unit in units]]
        self.fields["organisation_id"].choices = choices  # type: ignore[attr-defined]


class EndPostingsForm(forms.Form):
    role = forms.ChoiceField(label=_("结束的岗位"), choices=role_options)
    on = day_field(_("最后一天"), required=True)
    reason = forms.CharField(label=_("原因"), max_length=60, required=False)


class AskConfirmationForm(forms.Form):
    reason = forms.CharField(label=_("核对事由"), max_length=80, help_text=_("如“秋季学期教职工信息核对”。"))
    due_on = day_field(_("截止日期"), required=True)
