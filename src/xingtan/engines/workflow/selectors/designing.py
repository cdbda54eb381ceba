"""What the page of one flow shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.definitions import Step
from xingtan.engines.workflow.errors import Unsound
from xingtan.engines.workflow.models import Flow, FlowVersion
from xingtan.engines.workflow.reading import read_draft, read_steps
from xingtan.engines.workflow.selectors import pictures
from xingtan.engines.workflow.selectors.flows import draft_of, kind_of, newest_of, unit_name
from xingtan.kernel.registry import FlowKind


@dataclass(frozen=True, kw_only=True)
class StepCard:
    step: Step
    lines: list[str]
    is_first: bool
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class FlowPage:
    """`cards` of the draft, or of what is in force when there is none; `fault`: why the draft cannot be published."""

    flow: Flow
    kind: FlowKind
    unit: str
    draft: FlowVersion | None
    cards: list[StepCard]
    boxes: list[dict[str, Any]]
    fault: str
    versions: list[FlowVersion]


def flow_page(flow: Flow) -> FlowPage:
    kind, draft = kind_of(flow.code), draft_of(flow)
    shown = draft or newest_of(flow)
    steps = read_draft(shown.steps if shown else [], kind.fields)
    names = pictures.people_names(steps)
    cards = [
        StepCard(
            step=step,
            lines=pictures.details(step, names, kind.fields),
            is_first=at == 0,
            is_last=at == len(steps) - 1,
        )
        for at, step in enumerate(steps)
    ]
    published = flow.versions.filter(published_at__isnull=False).select_related("published_by")
    return FlowPage(
        flow=flow,
        kind=kind,
        unit=unit_name(flow.organisation_path),
        draft=draft,
        cards=cards,
        boxes=pictures.flow_boxes(steps, kind.fields),
        fault=_fault(draft, kind),
        versions=list(published.order_by("-number")[:20]),
    )


def _fault(draft: FlowVersion | None, kind: FlowKind) -> str:
    if draft is None:
        return ""
    try:
        read_steps(draft.steps, kind.fields)
    except Unsound as refusal:
        return str(refusal)
    return ""


def draft_step(flow: Flow, code: str) -> Step:
    """A step of the draft. Raises NoDraft, StepNotFound."""
    draft = draft_of(flow)
    if draft is None:
        raise errors.NoDraft
    for step in read_draft(draft.steps, kind_of(flow.code).fields):
        if step.code == code:
            return step
    raise errors.StepNotFound(step=code)


def names_of(step: Step) -> dict[int, str]:
    """Names of the fixed people of a step, for its form."""
    return pictures.people_names([step])
