"""Input about texts registered with a provider of text messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices import registering
from xingtan.kernel.notices.senders.wording import places

CODES = {"aliyun": r"^SMS_\d{4,15}$", "tencent": r"^\d{3,12}$"}
CODE_HINTS = {"aliyun": _("阿里云模板编号，如SMS_123456789。"), "tencent": _("腾讯云模板编号，是一串数字。")}
TEXT_HINTS = {
    "aliyun": _("照抄审核通过的内容，变量写作${title}这样。"),
    "tencent": _("照抄审核通过的内容，变量写作{1}、{2}。"),
}


class TextForm(forms.Form):
    """The code and the text; then one choice for each variable that the text turns out to have."""

    template_code = forms.CharField(
        label=_("模板编号"), max_length=40, error_messages={"required": _("请填写模板编号。")}
    )
    text = forms.CharField(
        label=_("模板内容"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请填写模板内容。"), "max_length": _("模板内容最多500字。")},
    )

    def __init__(self, data: Any = None, *, provider: str, kind: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.provider = provider
        self.fields["template_code"].help_text = CODE_HINTS.get(provider, "")
        self.fields["text"].help_text = TEXT_HINTS.get(provider, "")
        text = data.get("text", "") if data is not None else self.initial.get("text", "")
        self.variables = places(text, provider)
        given = self.initial.get("names", "").split()
        for index, (place, guess) in enumerate(registering.guessed(text, provider, kind)):
            self.fields[f"variable_{index}"] = forms.ChoiceField(
                label=_("变量%(name)s填什么") % {"name": place},
                choices=list(registering.fillings(kind).items()),
                initial=given[index] if index < len(given) else guess,
                required=data is None or f"variable_{index}" in data,
            )

    def full_clean(self) -> None:
        """Variables that were not asked for yet are guessed; to the reader each must be filled."""
        super().full_clean()
        for index in range(len(self.variables)):
            self.fields[f"variable_{index}"].required = True

    @property
    def asks_for_variables(self) -> bool:
        """Whether the text has variables that nobody has chosen a filling for yet."""
        return any(f"variable_{index}" not in self.data for index in range(len(self.variables)))

    @property
    def names(self) -> list[str]:
        """What fills each variable, in order: as chosen, else as guessed."""
        return [
            self.cleaned_data.get(f"variable_{index}") or self.fields[f"variable_{index}"].initial
            for index in range(len(self.variables))
        ]

    def clean_template_code(self) -> str:
        code = str(self.cleaned_data["template_code"]).strip()
        if not forms.RegexField(CODES.get(self.provider, r"^\S+$")).regex.match(code):
            raise forms.ValidationError(_("模板编号的样子不对，请照服务方控制台里的填写。"))
        return code
