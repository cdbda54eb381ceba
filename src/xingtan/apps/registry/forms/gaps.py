"""One input a pupil for the same empty field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.forms.facts import field_of
from xingtan.apps.registry.forms.pupils import BLANK, day_field
from xingtan.apps.registry.selectors import words
from xingtan.apps.registry.selectors.gaps import Gap
from xingtan.people.roster import data as roster

CODE_TABLES = {"ethnic_code": "ethnic", "political_code": "political"}
LENGTHS = {"native_place": 60, "address": 200, "student_number": 24}


def input_of(gap: Gap, label: str) -> forms.Field:
    """The field of one pupil, labelled with the name for who cannot see the row."""
    if gap.kept_in == "facts":
        field = field_of(roster.PUPIL_FACTS[gap.code], is_known=False)
        field.label, field.help_text = label, ""
        return field
    if gap.code == "born_on":
        return day_field(label, required=False)
    if gap.code in CODE_TABLES:
        return forms.ChoiceField(label=label, choices=BLANK + words.options(CODE_TABLES[gap.code]), required=False)
    if gap.code == "seat_number":
        return forms.IntegerField(label=label, min_value=1, max_value=99, required=False)
    return forms.CharField(label=label, max_length=LENGTHS[gap.code], required=False)


class GapForm(forms.Form):
    """A grid: rows are pupils, and what is typed is kept for those where something is."""

    def __init__(self, *args: Any, gap: Gap, stays: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stays = stays
        for stay in stays:
            field = input_of(gap, stay.person.name)
            field.widget.attrs["aria-label"] = _("%(name)s：%(field)s") % {"name": stay.person.name, "field": gap.label}
            self.fields[f"p{stay.person_id}"] = field

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Stays with their bound fields, for the template."""
        return [(stay, self[f"p{stay.person_id}"]) for stay in self.stays]

    @property
    def typed(self) -> dict[int, Any]:
        """Person -> value, of those where something was typed and can be read."""
        found = {int(name[1:]): value for name, value in self.cleaned_data.items()}
        return {person_id: value for person_id, value in found.items() if value not in (None, "")}
