"""Forms about classes and teaching groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.forms.pupils import BLANK, day_field
from xingtan.apps.registry.selectors import places, staff, words
from xingtan.kernel.clock import today
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.data import MANAGE_CLASSES
from xingtan.people.roster.models import Term


def _campuses(school: Organisation | None) -> list[tuple[str, str]]:
    if school is None:
        return []
    below = Organisation.objects.filter(parent=school, kind="campus", closed_on__isnull=True)
    return [("", "—"), *((str(pk), name) for pk, name in below.order_by("sort", "pk").values_list("pk", "name"))]


class ClassDetails(forms.Form):
    """What may be changed about a class at any time."""

    number = forms.IntegerField(label=_("班号"), min_value=1, max_value=99)
    alias = forms.CharField(label=_("班级别名"), max_length=20, required=False)
    kind_code = forms.ChoiceField(label=_("班级类型"), required=False)
    room = forms.CharField(label=_("教室"), max_length=20, required=False)
    campus_id = forms.TypedChoiceField(label=_("校区"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, school: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind_code"].choices = BLANK + words.options("class_kind")
        campuses = _campuses(school)
        if len(campuses) > 1:
            self.fields["campus_id"].choices = campuses
        else:
            del self.fields["campus_id"]


class OpenClassForm(ClassDetails):
    """A new class: school, grade, number, first day. The stage a school does not teach is refused by the service."""

    organisation = forms.TypedChoiceField(label=_("学校"), coerce=int)
    grade = forms.ChoiceField(label=_("年级"))
    starts_on = day_field(_("开班日期"), initial=today)
    field_order = ("organisation", "grade", "number", "alias", "kind_code", "room", "campus_id", "starts_on")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = list(places.schools_of(actor, MANAGE_CLASSES))
        self.fields["organisation"].choices = [(school.pk, school.display_name) for school in schools]
        taught = {stage for school in schools for stage in school.stages}
        options = [(value, label) for value, label in places.grade_options(actor) if value.split("-")[0] in taught]
        self.fields["grade"].choices = BLANK + options
        if len(schools) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = schools[0].pk


class CloseClassForm(forms.Form):
    on = day_field(_("最后一天"), initial=today)


class HomeroomForm(forms.Form):
    """Who, and from when."""

    person = forms.TypedChoiceField(label=_("班主任"), coerce=int)
    on = day_field(_("从哪天起"), initial=today)

    def __init__(self, *args: Any, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = BLANK + staff.teachers_of_school(organisation_id, today())


class TeachingForm(forms.Form):
    """Who teaches what in a class, and from when."""

    person = forms.TypedChoiceField(label=_("教师"), coerce=int)
    subject = forms.ChoiceField(label=_("学科"))
    on = day_field(_("从哪天起"), initial=today)

    def __init__(self, *args: Any, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = BLANK + staff.teachers_of_school(organisation_id, today())
        self.fields["subject"].choices = BLANK + words.options("subject")


class EndTeachingForm(forms.Form):
    on = day_field(_("最后一天"), initial=today)


class TeachingGroupForm(forms.Form):
    """A new teaching group of one school, term and subject."""

    organisation = forms.TypedChoiceField(label=_("学校"), coerce=int)
    term = forms.TypedChoiceField(label=_("学期"), coerce=int)
    subject = forms.ChoiceField(label=_("学科"))
    name = forms.CharField(label=_("名称"), max_length=40)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = places.schools_of(actor, MANAGE_CLASSES)
        self.fields["organisation"].choices = [(school.pk, school.display_name) for school in schools]
        terms = Term.objects.select_related("school_year").order_by("-starts_on")[:6]
        self.fields["term"].choices = [
            (term.pk, f"{term.school_year.name} {term.get_ordinal_display()}") for term in terms
        ]
        self.fields["subject"].choices = BLANK + words.options("subject")


class TeacherForm(forms.Form):
    person = forms.TypedChoiceField(label=_("教师"), coerce=int)

    def __init__(self, *args: Any, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = BLANK + staff.teachers_of_school(organisation_id, today())


class MembersForm(forms.Form):
    """Add the pupils of one class to a teaching group."""

    class_group = forms.TypedChoiceField(label=_("把这个班的学生编入"), coerce=int)
    on = day_field(_("从哪天起"), initial=today)

    def __init__(self, *args: Any, actor: Actor, organisation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = places.class_options(actor, MANAGE_CLASSES, organisation_id=organisation_id)
        self.fields["class_group"].choices = BLANK + options
