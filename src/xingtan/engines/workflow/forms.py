"""What people type: opinions, names, steps of a flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import LONGEST_OPINION, At, Mode, SlotKind, WhoKind
from xingtan.engines.workflow.definitions import Step
from xingtan.engines.workflow.selectors.naming import people_named
from xingtan.kernel.registry import FlowField
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import ROLES, STAFF_ROLES
from xingtan.people.persons.models import Person

ONE = _("写姓名。同名的写教育电子身份证号。")
SEVERAL = _("写姓名，几个人用顿号隔开。同名的写教育电子身份证号。")


class PeopleField(forms.CharField):
    """Names of colleagues; clean values are persons. The form sets `actor` and `scope_path`."""

    actor: Actor
    scope_path: str = ""

    def __init__(self, *, is_one: bool = False, **options: Any) -> None:
        self.is_one = is_one
        options.setdefault("help_text", ONE if is_one else SEVERAL)
        options.setdefault("widget", forms.TextInput if is_one else forms.Textarea(attrs={"rows": 2}))
        super().__init__(max_length=2000, **options)

    def clean(self, value: Any) -> list[Person]:
        typed = str(super().clean(value))
        try:
            people = people_named(self.actor, typed, self.scope_path) if typed else []
        except (errors.PeopleNotKnown, errors.PeopleAlike, errors.TooManyPeople) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if self.is_one and len(people) > 1:
            raise forms.ValidationError(_("这里只能写一个人。"))
        return people


class ActForm(forms.Form):
    """What every act on a case carries: the turn it was made from, and an opinion."""

    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    opinion = forms.CharField(
        label=_("意见"),
        max_length=LONGEST_OPINION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, actor: Actor, scope_path: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, PeopleField):
                field.actor, field.scope_path = actor, scope_path


class ReasonForm(ActForm):
    """Saying no: a reason is asked for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opinion"].required = True
        self.fields["opinion"].label = _("理由")


class ChooseForm(ActForm):
    chosen = PeopleField(label=_("下一步由谁办理"))
    field_order = ("turn", "chosen", "opinion")


class ReturnForm(ReasonForm):
    step = forms.ChoiceField(label=_("退回到"), widget=forms.RadioSelect)
    field_order = ("turn", "step", "opinion")

    def __init__(self, *args: Any, steps: Sequence[Step], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["step"]
        field.choices = [(step.code, step.shown) for step in steps]
        if steps:
            field.initial = steps[-1].code


class AddForm(ActForm):
    where = forms.ChoiceField(
        label=_("加在哪里"),
        choices=(
            (SlotKind.BEFORE, _("我之前：先请他们提意见，再由我办")),
            (SlotKind.AFTER, _("我之后：我办完再请他们会签")),
        ),
        initial=SlotKind.BEFORE,
        widget=forms.RadioSelect,
    )
    people = PeopleField(label=_("请谁加签"))
    field_order = ("turn", "where", "people", "opinion")


class HandOverForm(ActForm):
    people = PeopleField(label=_("转给谁"), is_one=True)
    field_order = ("turn", "people", "opinion")


class CirculateForm(ActForm):
    people = PeopleField(label=_("请谁阅看"))
    field_order = ("turn", "people", "opinion")


class BulkOpinionForm(forms.Form):
    opinion = forms.CharField(
        label=_("意见"), max_length=LONGEST_OPINION, required=False, initial=_("同意"), widget=forms.TextInput
    )


class ReceiverForm(forms.Form):
    """Who takes over; the actor is set by the table."""

    people = forms.CharField(label=_("移交给谁"), max_length=60, help_text=ONE)
    opinion = forms.CharField(label=_("事由"), max_length=LONGEST_OPINION, required=False)


class DelegationForm(forms.Form):
    people = PeopleField(label=_("委托给谁"), is_one=True)
    starts_on = forms.DateField(label=_("起"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("止"), widget=forms.DateInput(attrs={"type": "date"}))
    kinds = forms.MultipleChoiceField(
        label=_("只委托这些流程"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不勾选就是全部流程。"),
    )

    def __init__(self, *args: Any, actor: Actor, kinds: Sequence[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["people"]
        people.actor = actor
        field: Any = self.fields["kinds"]
        field.choices = kinds
        if not kinds:
            del self.fields["kinds"]


STAFF = [(code, role.label) for code, role in ROLES.items() if code in STAFF_ROLES]
RETURNS = (("any", _("任何一个前面的步骤")), ("start", _("只能退回发起人")), ("none", _("不能退回")))


class StepForm(forms.Form):
    """One step. Conditions: at most two lines, each a field, a comparison and a value."""

    label = forms.CharField(label=_("这一步叫什么"), max_length=20, help_text=_("例如：部门负责人审核"))
    who = forms.ChoiceField(label=_("由谁办理"), choices=WhoKind.choices)
    role = forms.ChoiceField(label=_("角色"), choices=STAFF, required=False)
    title = forms.CharField(
        label=_("职务"), max_length=40, required=False, help_text=_("与人员登记的职务一致，例如：副校长")
    )
    at = forms.ChoiceField(label=_("哪里的"), choices=At.choices, required=False)
    people = PeopleField(label=_("指定哪些人"), required=False)
    mode = forms.ChoiceField(label=_("有几个人时"), choices=Mode.choices)
    days = forms.IntegerField(label=_("期限（工作日）"), min_value=1, max_value=250, required=False)
    returns = forms.ChoiceField(label=_("可以退回到"), choices=RETURNS)
    may_add = forms.BooleanField(label=_("可以加签"), required=False)
    may_edit = forms.BooleanField(label=_("可以修改内容"), required=False)

    def __init__(self, *args: Any, actor: Actor, scope_path: str, fields: Sequence[FlowField], **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["people"]
        people.actor, people.scope_path = actor, scope_path
        self.fields["who"].help_text = _("部门负责人按登记的职务认定，例如主任、科长、组长。")
        self.about = list(fields)
        choices = [("", _("没有条件")), *((field.code, field.label) for field in fields)]
        for at in (1, 2) if fields else ():
            self.fields[f"field{at}"] = forms.ChoiceField(
                label=_("条件%(number)s：内容") % {"number": at}, choices=choices, required=False
            )
            self.fields[f"compare{at}"] = forms.ChoiceField(
                label=_("条件%(number)s：比较") % {"number": at},
                choices=(("<=", "≤"), (">", "＞"), ("<", "＜"), (">=", "≥"), ("=", _("是")), ("!=", _("不是"))),
                required=False,
            )
            self.fields[f"value{at}"] = forms.CharField(
                label=_("条件%(number)s：值") % {"number": at},
                max_length=60,
                required=False,
                help_text=_("两个条件要同时满足，才走这一步。"),
            )

    @property
    def condition_rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each condition, as they stand on the page."""
        return [(self[f"field{at}"], self[f"compare{at}"], self[f"value{at}"]) for at in (1, 2) if self.about]

    @property
    def condition_fields(self) -> str:
        """Which choices call for a comparison and a value."""
        return "|".join(field.code for field in self.about)

    def values(self) -> dict[str, Any]:
        """The step as data, for `services.save_step`."""
        given = self.cleaned_data
        who: dict[str, Any] = {"kind": given["who"]}
        if given["who"] == WhoKind.ROLE:
            who |= {"role": given["role"], "at": given["at"] or At.OWN}
        elif given["who"] == WhoKind.TITLE:
            who |= {"title": given["title"], "at": given["at"] or At.OWN}
        elif given["who"] == WhoKind.PEOPLE:
            who["people"] = [person.pk for person in given["people"]]
        return {
            "label": given["label"],
            "who": who,
            "mode": given["mode"],
            "days": given["days"],
            "returns": {"any": None, "start": ["start"], "none": []}[given["returns"]],
            "may_add": given["may_add"],
            "may_edit": given["may_edit"],
            "conditions": [
                {
                    "field": given[f"field{at}"],
                    "compare": given[f"compare{at}"],
                    "value": self._value(given[f"field{at}"], given[f"value{at}"]),
                }
                for at in (1, 2)
                if given.get(f"field{at}")
            ],
        }

    def _value(self, code: str, typed: str) -> Any:
        """The value in the words of the form in the type of its field; what is not understood stays as typed."""
        field = next(field for field in self.about if field.code == code)
        typed = typed.strip()
        if field.kind == "flag":
            return {str(_("是")): True, str(_("否")): False}.get(typed, typed)
        if field.kind == "choice":
            return {str(label): choice for choice, label in field.choices}.get(typed, typed)
        return typed


def initial_of(step: Step, fields: Sequence[FlowField], names: dict[int, str]) -> dict[str, Any]:
    """The form of a step that is there already."""
    returns = "any" if step.returns is None else "start" if step.returns else "none"
    values: dict[str, Any] = {
        "label": step.label,
        "who": step.who.kind,
        "role": step.who.role,
        "title": step.who.title,
        "at": step.who.at,
        "people": "、".join(names.get(person, "") for person in step.who.people),
        "mode": step.mode,
        "days": step.days,
        "returns": returns,
        "may_add": step.may_add,
        "may_edit": step.may_edit,
    }
    for at, condition in enumerate(step.conditions[:2], start=1):
        field = next((one for one in fields if one.code == condition.field), None)
        shown = condition.value
        if isinstance(shown, bool):
            shown = _("是") if shown else _("否")
        elif field is not None and field.kind == "choice":
            shown = dict(field.choices).get(str(shown), shown)
        values |= {f"field{at}": condition.field, f"compare{at}": condition.compare, f"value{at}": shown}
    return values
