"""Forms about guardianships."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.forms.pupils import day_field
from xingtan.kernel.clock import today


class DecideForm(forms.Form):
    """Yes or no; a no says why."""

    decision = forms.ChoiceField(choices=(("confirm", _("确认")), ("refuse", _("不予确认"))))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("decision") == "refuse" and not values.get("note"):
            self.add_error("note", _("不予确认时请写明原因，申请人会看到。"))
        return values


class EndGuardianshipForm(forms.Form):
    on = day_field(_("最后一天"), initial=today)
    note = forms.CharField(label=_("依据"), max_length=200, help_text=_("如离婚判决书文号、变更监护协议。"))
