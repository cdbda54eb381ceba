"""Input about papers and seals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.engines.papers.data import MOST_COPIES, SealKind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DAY_WRONG = {"invalid": _("日期应像2025-09-01。")}
CHOOSE = ("", _("请选择"))


class SealForm(forms.Form):
    organisation_id = forms.TypedChoiceField(label=_("单位"), coerce=int)
    kind = forms.ChoiceField(label=_("种类"), choices=SealKind.choices)
    label = forms.CharField(label=_("印文"), max_length=60, help_text=_("章面上的字，与单位全称一致。"))
    width_mm = forms.IntegerField(label=_("直径（毫米）"), min_value=10, max_value=60, initial=42)
    picture = forms.FileField(
        label=_("印模"),
        required=False,
        help_text=_(
            "PNG或JPG图片，白底或透明底都可以。登记后不能下载，只在监印人用印时印到文件上；不登记印模的，用实物印章盖印。"
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={"empty": _("这个文件是空的，请重新选择。")},
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation_id"]
        field.choices = places
        if len(places) == 1:
            field.initial = places[0][0]


class StaffChoiceForm(forms.Form):
    """Base of forms that name somebody on the staff."""

    person_field = "person_id"

    def __init__(self, *args: Any, staff: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields[self.person_field]
        field.choices = [CHOOSE, *staff]


class KeeperForm(StaffChoiceForm):
    person_id = forms.TypedChoiceField(
        label=_("监印人"),
        coerce=int,
        help_text=_("本单位在任的教职工。"),
        error_messages={"required": _("请选择监印人。")},
    )
    starts_on = forms.DateField(label=_("起"), widget=DAY, error_messages=DAY_WRONG)


class PressForm(StaffChoiceForm):
    person_field = "asked_by_id"

    title = forms.CharField(label=_("用印文件"), max_length=200)
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=MOST_COPIES, initial=1)
    reason = forms.CharField(label=_("事由"), max_length=200)
    asked_by_id = forms.TypedChoiceField(
        label=_("申请人"), coerce=int, error_messages={"required": _("请选择申请人。")}
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=120, help_text=_("会留在记录里。"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("查验码"),
        max_length=40,
        help_text=_("印在文件下方，16位，大小写和空格不限。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
