"""Rows of lists, and things to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xingtan.engines.workflow.data import HAND_OVER, SlotKind, SlotState
from xingtan.engines.workflow.models import Assignment, Case, Delegation
from xingtan.engines.workflow.querysets import of_actor
from xingtan.engines.workflow.selectors import cases, history, pictures
from xingtan.engines.workflow.selectors.cases import Offer
from xingtan.engines.workflow.selectors.flows import known_kind, route_of
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import TodoItem
from xingtan.kernel.scopes import Actor

WITH = ("case__version__flow", "case__started_by", "person")
TODOS_ONE_BY_ONE = 20


def my_parts(actor: Actor) -> Any:
    """All parts that are or were the actor's, waiting ones left out."""
    return (
        Assignment.objects.visible_to(actor)
        .filter(of_actor(actor))
        .exclude(state=SlotState.WAITING)
        .exclude(number=1, kind=SlotKind.MAIN, state=SlotState.DONE)
        .select_related(*WITH)
    )


def my_cases(actor: Actor) -> Any:
    """Cases that the actor has started."""
    rows = Case.objects.visible_to(actor).filter(started_by_id=actor.person_id or 0)
    return rows.select_related("version__flow", "started_by")


def pending_in_reach(actor: Actor) -> Any:
    """What waits for anybody where the actor may hand over."""
    return Assignment.objects.permitted(actor, HAND_OVER).pending().of_running().select_related(*WITH)


def attach_steps(rows: Sequence[Any]) -> None:
    """Give each part the label of its step and the name of its flow, without a query of its own."""
    routes: dict[int, Any] = {}
    for row in rows:
        version = row.case.version
        if version.pk not in routes:
            routes[version.pk] = route_of(version)
        kind = known_kind(row.case.kind)
        row.step_label = history.label_of(routes[version.pk], row.step)
        row.kind_label = kind.label if kind else version.flow.label


def attach_holders(rows: Sequence[Any]) -> None:
    """Give each case the step it stands at and who has it, in one query."""
    names: dict[int, list[str]] = {}
    opened = Assignment.objects.filter(case__in=[row.pk for row in rows], state=SlotState.OPEN)
    opened = opened.exclude(kind=SlotKind.CIRCULATED).order_by("number")
    for case_id, name in opened.values_list("case_id", "person__name"):
        names.setdefault(case_id, []).append(name)
    routes: dict[int, Any] = {}
    for row in rows:
        if row.version_id not in routes:
            routes[row.version_id] = route_of(row.version)
        kind = known_kind(row.kind)
        row.kind_label = kind.label if kind else row.version.flow.label
        row.step_label = history.label_of(routes[row.version_id], row.step) if row.finished_at is None else ""
        row.holders = _("、").join(names.get(row.pk, [])[:3])


@prepared
def _open_parts(*, actor: Actor) -> Any:
    rows = Assignment.objects.filter(of_actor(actor), state=SlotState.OPEN).select_related(*WITH)
    return rows.order_by("due_on", "opened_at", "pk")[: TODOS_ONE_BY_ONE + 1]


def waiting_for_me(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """What the actor must decide or read: one by one while they are few, else one line more that leads to the list."""
    rows = _open_parts.instances(actor=actor) if actor.person_id else []
    attach_steps(rows)
    items = [_todo(row) for row in rows[:TODOS_ONE_BY_ONE]]
    if len(rows) > TODOS_ONE_BY_ONE:
        url = reverse("workflow:mine")
        items.append(TodoItem(key="workflow.more", sign="转", title=_("还有更多等您办理"), url=url))
    return items


def _todo(row: Assignment) -> TodoItem:
    kind = known_kind(row.case.kind)
    is_paper = row.kind == SlotKind.CIRCULATED
    values = {"starter": row.case.started_by.name, "step": getattr(row, "step_label", "")}
    return TodoItem(
        key=f"workflow.part:{row.pk}",
        sign=kind.sign if kind else "转",
        title=_("请阅：%(title)s") % {"title": row.case.title} if is_paper else row.case.title,
        detail="" if is_paper else _("%(starter)s发起，%(step)s") % values,
        url=reverse("workflow:case", args=[row.case_id]),
        due_on=row.due_on,
        action=_("阅看") if is_paper else _("办理"),
    )


@dataclass(frozen=True, kw_only=True)
class CasePart:
    """What `workflow/_case.html` shows: where the case stands, what the actor may do, what happened, who has read."""

    case: Case
    kind_label: Any
    step_label: str
    offer: Offer
    boxes: list[dict[str, Any]]
    lines: list[history.Line]
    holders: list[Assignment]
    readers: list[Assignment]
    address: str

    @property
    def turn_field(self) -> dict[str, int]:
        """What a button that asks again carries."""
        return {"turn": self.case.turn}


def case_part(actor: Actor, case: Case, now: datetime) -> CasePart:
    """Everything about one case that the actor may see; the caller has asked `case_of`."""
    parts = list(case.assignments.select_related("person", "done_by").order_by("number"))
    kind = known_kind(case.kind)
    route = route_of(case.version)
    sees = kind is not None and kind.may_see(actor, case.subject_id)
    return CasePart(
        case=case,
        kind_label=kind.label if kind else case.version.flow.label,
        step_label=history.label_of(route, case.step),
        offer=cases.offer_of(actor, case, now),
        boxes=pictures.case_boxes(case, parts),
        lines=history.history(case),
        holders=[part for part in parts if part.state == SlotState.OPEN and part.kind != SlotKind.CIRCULATED],
        readers=[part for part in parts if part.kind == SlotKind.CIRCULATED],
        address=kind.address(case.subject_id) if kind is not None and sees else "",
    )


def part_of_subject(actor: Actor, kind: str, subject_id: int, now: datetime) -> CasePart | None:
    """The newest case of a subject for an app's own page; None when there is none or it is not for the actor."""
    case = cases.newest_case(kind, subject_id)
    if case is None:
        return None
    return case_part(actor, cases.case_of(actor, case.pk), now)


def delegations_of(actor: Actor) -> list[Delegation]:
    """What the actor gave and was given, the newest first, with people."""
    rows = Delegation.objects.visible_to(actor).select_related("giver", "deputy").order_by("-starts_on", "-pk")
    found: list[Any] = list(rows[:100])
    for row in found:
        labels = [known_kind(code) for code in row.kinds]
        row.kind_labels = _("、").join(str(kind.label) for kind in labels if kind) or _("全部流程")
        row.is_mine = row.giver_id == actor.person_id
        row.is_over = row.cancelled_at is not None or row.ends_on < actor.on
    return found
