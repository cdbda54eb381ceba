"""Fields that several forms of staffing share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.codes import api as codes


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day, shown by the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def code_field(label: Any, table: str, *, required: bool = False) -> forms.ChoiceField:
    """A choice from a national code table."""
    return forms.ChoiceField(label=label, required=required, choices=lambda: [("", _("不填")), *codes.options(table)])


def choice_field(label: Any, choices: Any, *, required: bool = False) -> forms.ChoiceField:
    """A choice of our own; empty means not known."""
    return forms.ChoiceField(label=label, required=required, choices=[("", _("不填")), *choices])
