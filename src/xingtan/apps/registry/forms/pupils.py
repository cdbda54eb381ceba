"""Forms about pupils."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.selectors import places, words
from xingtan.kernel.clock import today
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.data import RESIDENT_ID, Sex
from xingtan.people.roster import data as roster

DOCUMENT_KINDS_OF_PUPILS = ("1", "6", "7", "8", "9", "A", "C")
BLANK = [("", "—")]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs or None, format="%Y-%m-%d")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, typed or picked, as the browser sends it."""
    return forms.DateField(label=label, widget=DayInput(), input_formats=["%Y-%m-%d"], **options)


class ChangeClassForm(forms.Form):
    """Target class, day and reason; the class is checked against the actor's reach by the service."""

    class_group = forms.TypedChoiceField(label=_("编入班级"), coerce=int)
    on = day_field(_("从哪天起"), initial=today)
    basis = forms.CharField(label=_("事由"), max_length=80)

    def __init__(self, *args: Any, actor: Actor, organisation_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = places.class_options(actor, roster.MANAGE_PUPILS, organisation_id=organisation_id)
        self.fields["class_group"].choices = BLANK + options


class AskConfirmationForm(forms.Form):
    """Until when, and what for."""

    due_on = day_field(_("截止日期"), initial=lambda: today() + timedelta(days=7))
    reason = forms.CharField(label=_("事由"), max_length=80, initial=_("学期初核对学籍信息"))

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on < today():
            raise forms.ValidationError(_("截止日期已经过去，请选今天或以后。"))
        return due_on


class IdentityForm(forms.Form):
    """Who the pupil is. Check digits and duplicates are the service's."""

    name = forms.CharField(label=_("姓名"), max_length=36)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, widget=forms.RadioSelect)
    born_on = day_field(_("出生日期"))
    ethnic_code = forms.ChoiceField(label=_("民族"), required=False)
    political_code = forms.ChoiceField(label=_("政治面貌"), required=False)
    former_name = forms.CharField(label=_("曾用名"), max_length=36, required=False)
    native_place = forms.CharField(label=_("籍贯"), max_length=60, required=False)
    address = forms.CharField(label=_("现住址"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ethnic_code"].choices = BLANK + words.options("ethnic")
        self.fields["political_code"].choices = BLANK + words.options("political")

    def clean_born_on(self) -> Any:
        born_on = self.cleaned_data["born_on"]
        if born_on > today():
            raise forms.ValidationError(_("出生日期晚于今天，请核对。"))
        return born_on


class DocumentForm(forms.Form):
    document_kind = forms.ChoiceField(label=_("证件类型"), required=False)
    document_number = forms.CharField(label=_("证件号码"), max_length=24, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_kind"].choices = words.options("document_kind", only=DOCUMENT_KINDS_OF_PUPILS)
        self.fields["document_kind"].initial = RESIDENT_ID


class EnrolmentForm(forms.Form):
    """How the pupil attends."""

    student_number = forms.CharField(
        label=_("学籍号"), max_length=24, required=False, help_text=_("G加18位身份证号；还没有的不填。")
    )
    seat_number = forms.IntegerField(label=_("班内学号"), min_value=1, max_value=99, required=False)
    entry_code = forms.ChoiceField(label=_("入学方式"))
    attendance_code = forms.ChoiceField(label=_("就读方式"))
    is_left_behind = forms.BooleanField(label=_("留守儿童"), required=False)
    is_migrant = forms.BooleanField(label=_("进城务工人员随迁子女"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry_code"].choices = words.options("entry")
        self.fields["attendance_code"].choices = words.options("attendance")


class GuardianPart(forms.Form):
    """One guardian, met by name and phone; a registered person with the same document is taken instead."""

    name = forms.CharField(label=_("监护人姓名"), max_length=36, required=False)
    relation = forms.ChoiceField(label=_("与学生关系"), choices=roster.Relation.choices, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, required=False)
    phone = forms.CharField(label=_("手机"), max_length=20, required=False)
    document_number = forms.CharField(label=_("身份证号码"), max_length=24, required=False)

    @property
    def is_filled(self) -> bool:
        return bool(self.is_bound and self.is_valid() and self.cleaned_data.get("name"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        others = [values.get("phone"), values.get("document_number")]
        if any(others) and not values.get("name"):
            self.add_error("name", _("填了电话或证件，就要填姓名。"))
        return values


class PupilForm(IdentityForm, DocumentForm, EnrolmentForm):
    """Everything about a new pupil except the guardians."""

    class_group = forms.TypedChoiceField(label=_("编入班级"), coerce=int)
    starts_on = day_field(_("入班日期"), initial=today)

    groups = (
        (
            _("学生"),
            ("name", "sex", "born_on", "ethnic_code", "political_code", "former_name", "native_place", "address"),
        ),
        (_("证件"), ("document_kind", "document_number")),
        (
            _("学籍"),
            (
                "class_group",
                "starts_on",
                "student_number",
                "seat_number",
                "entry_code",
                "attendance_code",
                "is_left_behind",
                "is_migrant",
            ),
        ),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["class_group"].choices = BLANK + places.class_options(actor, roster.MANAGE_PUPILS)

    @property
    def grouped(self) -> list[tuple[Any, list[Any]]]:
        """Bound fields under their headings, for the template."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]


class IdentityEditForm(IdentityForm, DocumentForm):
    """Correct who a pupil is. An empty document number leaves the document as it is."""

    phone = forms.CharField(label=_("学生手机"), max_length=20, required=False, help_text=_("不填则不改。"))
    groups = (
        (
            _("学生"),
            (
                "name",
                "sex",
                "born_on",
                "ethnic_code",
                "political_code",
                "former_name",
                "native_place",
                "address",
                "phone",
            ),
        ),
        (_("证件"), ("document_kind", "document_number")),
    )
    grouped = PupilForm.grouped


class EnrolmentEditForm(EnrolmentForm):
    """Correct how a pupil attends."""


class EndEnrolmentForm(forms.Form):
    status = forms.ChoiceField(label=_("离校去向"))
    on = day_field(_("在校最后一天"), initial=today)
    basis = forms.CharField(label=_("依据"), max_length=80, help_text=_("如“转学联系表〔2025〕18号”。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = [(code, label) for code, label in roster.EnrolmentStatus.choices if code not in roster.OPEN_STATUSES]
        self.fields["status"].choices = BLANK + closed


class RevealForm(forms.Form):
    """Why somebody looks at personal data in clear."""

    reason = forms.CharField(label=_("查看事由"), min_length=2, max_length=80)


class GuardianForm(GuardianPart):
    """One more guardian; the name is wanted here."""

    is_first_contact = forms.BooleanField(label=_("第一联系人"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "relation", "sex"):
            self.fields[name].required = True
