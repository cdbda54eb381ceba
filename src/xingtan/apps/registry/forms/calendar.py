"""Forms about terms and calendar days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.forms.pupils import day_field
from xingtan.kernel.clock import today
from xingtan.people.roster.data import DayKind

WEEKDAYS = ((1, _("星期一")), (2, _("星期二")), (3, _("星期三")), (4, _("星期四")), (5, _("星期五")))


class TermDates(forms.Form):
    starts_on = day_field(_("开学"))
    ends_on = day_field(_("放假前最后一天"))


class TermForm(TermDates):
    """A term of a school year; the year is opened with its first term."""

    starts_in = forms.IntegerField(label=_("学年起始年"), min_value=2000, max_value=2100)
    ordinal = forms.TypedChoiceField(label=_("学期"), coerce=int, choices=((1, _("第一学期")), (2, _("第二学期"))))
    field_order = ("starts_in", "ordinal", "starts_on", "ends_on")


class DayForm(forms.Form):
    """One day that differs; a day made up says which weekday's lessons it takes."""

    day = day_field(_("日期"), initial=today)
    kind = forms.ChoiceField(label=_("类别"), choices=DayKind.choices)
    name = forms.CharField(label=_("名称"), max_length=40)
    follows_weekday = forms.TypedChoiceField(
        label=_("按星期几上课"), coerce=int, empty_value=None, required=False, choices=(("", "—"), *WEEKDAYS),
        help_text=_("只有补课补班的日子要填。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == DayKind.MAKE_UP and not values.get("follows_weekday"):
            self.add_error("follows_weekday", _("补课补班要写明按星期几上课。"))
        return values
