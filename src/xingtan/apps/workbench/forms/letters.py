"""Writing a letter: to whom, what, and until when it must be signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.workbench.selectors import audiences
from xingtan.kernel.scopes import Actor

LONGEST_BODY = 5000


class LetterForm(forms.Form):
    """The scopes and groups offered are those of the actor; anything else is refused as a wrong choice."""

    token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    scope_path = forms.ChoiceField(label=_("范围"))
    audiences = forms.MultipleChoiceField(label=_("发给"), widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(label=_("标题"), max_length=80)
    body = forms.CharField(label=_("正文"), max_length=LONGEST_BODY, widget=forms.Textarea(attrs={"rows": 8}))
    receipt_by = forms.DateField(
        label=_("签收截止日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("填了日期，收到的人须签收，您可以看到谁还没有签收。"),
    )
    is_urgent = forms.BooleanField(label=_("紧急，休息时段也提醒"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes = audiences.scopes_of(actor)
        self.fields["scope_path"].choices = [  # type: ignore[attr-defined]
            (scope.path, "　" * scope.depth + scope.name) for scope in self.scopes
        ]
        self.fields["audiences"].choices = audiences.audiences_for(actor)  # type: ignore[attr-defined]

    def scope_name(self, path: str) -> str:
        return next((scope.name for scope in self.scopes if scope.path == path), "")
