"""The form of register items, built from their list; sealed ones are never filled in beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.selectors import words
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import PupilFacts

KEEP, CLEAR = "=", "-"
PICTURE_TYPES = "image/jpeg,image/png,image/webp"


def field_of(fact: roster.PupilFact, *, is_known: bool) -> forms.Field:
    """The input of one fact. A sealed one that is known may be kept, changed or cleared without being seen."""
    if fact.kind in ("flag", "code"):
        given = [("1", _("是")), ("0", _("否"))] if fact.kind == "flag" else words.options(fact.table)
        first = [(KEEP, _("已登记，不改")), ("", _("清空"))] if is_known else [("", "—")]
        return forms.ChoiceField(label=fact.label, choices=[*first, *given], required=False)
    if fact.kind == "km":
        return forms.DecimalField(label=fact.label, min_value=0, max_value=500, decimal_places=1, required=False)
    lengths = {"division": 12, "month": 6, "postcode": 6}
    hints = {"division": _("6位行政区划代码，可写到9位或12位。"), "month": _("如202409。")}
    hint = _("已登记，不填则不改；填“-”清空。") if is_known else hints.get(fact.kind, "")
    most = fact.length or lengths.get(fact.kind, 60)
    return forms.CharField(label=fact.label, max_length=most, required=False, help_text=hint)


class FactsForm(forms.Form):
    """Every register item under its heading. Whether a value can be so is the service's to say."""

    def __init__(self, *args: Any, row: PupilFacts | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = set(row.sealed_names) if row is not None else set()
        for name, fact in roster.PUPIL_FACTS.items():
            field = field_of(fact, is_known=name in self._known)
            field.initial = KEEP if name in self._known and fact.kind in ("flag", "code") else _initial(fact, row)
            self.fields[name] = field

    @property
    def grouped(self) -> list[tuple[Any, list[Any]]]:
        """Bound fields under their headings, for the template."""
        return [
            (group.label, [self[name] for name, fact in roster.PUPIL_FACTS.items() if fact.group == group])
            for group in roster.FactGroup
        ]

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the service is to keep: sealed facts that were left alone are not in it."""
        return {name: value for name, value in map(self._given, roster.PUPIL_FACTS) if value != KEEP}

    def _given(self, name: str) -> tuple[str, Any]:
        value = self.cleaned_data[name]
        if name in self._known and roster.PUPIL_FACTS[name].kind not in ("flag", "code"):
            value = {"": KEEP, CLEAR: ""}.get(value, value)
        return name, value


def _initial(fact: roster.PupilFact, row: PupilFacts | None) -> Any:
    if row is None or fact.is_sealed:
        return ""
    value = getattr(row, fact.field)
    return {True: "1", False: "0", None: ""}.get(value, value) if fact.kind == "flag" else value


class PortraitForm(forms.Form):
    """A picture file. Whether it is one is looked up in its content."""

    picture = forms.FileField(
        label=_("照片"),
        max_length=None,
        help_text=_("免冠正面近照，JPG、PNG或WebP图片，不超过10MB，按学籍照比例取正中。"),
        widget=forms.FileInput(attrs={"accept": PICTURE_TYPES}),
        error_messages={
            "required": _("请先选择一张图片。"),
            "empty": _("这个文件是空的，请重新选择。"),
            "missing": _("文件没有传上来，请重新选择。"),
            "invalid": _("文件没有传上来，请重新选择。"),
        },
    )
