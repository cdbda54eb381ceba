"""What a flow is: steps in order, who has each, under which conditions. Nothing here touches the database.

A condition compares one field of the subject with a constant by one of a closed set of comparisons. It is data and is
never evaluated as an expression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from xingtan.engines.workflow.data import START, At, Mode, WhoKind
from xingtan.kernel.registry import FlowField

# Comparison -> kinds of field it suits.
COMPARISONS: dict[str, tuple[str, ...]] = {
    "<": ("number",),
    "<=": ("number",),
    ">": ("number",),
    ">=": ("number",),
    "=": ("number", "choice", "flag"),
    "!=": ("number", "choice"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Who:
    """Who has a step. `role` with ROLE, `title` with TITLE, `people` (ids) with PEOPLE; `at` with the first two."""

    kind: str
    role: str = ""
    title: str = ""
    at: str = At.OWN
    people: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    field: str
    compare: str
    value: Any

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is so. What is unknown counts as so: rather one signature too many."""
        known = facts.get(self.field)
        if known is None or known == "":
            return True
        if isinstance(self.value, bool):
            return bool(known) is self.value
        if isinstance(self.value, str):
            return (str(known) == self.value) is (self.compare == "=")
        return compared(Decimal(str(known)), self.compare, Decimal(str(self.value)))


def compared(left: Decimal, how: str, right: Decimal) -> bool:
    """The closed set of comparisons of numbers."""
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "=": left == right,
        "!=": left != right,
    }[how]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step. `days`: working days until it is due, None for no deadline. `returns`: codes it may go back to, None
    for any earlier one. It is taken when all `conditions` hold."""

    code: str
    label: str
    who: Who
    mode: str = Mode.ANY
    days: int | None = None
    may_add: bool = True
    may_edit: bool = False
    returns: tuple[str, ...] | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def shown(self) -> str:
        """The label in the language of the page; what a school has written stays as it is."""
        return gettext(self.label) if self.label else ""

    def is_taken(self, facts: Mapping[str, Any]) -> bool:
        return all(condition.holds(facts) for condition in self.conditions)

    def as_data(self) -> dict[str, Any]:
        """The form in which it is kept; `definitions.reading.read_steps` reads it back."""
        who: dict[str, Any] = {"kind": str(self.who.kind)}
        if self.who.kind == WhoKind.ROLE:
            who |= {"role": self.who.role, "at": str(self.who.at)}
        elif self.who.kind == WhoKind.TITLE:
            who |= {"title": self.who.title, "at": str(self.who.at)}
        elif self.who.kind == WhoKind.PEOPLE:
            who["people"] = list(self.who.people)
        return {
            "code": self.code,
            "label": self.label,
            "who": who,
            "mode": str(self.mode),
            "days": self.days,
            "may_add": self.may_add,
            "may_edit": self.may_edit,
            "returns": None if self.returns is None else list(self.returns),
            "conditions": [{"field": c.field, "compare": c.compare, "value": c.value} for c in self.conditions],
        }


@dataclass(frozen=True, slots=True)
class Route:
    """All steps of one version, the start of whoever starts it in front."""

    steps: tuple[Step, ...]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Route:
        # Translators: the first step of every flow, done by whoever starts it
        label = pgettext("step", "发起")
        start = Step(code=START, label=label, who=Who(kind=WhoKind.STARTER), may_add=False, may_edit=True, returns=())
        return cls((start, *steps))

    def index(self, code: str) -> int:
        """Raises LookupError when there is no such step."""
        for at, step in enumerate(self.steps):
            if step.code == code:
                return at
        raise LookupError(code)

    def step(self, code: str) -> Step:
        return self.steps[self.index(code)]

    def next_after(self, code: str, facts: Mapping[str, Any]) -> tuple[Step | None, tuple[str, ...]]:
        """The step to be taken after `code`, None at the end, and the codes of those passed over."""
        skipped: list[str] = []
        for step in self.steps[self.index(code) + 1 :]:
            if step.is_taken(facts):
                return step, tuple(skipped)
            skipped.append(step.code)
        return None, tuple(skipped)

    def returns_of(self, code: str) -> tuple[str, ...]:
        """Codes of the earlier steps that `code` may be returned to, whether or not the case went through them."""
        at = self.index(code)
        earlier = tuple(step.code for step in self.steps[:at])
        allowed = self.steps[at].returns
        return earlier if allowed is None else tuple(one for one in earlier if one in allowed)


def field_of(fields: Sequence[FlowField], code: str) -> FlowField | None:
    return next((field for field in fields if field.code == code), None)
