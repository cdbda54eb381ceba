"""What people fill in on the import pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.clock import today
from xingtan.kernel.imports.register import Register, Target

TABLES = ".xlsx,.xls,.csv,.txt"


class UploadForm(forms.Form):
    """Which file, to where, from which day on."""

    path = forms.ChoiceField(label=_("导入到"))
    file = forms.FileField(
        label=_("表格文件"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": TABLES}),
        help_text=_("xlsx、xls或csv，最大60 MB、200,000行。第一行（或标题下的一行）是列名。"),
    )
    on = forms.DateField(
        label=_("从哪天起"),
        initial=today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        help_text=_("新增的人从这天起算，变更从这天起生效。"),
    )
    is_whole = forms.BooleanField(label=_("这是全部名单"), required=False)

    def __init__(self, *args: Any, register: Register, targets: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["path"]
        place.choices = [(target.path, target.label) for target in targets]
        if register.file_types:
            self.fields["file"].label, self.fields["file"].help_text = _("文件"), register.file_note
            self.fields["file"].widget.attrs["accept"] = register.file_types
        if register.may_be_whole:
            sentence = _("勾选后，册中有而表中没有的人将在这天%(verb)s；不勾选只新增和更新。")
            self.fields["is_whole"].help_text = sentence % {"verb": register.vanish_verb}
        else:
            del self.fields["is_whole"]


class CellField(forms.CharField):
    """The text of one cell. Said to be required where a new row needs it; whether this row does, the engine judges."""

    def validate(self, value: Any) -> None:
        return


class MendForm(forms.Form):
    """One line, cell by cell, as text."""

    use_required_attribute = False

    def __init__(self, *args: Any, register: Register, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in codes:
            field = register.field(code)
            if field is not None:
                self.fields[code] = CellField(
                    label=field.label, required=field.is_required, max_length=400, help_text=field.note or ""
                )
