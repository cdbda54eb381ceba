"""Sending somebody out, extending, naming keepers of equipment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.forms.fields import code_field, day_field
from xingtan.people.organisations.models import Organisation

GUEST_KINDS = [("support", _("支教")), ("exchange", _("交流轮岗"))]


class ArrangeExchangeForm(forms.Form):
    kind = forms.ChoiceField(label=_("性质"), choices=GUEST_KINDS)
    organisation_id = forms.TypedChoiceField(label=_("到哪所学校"), coerce=int)
    subject_code = code_field(_("任教学科"), "subject")
    starts_on = day_field(_("起"), required=True)
    ends_on = day_field(_("止"), required=True, help_text=_("含当日。到期后在该校的权限自动收回。"))
    basis = forms.CharField(label=_("依据"), max_length=120, required=False, help_text=_("如派出文件文号。"))

    def __init__(self, *args: Any, schools: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("请选择")), *[(school.pk, school.name) for school in schools]]
        self.fields["organisation_id"].choices = choices  # type: ignore[attr-defined]


class ExtendExchangeForm(forms.Form):
    ends_on = day_field(_("新的止日"), required=True)
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)


class KeeperForm(forms.Form):
    person_id = forms.TypedChoiceField(label=_("人选"), coerce=int)
    is_full_time = forms.TypedChoiceField(
        label=_("专职或兼职"),
        choices=[("1", _("专职电教维护员")), ("0", _("兼职（信息技术骨干教师）"))],
        coerce=lambda value: value == "1",
    )
    starts_on = day_field(_("起"), required=True)
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [("", _("请选择")), *people]  # type: ignore[attr-defined]


class EndKeeperForm(forms.Form):
    on = day_field(_("最后一天"), required=True)
