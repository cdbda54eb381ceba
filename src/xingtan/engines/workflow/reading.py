"""Reading a definition from data, strictly: every refusal is a sentence that names the step to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from xingtan.engines.workflow.data import MOST_PEOPLE, MOST_STEPS, START, At, Mode, WhoKind
from xingtan.engines.workflow.definitions import COMPARISONS, Condition, Step, Who, compared, field_of
from xingtan.engines.workflow.errors import Unsound
from xingtan.kernel.registry import FlowField
from xingtan.people.access.data import ROLES

CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
LONGEST_LABEL = 20
MOST_DAYS = 250
KEYS = {"code", "label", "who", "mode", "days", "may_add", "may_edit", "returns", "conditions"}
OTHER = "\x00"  # stands for a choice that none of the listed is


def unsound(step: str, reason: str) -> Unsound:
    words = _("“%(step)s”：%(reason)s") % {"step": step, "reason": reason} if step else reason
    return Unsound(reason=words, step=step)


def read_steps(raw: Any, fields: Sequence[FlowField]) -> tuple[Step, ...]:
    """The steps of a definition, checked one by one and as a whole.

    Raises:
        Unsound: something is missing, unknown or of the wrong kind; a step that nobody could ever have; a step that
            no subject ever reaches; a flow that could end although nobody had decided.
    """
    steps = read_draft(raw, fields)
    if not steps:
        raise unsound("", _("流程至少要有一步。"))
    _check_reach(steps, fields)
    return steps


def read_draft(raw: Any, fields: Sequence[FlowField]) -> tuple[Step, ...]:
    """As `read_steps`, but the flow as a whole may be unfinished."""
    if not isinstance(raw, (list, tuple)):
        raise unsound("", _("流程应是一列步骤。"))
    if len(raw) > MOST_STEPS:
        raise unsound("", _("流程最多%(limit)s步。") % {"limit": MOST_STEPS})
    steps = tuple(read_step(one, fields) for one in raw)
    known = [START]
    for step in steps:
        if step.code in known:
            raise unsound(step.label, _("步骤的代号与前面的重复。"))
        wrong = [code for code in step.returns or () if code not in known]
        if wrong:
            raise unsound(step.label, _("只能退回到它前面的步骤。"))
        known.append(step.code)
    return steps


def read_step(raw: Any, fields: Sequence[FlowField]) -> Step:
    """One step by itself."""
    if not isinstance(raw, Mapping):
        raise unsound("", _("流程应是一列步骤。"))
    label = raw.get("label")
    if not isinstance(label, str) or not label.strip() or len(label) > LONGEST_LABEL or "\x00" in label:
        raise unsound("", _("每一步都要有名称，最多%(limit)s个字。") % {"limit": LONGEST_LABEL})
    if unknown := sorted(str(key) for key in set(raw) - KEYS):
        raise unsound(label, _("有不认识的内容：%(what)s。") % {"what": "、".join(unknown)})
    code = raw.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code) or code == START:
        raise unsound(label, _("步骤的代号不能用。"))
    days = raw.get("days")
    if days is not None and (type(days) is not int or not 1 <= days <= MOST_DAYS):
        raise unsound(label, _("期限应是1到%(limit)s个工作日，没有期限就不填。") % {"limit": MOST_DAYS})
    mode = raw.get("mode", Mode.ANY)
    if mode not in Mode.values:
        raise unsound(label, _("几个人怎样办理没有选对。"))
    return Step(
        code=code,
        label=label.strip(),
        who=_read_who(raw.get("who"), label),
        mode=str(mode),
        days=days,
        may_add=_read_flag(raw, "may_add", True, label),
        may_edit=_read_flag(raw, "may_edit", False, label),
        returns=_read_returns(raw.get("returns"), label),
        conditions=tuple(_read_conditions(raw.get("conditions", ()), fields, label)),
    )


def _read_flag(raw: Mapping[str, Any], key: str, default: bool, label: str) -> bool:
    value = raw.get(key, default)
    if type(value) is not bool:
        raise unsound(label, _("有不认识的内容：%(what)s。") % {"what": key})
    return value


def _read_returns(raw: Any, label: str) -> tuple[str, ...] | None:
    if raw is None:
        return None
    if not isinstance(raw, (list, tuple)) or not all(isinstance(code, str) for code in raw):
        raise unsound(label, _("只能退回到它前面的步骤。"))
    return tuple(dict.fromkeys(raw))


def _read_who(raw: Any, label: str) -> Who:
    nobody = unsound(label, _("没有说明由谁办理。"))
    if not isinstance(raw, Mapping) or raw.get("kind") not in WhoKind.values:
        raise nobody
    kind, at = str(raw["kind"]), raw.get("at", At.OWN)
    wanted = {WhoKind.ROLE: {"role", "at"}, WhoKind.TITLE: {"title", "at"}, WhoKind.PEOPLE: {"people"}}
    if set(raw) - {"kind"} - wanted.get(WhoKind(kind), set()) or at not in At.values:
        raise nobody
    role, title, people = raw.get("role", ""), raw.get("title", ""), raw.get("people", ())
    if kind == WhoKind.ROLE and role not in ROLES:
        raise unsound(label, _("没有这个角色。"))
    if kind == WhoKind.TITLE and not (isinstance(title, str) and title.strip() and len(title) <= 40):
        raise unsound(label, _("没有写明职务。"))
    if kind == WhoKind.PEOPLE and not _are_ids(people):
        raise unsound(label, _("没有指定人。"))
    return Who(kind=kind, role=str(role), title=str(title).strip(), at=str(at), people=tuple(dict.fromkeys(people)))


def _are_ids(people: Any) -> bool:
    is_list = isinstance(people, (list, tuple)) and 0 < len(people) <= MOST_PEOPLE
    return is_list and all(type(one) is int and 0 < one < 2**63 for one in people)


def _read_conditions(raw: Any, fields: Sequence[FlowField], label: str) -> Iterable[Condition]:
    if not isinstance(raw, (list, tuple)) or len(raw) > 10:
        raise unsound(label, _("条件没有写对。"))
    for one in raw:
        if not isinstance(one, Mapping) or set(one) != {"field", "compare", "value"}:
            raise unsound(label, _("条件没有写对。"))
        field = field_of(fields, str(one["field"]))
        if field is None:
            raise unsound(label, _("条件里的“%(field)s”不是这类事情的内容。") % {"field": str(one["field"])[:40]})
        compare = one["compare"]
        if not isinstance(compare, str) or field.kind not in COMPARISONS.get(compare, ()):
            raise unsound(label, _("“%(field)s”不能这样比较。") % {"field": field.label})
        value = _read_value(one["value"], field)
        if value is None:
            raise unsound(label, _("“%(field)s”要比较的值没有写对。") % {"field": field.label})
        yield Condition(field=field.code, compare=compare, value=value)


def _read_value(value: Any, field: FlowField) -> Any:
    """The constant of a condition in the type of its field, None when it is not one."""
    if field.kind == "flag":
        return value if type(value) is bool else None
    if field.kind == "choice":
        return value if isinstance(value, str) and value in {code for code, _label in field.choices} else None
    if type(value) not in (int, float, str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > 10**9:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


Domain = dict[str, frozenset[Any]]


def _check_reach(steps: Sequence[Step], fields: Sequence[FlowField]) -> None:
    """No step is out of reach for every subject, and no subject passes all steps by."""
    everything = {field.code: _samples(field, steps) for field in fields}
    for step in steps:
        reached = dict(everything)
        for condition in step.conditions:
            reached[condition.field] &= _where(condition, everything[condition.field])
        if not all(reached[condition.field] for condition in step.conditions):
            raise unsound(step.label, _("条件互相矛盾，没有一件事会走到这一步。"))
    if _may_pass_all(steps, everything):
        words = _("有的情况下每一步都不用走，没有人办理就结束了。请让“%(step)s”或别的一步不带条件。")
        raise unsound("", words % {"step": steps[-1].label})


def _samples(field: FlowField, steps: Sequence[Step]) -> frozenset[Any]:
    """Values that stand for all values of a field: each one that is named, and one between, below and above them."""
    if field.kind == "flag":
        return frozenset((True, False))
    if field.kind == "choice":
        return frozenset((*(code for code, _label in field.choices), OTHER))
    named = sorted({Decimal(str(c.value)) for step in steps for c in step.conditions if c.field == field.code})
    between = [(low + high) / 2 for low, high in pairwise(named)]
    outside = [named[0] - 1, named[-1] + 1] if named else [Decimal(0)]
    return frozenset((*named, *between, *outside))


def _where(condition: Condition, samples: frozenset[Any]) -> frozenset[Any]:
    if isinstance(condition.value, bool):
        return frozenset((condition.value,))
    if isinstance(condition.value, str):
        return frozenset(one for one in samples if (one == condition.value) is (condition.compare == "="))
    limit = Decimal(str(condition.value))
    return frozenset(one for one in samples if compared(one, condition.compare, limit))


def _may_pass_all(steps: Sequence[Step], domain: Domain) -> bool:
    """Whether facts exist with which no step is taken: for each step one condition that fails, all at once."""
    if not steps:
        return True
    for condition in steps[0].conditions:
        left = domain[condition.field] - _where(condition, domain[condition.field])
        if left and _may_pass_all(steps[1:], domain | {condition.field: left}):
            return True
    return False
