"""Input about one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

THEMES = (("", _("跟随设备")), ("light", _("浅色")), ("dark", _("深色")))


class PreferencesForm(forms.Form):
    """Each may come alone, from a button of the shell, or all together from the account page."""

    use_required_attribute = False
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(label=_("明暗"), choices=THEMES, required=False)
    large_text = forms.BooleanField(label=_("大字"), required=False)


class AllPreferencesForm(PreferencesForm):
    """As the account page shows them: every one has a value, so none is marked as optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class AvatarForm(forms.Form):
    picture = forms.FileField(
        label=_("照片"),
        max_length=None,
        help_text=_("JPG、PNG或WebP图片，不超过10MB，会裁成方形"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("请先选择一张图片。"),
            "empty": _("这个文件是空的，请重新选择。"),
            "missing": _("文件没有传上来，请重新选择。"),
            "invalid": _("文件没有传上来，请重新选择。"),
        },
    )


class ConfirmationForm(forms.Form):
    """Either all is right, or something is wrong and said."""

    is_right = forms.ChoiceField(choices=(("yes", ""), ("no", "")), widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("哪里不对"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("说明最长200个字。")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_right") == "no" and not cleaned.get("remark"):
            self.add_error("remark", _("请写明哪里不对，学校据此核实更正。"))
        if cleaned.get("is_right") == "yes":
            cleaned["remark"] = ""
        return cleaned
