"""Forms about units and groupings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.forms.pupils import BLANK, day_field
from xingtan.apps.registry.selectors import organisations, words
from xingtan.kernel.clock import today
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.data import ALLOWED_PARENTS, MANAGE, STAGES_OF_SCHOOL_KIND, GroupingKind, Kind

NEW_KINDS = (Kind.SCHOOL, Kind.CAMPUS, Kind.DEPARTMENT, Kind.TEACHING_RESEARCH_GROUP)


class KindForm(forms.Form):
    """Base of forms whose fields depend on the kind of unit."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind


class DatedFacts(KindForm):
    """Facts that keep their history."""

    name = forms.CharField(label=_("单位全称"), max_length=80)
    school_kind = forms.ChoiceField(label=_("办学类型"), required=False)
    urban_rural_code = forms.ChoiceField(label=_("城乡类型"), required=False)
    is_boarding = forms.BooleanField(label=_("寄宿制"), required=False)
    is_teaching_point = forms.BooleanField(label=_("教学点"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        if kind != Kind.SCHOOL:
            for name in ("school_kind", "urban_rural_code", "is_boarding", "is_teaching_point"):
                del self.fields[name]
            return
        self.fields["school_kind"].required = True
        kinds = words.options("school_kind", only=tuple(STAGES_OF_SCHOOL_KIND))
        self.fields["school_kind"].choices = BLANK + kinds
        self.fields["urban_rural_code"].choices = BLANK + words.options("urban_rural")


class UndatedColumns(KindForm):
    """Columns without a history of their own."""

    short_name = forms.CharField(label=_("简称"), max_length=20, required=False)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)
    sponsor_code = forms.ChoiceField(label=_("举办者"), required=False)
    primary_years = forms.TypedChoiceField(
        label=_("小学学制"), coerce=int, choices=((6, _("六三制（小学六年）")), (5, _("五四制（小学五年）")))
    )
    is_pilot = forms.BooleanField(label=_("数字校园试点"), required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    telephone = forms.CharField(label=_("联系电话"), max_length=30, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        if kind != Kind.SCHOOL:
            for name in ("credit_code", "sponsor_code", "primary_years", "is_pilot"):
                del self.fields[name]
        else:
            self.fields["sponsor_code"].choices = BLANK + words.options("sponsor")


class NewOrganisationForm(UndatedColumns, DatedFacts):
    """A new unit below another. Codes are checked and never given out twice."""

    parent = forms.TypedChoiceField(label=_("上级单位"), coerce=int)
    code = forms.CharField(
        label=_("学校标识码"), max_length=12, required=False, help_text=_("10位数字，终身不变，改名不改码。")
    )
    on = day_field(_("建立日期"), initial=today)
    basis = forms.CharField(label=_("依据"), max_length=120, required=False)
    field_order = (
        "parent", "name", "short_name", "code", "credit_code", "school_kind", "primary_years", "sponsor_code",
        "urban_rural_code", "is_boarding", "is_teaching_point", "is_pilot", "address", "telephone", "on", "basis",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        allowed = [parent for parent in ALLOWED_PARENTS[kind] if parent]
        self.fields["parent"].choices = BLANK + organisations.parents_for(actor, MANAGE, allowed)
        if kind != Kind.SCHOOL:
            del self.fields["code"]
        self.order_fields(self.field_order)


class FactsForm(DatedFacts):
    """A change of dated facts, from a day on and on some basis."""

    on = day_field(_("生效日期"), initial=today)
    basis = forms.CharField(label=_("依据"), max_length=120, help_text=_("如批复文号。"))


class CloseForm(forms.Form):
    on = day_field(_("撤销日期"), initial=today)
    basis = forms.CharField(label=_("依据"), max_length=120)


class MoveForm(forms.Form):
    """Another parent. Whether it fits there is the service's to say."""

    parent = forms.TypedChoiceField(label=_("移到"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = BLANK + organisations.parents_for(actor, MANAGE, list(Kind))


class GroupingForm(forms.Form):
    kind = forms.ChoiceField(label=_("类别"), choices=GroupingKind.choices)
    name = forms.CharField(label=_("名称"), max_length=60)
    on = day_field(_("成立日期"), initial=today)


class MemberForm(forms.Form):
    """A school that joins."""

    organisation = forms.TypedChoiceField(label=_("学校"), coerce=int)
    on = day_field(_("加入日期"), initial=today)
    is_lead = forms.BooleanField(label=_("牵头"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = BLANK + organisations.parents_for(actor, MANAGE, (Kind.SCHOOL,))


class EndMemberForm(forms.Form):
    on = day_field(_("最后一天"), initial=today)


class EndGroupingForm(forms.Form):
    on = day_field(_("最后一天"), initial=today)
    basis = forms.CharField(label=_("依据"), max_length=120)
