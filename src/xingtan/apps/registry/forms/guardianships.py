"""Forms about guardianships."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.data import CustodyAct, CustodyReason
from xingtan.apps.registry.forms.pupils import day_field
from xingtan.kernel.clock import today


class DecideForm(forms.Form):
    """Yes or no; a no says why."""

    decision = forms.ChoiceField(
        choices=(("confirm", _("确认")), ("return", _("请家长补正")), ("refuse", _("不予确认")))
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("decision") == "refuse" and not values.get("note"):
            self.add_error("note", _("不予确认时请写明原因，申请人会看到。"))
        if values.get("decision") == "return" and not values.get("note"):
            self.add_error("note", _("请写明要补正什么，申请人会看到。"))
        return values


class EndGuardianshipForm(forms.Form):
    on = day_field(_("最后一天"), initial=today)
    note = forms.CharField(label=_("依据"), max_length=200, help_text=_("如离婚判决书文号、变更监护协议。"))


class CustodyForm(forms.Form):
    """What a decision about custody does, from when, and what it rests on."""

    act = forms.ChoiceField(
        label=_("怎样变更"),
        choices=CustodyAct.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择怎样变更。")},
    )
    on = day_field(_("从哪天起"), initial=today)
    note = forms.CharField(
        label=_("依据"),
        max_length=200,
        help_text=_("如判决书文号、离婚协议日期、死亡证明编号。原件请当面核对。"),
        error_messages={"required": _("请写明依据。"), "max_length": _("最长200个字。")},
    )

    def __init__(self, *args: Any, is_lost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = () if is_lost else (CustodyAct.RESTORE,)
        self.fields["act"].choices = [choice for choice in CustodyAct.choices if choice[0] not in left_out]


class AnswerCustodyForm(CustodyForm):
    """The same for a guardian's request, which may also be refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [*self.fields["act"].choices, ("refuse", _("不办理，在依据里写明原因"))]


class AskCustodyForm(forms.Form):
    """A guardian tells the school what has changed."""

    guardianship = forms.ChoiceField(
        label=_("关于哪一位监护人"), widget=forms.RadioSelect, error_messages={"required": _("请选择一位监护人。")}
    )
    reason = forms.ChoiceField(
        label=_("事由"),
        choices=[("", _("请选择")), *CustodyReason.choices],
        error_messages={"required": _("请选择事由。")},
    )
    on = day_field(_("从哪天起"), initial=today)
    statement = forms.CharField(
        label=_("说明"),
        max_length=300,
        help_text=_("写明发生了什么、有什么文书。学校会请您带原件当面核对。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明情况。"), "max_length": _("最长300个字。")},
    )

    def __init__(self, *args: Any, guardians: list[Any], actor_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardianship"].choices = [
            (
                str(row.pk),
                _("%(name)s（%(relation)s）") % {"name": row.guardian.name, "relation": _relation(row, actor_id)},
            )
            for row in guardians
        ]


def _relation(row: Any, actor_id: int) -> str:
    return str(_("本人")) if row.guardian_id == actor_id else row.get_relation_display()


class LeaveForm(forms.Form):
    note = forms.CharField(label=_("原因"), max_length=200, required=False)
