"""Lists: what is mine to do, what I have started, what waits for others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.engines.workflow import errors, services
from xingtan.engines.workflow.data import HAND_OVER, TAKE_PART, CaseState, SlotKind, SlotState
from xingtan.engines.workflow.forms import BulkOpinionForm, ReceiverForm
from xingtan.engines.workflow.models import Assignment, Case
from xingtan.engines.workflow.selectors import lists
from xingtan.engines.workflow.selectors.flows import kinds
from xingtan.engines.workflow.selectors.naming import people_named
from xingtan.engines.workflow.services.leaving import left_behind
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables import api as tables
from xingtan.kernel.ui.components.signals import due_lamp

STATE_TONES = {
    SlotState.OPEN: "yours",
    SlotState.DONE: "green",
    SlotState.RETURNED: "red",
}
CASE_TONES = {CaseState.RUNNING: "yellow", CaseState.FINISHED: "green", CaseState.REFUSED: "red"}


def _kinds(actor: Actor) -> list[tuple[str, Any]]:
    return [(kind.code, kind.label) for kind in kinds()]


def _due(row: Assignment) -> Any:
    return due_lamp(row.due_on) if row.due_on and row.state == SlotState.OPEN else ""


def _state(row: Assignment) -> Any:
    return _("待阅") if row.kind == SlotKind.CIRCULATED and row.state == SlotState.OPEN else row.get_state_display()


def _agree(actor: Actor, rows: Any, form: Any) -> tables.BulkResult:
    ids = list(rows.values_list("pk", flat=True))
    opinion = form.cleaned_data["opinion"]
    count = services.agree_many(actor=actor, assignment_ids=ids, now=timezone.now(), opinion=opinion)
    return tables.BulkResult(count=count)


def _hand_over(actor: Actor, rows: Any, form: Any) -> tables.BulkResult:
    found = people_named(actor, form.cleaned_data["people"])
    if len(found) != 1:
        raise errors.NobodyNamed
    count = 0
    for part in rows.exclude(person_id=found[0].pk).order_by("case_id", "number"):
        values = {"assignment_id": part.pk, "person_id": found[0].pk, "opinion": form.cleaned_data["opinion"]}
        services.reassign(actor=actor, now=timezone.now(), **values)
        count += 1
    return tables.BulkResult(count=count)


def _of_people_who_left(rows: Any, value: Any) -> Any:
    return rows.filter(left_behind(timezone.localdate()))


class MyPartTable(tables.Table):
    code = "flow-mine"
    title = _("我的流转")
    unit = _("件")
    columns = (
        tables.Column(
            "title", _("事项"), value="case.title", sort="case__title", link=row_address("workflow:case", "case_id")
        ),
        tables.Column("state", _("状态"), value=_state, lamp=lambda row: STATE_TONES.get(row.state, "none")),
        tables.Column("step", _("步骤"), value="step_label"),
        tables.Column("due", _("期限"), markup=_due, export="due_on", sort="due_on"),
        tables.Column("starter", _("发起人"), value="case.started_by.name", sort="case__started_by__name_pinyin"),
        tables.Column("kind", _("流程"), value="kind_label", phone="hide"),
        tables.Column("owner", _("原办理人"), value="person.name", default_hidden=True),
        tables.Column("opened_at", _("收到时间"), sort="opened_at"),
        tables.Column("done_at", _("办理时间"), sort="done_at", phone="hide"),
    )
    filters = (
        tables.ChoiceFilter("kind", _("流程"), field="case__kind", options=_kinds),
        tables.DateFilter("opened", _("收到时间"), field="opened_at__date"),
    )
    views = (
        tables.SavedView(
            "",
            _("待我办"),
            condition=lambda actor: Q(state=SlotState.OPEN) & ~Q(kind=SlotKind.CIRCULATED),
            order="due",
            is_counted=True,
        ),
        tables.SavedView(
            "read",
            _("待我阅"),
            condition=lambda actor: Q(state=SlotState.OPEN, kind=SlotKind.CIRCULATED),
            is_counted=True,
        ),
        tables.SavedView("done", _("我办过的"), condition=lambda actor: ~Q(state=SlotState.OPEN), order="-opened_at"),
    )
    bulk = (
        tables.BulkAct(
            "workflow.agree_many", _("同意"), permission=TAKE_PART, run=_agree, form=BulkOpinionForm, max_rows=200
        ),
    )
    order = "-opened_at"
    search_fields = ("case__title", "case__started_by__name")
    search_hint = _("事项、发起人")
    empty = tables.Empty(_("没有等您办理的事项。"))

    def prepare(self, rows: Sequence[Any]) -> None:
        lists.attach_steps(rows)

    def offered_acts(self) -> list[tables.BulkAct]:
        # Who has the step may do it; no role holds that. `permitted` checks each row.
        return list(self.bulk) if self.actor.person_id else []


class MyCaseTable(tables.Table):
    code = "flow-started"
    title = _("我发起的")
    unit = _("件")
    columns = (
        tables.Column("title", _("事项"), sort="title", link=row_address("workflow:case"), phone="title"),
        tables.Column(
            "state",
            _("状态"),
            value="get_state_display",
            lamp=lambda row: CASE_TONES.get(row.state, "none"),
            sort="state",
        ),
        tables.Column("step", _("现在的步骤"), value="step_label"),
        tables.Column("holders", _("在谁那里")),
        tables.Column("kind", _("流程"), value="kind_label", phone="hide"),
        tables.Column("started_at", _("发起时间"), sort="started_at"),
        tables.Column("finished_at", _("结束时间"), sort="finished_at", phone="hide"),
    )
    filters = (tables.ChoiceFilter("kind", _("流程"), field="kind", options=_kinds),)
    views = (
        tables.SavedView("", _("全部")),
        tables.SavedView("running", _("办理中"), condition=lambda actor: Q(state=CaseState.RUNNING), is_counted=True),
        tables.SavedView("over", _("已结束"), condition=lambda actor: ~Q(state=CaseState.RUNNING)),
    )
    order = "-started_at"
    search_fields = ("title",)
    search_hint = _("事项")
    empty = tables.Empty(_("您还没有发起过流转。请假、用印、发文等在各自的页面里发起。"))

    def prepare(self, rows: Sequence[Case]) -> None:
        lists.attach_holders(rows)


class PendingTable(tables.Table):
    """What waits for anybody in reach: the flow and the step, without what is said in it."""

    code = "flow-pending"
    title = _("待办督促与移交")
    unit = _("件")
    columns = (
        tables.Column("person", _("办理人"), value="person.name", sort="person__name_pinyin", phone="title"),
        tables.Column("kind", _("流程"), value="kind_label"),
        tables.Column("step", _("步骤"), value="step_label"),
        tables.Column("state", _("状态"), value="get_state_display", sort="state"),
        tables.Column("due", _("期限"), markup=_due, export="due_on", sort="due_on"),
        tables.Column("starter", _("发起人"), value="case.started_by.name", sort="case__started_by__name_pinyin"),
        tables.Column("started_at", _("发起时间"), value="case.started_at", sort="case__started_at", phone="hide"),
    )
    filters = (
        tables.ChoiceFilter("kind", _("流程"), field="case__kind", options=_kinds),
        tables.FlagFilter("left", _("只看已离岗"), condition=_of_people_who_left),
    )
    views = (
        tables.SavedView("", _("全部待办")),
        tables.SavedView(
            "late",
            _("已超期"),
            condition=lambda actor: Q(state=SlotState.OPEN, due_on__lt=actor.on),
            order="due",
            is_counted=True,
        ),
    )
    bulk = (tables.BulkAct("workflow.reassign", _("移交"), permission=HAND_OVER, run=_hand_over, form=ReceiverForm),)
    order = "due"
    search_fields = ("person__name", "case__started_by__name")
    search_hint = _("办理人、发起人")
    empty = tables.Empty(_("没有待办。"))

    def prepare(self, rows: Sequence[Any]) -> None:
        lists.attach_steps(rows)
