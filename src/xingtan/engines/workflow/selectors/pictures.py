"""The route of a flow or case as something to draw: what stands in each box, and how it is said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xingtan.engines.workflow.data import START, At, CaseState, Mode, SlotKind, SlotState, WhoKind
from xingtan.engines.workflow.definitions import Condition, Route, Step, Who, field_of
from xingtan.engines.workflow.models import Assignment, Case
from xingtan.engines.workflow.selectors.flows import known_kind, route_of
from xingtan.engines.workflow.selectors.history import listed
from xingtan.kernel.registry import FlowField
from xingtan.people.access.data import ROLES
from xingtan.people.persons.models import Person

COMPARED = {"<": "＜", "<=": "≤", ">": "＞", ">=": "≥"}


def who_words(who: Who, names: Mapping[int, str]) -> str:
    """由谁办理, e.g. 本单位校长."""
    if who.kind == WhoKind.ROLE:
        return _("%(at)s%(role)s") % {"at": At(who.at).label, "role": ROLES[who.role].label}
    if who.kind == WhoKind.TITLE:
        return _("%(at)s%(role)s") % {"at": At(who.at).label, "role": who.title}
    if who.kind == WhoKind.PEOPLE:
        return listed(who.people, names, 3)
    return str(WhoKind(who.kind).label)


def condition_words(condition: Condition, fields: Sequence[FlowField]) -> str:
    """天数≤1天, 类别是病假."""
    field = field_of(fields, condition.field)
    label = str(field.label) if field else condition.field
    if isinstance(condition.value, bool):
        return _("%(field)s：%(answer)s") % {"field": label, "answer": _("是") if condition.value else _("否")}
    value = condition.value
    if isinstance(value, str):
        value = next((text for code, text in field.choices if code == value), value) if field else value
    if condition.compare in COMPARED:
        unit = str(field.unit) if field else ""
        return f"{label}{COMPARED[condition.compare]}{value}{unit}"
    words = _("%(field)s是%(value)s") if condition.compare == "=" else _("%(field)s不是%(value)s")
    return words % {"field": label, "value": value}


def conditions_words(step: Step, fields: Sequence[FlowField]) -> str:
    if not step.conditions:
        return ""
    listed_ = _("且").join(condition_words(one, fields) for one in step.conditions)
    return _("仅当%(conditions)s") % {"conditions": listed_}


def details(step: Step, names: Mapping[int, str], fields: Sequence[FlowField]) -> list[str]:
    """What is worth knowing of a step, line by line: who, how several share it, by when, under which conditions."""
    lines = [who_words(step.who, names)]
    if step.mode != Mode.ANY:
        lines.append(str(Mode(step.mode).label))
    if step.days:
        lines.append(_("%(days)s个工作日内") % {"days": step.days})
    if step.conditions:
        lines.append(conditions_words(step, fields))
    return lines


def people_names(steps: Sequence[Step]) -> dict[int, str]:
    ids = {person for step in steps for person in step.who.people}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def flow_boxes(steps: Sequence[Step], fields: Sequence[FlowField]) -> list[dict[str, Any]]:
    """Boxes of a definition, for `ui_route`."""
    names = people_names(steps)
    first = {
        "label": Route.of(()).steps[0].shown,
        "lines": [str(WhoKind.STARTER.label)],
        "state": "",
        "is_optional": False,
    }
    return [
        first,
        *(
            {
                "label": step.shown,
                "lines": details(step, names, fields),
                "state": "",
                "is_optional": bool(step.conditions),
            }
            for step in steps
        ),
    ]


def case_boxes(case: Case, parts: Sequence[Assignment]) -> list[dict[str, Any]]:
    """Boxes of a case: which steps are done, where it stands and with whom. `parts` with their people loaded."""
    route, kind = route_of(case.version), known_kind(case.kind)
    fields = kind.fields if kind else ()
    names = people_names(route.steps)
    here = route.index(case.step)
    boxes = []
    for at, step in enumerate(route.steps):
        mine = [part for part in parts if part.step == step.code and part.kind != SlotKind.CIRCULATED]
        last = max((part.round for part in mine), default=0)
        mine = [part for part in mine if part.round == last]
        boxes.append(
            {
                "label": step.shown,
                "lines": _part_lines(mine) or details(step, names, fields),
                "state": _box_state(case, at, here, mine),
                "is_optional": bool(step.conditions) and not mine,
            }
        )
    return boxes


def _box_state(case: Case, at: int, here: int, mine: Sequence[Assignment]) -> str:
    """done, now, passed over, stopped here; "" for what is still to come."""
    is_running = case.state == CaseState.RUNNING
    if at == here and is_running:
        return "now"
    if at == here and case.state in (CaseState.REFUSED, CaseState.WITHDRAWN):
        return "stopped"
    if at > here:
        return "" if is_running else "skipped"
    went = any(part.state == SlotState.DONE for part in mine)
    return "done" if went or case.step == START else "skipped"


SHOWN = (SlotState.OPEN, SlotState.WAITING, SlotState.DONE, SlotState.RETURNED)


def _part_lines(mine: Sequence[Assignment]) -> list[str]:
    return [
        _("%(name)s %(state)s") % {"name": part.person.name, "state": part.get_state_display()}
        for part in mine
        if part.state in SHOWN
    ][:4]
