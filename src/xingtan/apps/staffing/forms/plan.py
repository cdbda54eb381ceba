"""The plan of weekly lessons as one form: a table of grades by subjects for each stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.forms.fields import day_field
from xingtan.apps.staffing.selectors import words
from xingtan.people.roster.data import Stage

GRADES: dict[str, int] = {"kindergarten": 3, "primary": 6, "junior": 3, "senior": 3}
MORE: dict[str, tuple[str, ...]] = {
    "kindergarten": ("X7",),
    "primary": ("13", "14", "41", "11", "15", "22", "24", "25", "61", "62", "60", "X2", "X3", "X5", "X6"),
    "junior": ("13", "14", "41", "12", "21", "20", "18", "16", "17", "22", "24", "25", "61", "62", "60", "X3", "X5"),
    "senior": ("13", "14", "41", "12", "21", "20", "16", "17", "18", "22", "24", "25", "26", "27", "62", "60"),
}  # subjects offered for each stage, besides those the plan has
Key = tuple[str, int, str]


class PlanForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=60)
    starts_on = day_field(_("起用日期"), required=True, help_text=_("从这一天起按新方案计算，以前的数不变。"))
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)

    def __init__(self, *args: Any, lessons: Mapping[Key, Decimal], loads: Mapping[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, Key] = {}
        self.subjects: dict[str, list[str]] = {}
        for stage, grades in GRADES.items():
            known = [code for found, _grade, code in lessons if found == stage]
            self.subjects[stage] = list(dict.fromkeys((*MORE[stage], *known)))
            self.fields[f"load_{stage}"] = _number(_("一名教师周工作量（节）"), loads.get(stage), is_required=True)
            for code in self.subjects[stage]:
                for grade in range(1, grades + 1):
                    key = (stage, grade, code)
                    self.keys[f"{stage}_{grade}_{code}"] = key
                    label = _g("%(subject)s第%(grade)s年级") % {
                        "subject": words.code_word("subject", code),
                        "grade": grade,
                    }
                    self.fields[f"{stage}_{grade}_{code}"] = _number(label, lessons.get(key))

    def plan(self) -> dict[str, Any]:
        """Arguments of `services.save_plan`."""
        values = self.cleaned_data
        return {
            "name": values["name"],
            "starts_on": values["starts_on"],
            "basis": values["basis"],
            "lessons": {key: values.get(name) or Decimal(0) for name, key in self.keys.items()},
            "loads": {stage: values[f"load_{stage}"] for stage in GRADES},
        }

    def head(self) -> list[Any]:
        return [self["name"], self["starts_on"], self["basis"]]

    def stages(self) -> Iterator[dict[str, Any]]:
        """For each stage its label, load and rows of (subject, a field for each grade)."""
        for stage, grades in GRADES.items():
            yield {
                "label": Stage(stage).label,
                "load": self[f"load_{stage}"],
                "grades": list(range(1, grades + 1)),
                "rows": [
                    (
                        words.code_word("subject", code),
                        [self[f"{stage}_{grade}_{code}"] for grade in range(1, grades + 1)],
                    )
                    for code in self.subjects[stage]
                ],
            }


def _number(label: Any, initial: Decimal | None, *, is_required: bool = False) -> forms.DecimalField:
    widget = forms.NumberInput(attrs={"step": "0.5", "min": "0", "max": "60", "aria-label": label})
    return forms.DecimalField(
        label=label,
        initial=initial.normalize() if initial is not None else None,
        min_value=Decimal("0.5") if is_required else Decimal(0),
        max_value=Decimal(60),
        decimal_places=1,
        required=is_required,
        widget=widget,
    )
