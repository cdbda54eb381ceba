"""Forms of a placement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.data import SiblingRule
from xingtan.apps.registry.forms.pupils import BLANK, day_field
from xingtan.apps.registry.selectors import placements
from xingtan.kernel.clock import today
from xingtan.kernel.scopes import Actor

WAITING, WHOLE = "waiting", "whole"


class PlacementForm(forms.Form):
    """Which cohort, who of it, and from when."""

    cohort = forms.TypedChoiceField(label=_("哪个级"), coerce=int)
    who = forms.ChoiceField(
        label=_("哪些学生"),
        choices=((WAITING, _("还没有班级的")), (WHOLE, _("全级重新分班"))),
        initial=WAITING,
        widget=forms.RadioSelect,
    )
    on = day_field(_("从哪天起编入"), initial=today)
    basis = forms.CharField(label=_("事由"), max_length=80, initial=_("新生均衡编班"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = BLANK + placements.cohort_options(actor, actor.on)


class ChosenPlacementForm(forms.Form):
    """From when, for pupils chosen in the list."""

    on = day_field(_("从哪天起编入"), initial=today)
    basis = forms.CharField(label=_("事由"), max_length=80, initial=_("均衡编班"))


class LotsForm(forms.Form):
    """The public seed, and the wish about brothers and sisters."""

    seed = forms.CharField(
        label=_("随机种子"),
        max_length=40,
        required=False,
        help_text=_("现场抽出的数字，当众填入；不填则由系统产生并印在记录上。"),
    )
    siblings = forms.ChoiceField(label=_("多胞胎和兄弟姐妹"), choices=SiblingRule.choices, initial=SiblingRule.FREE)


class SeatsForm(forms.Form):
    """Chosen pupils and where to: a class, "" for undecided, "out" to leave them out of the placement."""

    OUT = "out"
    stay = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("请先勾选学生。")})
    to = forms.CharField(required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.getlist("stay") if hasattr(self.data, "getlist") else []
        self.fields["stay"].choices = [(value, value) for value in given if value.isdigit()]

    def clean_to(self) -> int | str | None:
        to: str = self.cleaned_data["to"]
        if to in ("", self.OUT):
            return to or None
        if not to.isdigit():
            raise forms.ValidationError(_("请选择班级。"))
        return int(to)
