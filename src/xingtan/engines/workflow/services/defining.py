"""Flows as a bureau or school wants them: a draft is changed step by step, then published for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import DESIGN, VIEW_FLOWS, WhoKind
from xingtan.engines.workflow.definitions import Step
from xingtan.engines.workflow.models import Flow, FlowVersion
from xingtan.engines.workflow.reading import read_draft, read_steps, unsound
from xingtan.engines.workflow.selectors import resolving
from xingtan.engines.workflow.selectors.flows import draft_of, flow_of, kind_of, newest_of, shipped_steps, version_for
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.registry import FlowKind
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation


@transaction.atomic
def ensure_shipped(kind: FlowKind, now: datetime) -> FlowVersion:
    """The shipped flow of a kind as data; when the product's definition has changed, a new version of it."""
    with override("zh-hans"):
        label = str(kind.label)
    flow, _is_new = Flow.objects.get_or_create(code=kind.code, organisation_path="", defaults={"label": label})
    steps, newest = shipped_steps(kind), newest_of(flow)
    if newest is not None and newest.steps == steps:
        return newest
    Flow.objects.select_for_update().get(pk=flow.pk)
    newest = newest_of(flow)  # another request may have published it while this one waited
    if newest is not None and newest.steps == steps:
        return newest
    number = newest.number + 1 if newest else 1
    return FlowVersion.objects.create(flow=flow, number=number, steps=steps, published_at=now)


@transaction.atomic
def adopt_flow(*, actor: Actor, kind: str, organisation_id: int, now: datetime) -> Flow:
    """Begin a flow of one's own at a bureau or school, with what is in force there as the draft.

    Raises:
        FlowNotFound: no such kind, or the organisation is not for this actor. NotPermitted.
    """
    try:
        definition = kind_of(kind)
    except LookupError as error:
        raise errors.FlowNotFound(kind=kind) from error
    unit = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    if unit is None or unit.kind not in resolving.UNITS or not actor.may(VIEW_FLOWS, unit.path):
        raise errors.FlowNotFound(organisation_id=organisation_id)
    require(actor, DESIGN, unit.path)
    ensure_shipped(definition, now)
    with override("zh-hans"):
        label = str(definition.label)
    flow, is_new = Flow.objects.get_or_create(code=kind, organisation_path=unit.path, defaults={"label": label})
    if is_new:
        audit.record(actor, "workflow.flow_adopted", "flow", flow.pk, unit.path, {"kind": kind})
    locked = _locked(flow)
    _open(locked)
    return locked


def _locked(flow: Flow) -> Flow:
    locked: Flow = Flow.objects.select_for_update().get(pk=flow.pk)
    return locked


def _open(flow: Flow) -> FlowVersion:
    draft = draft_of(flow)
    if draft is not None:
        return draft
    own = newest_of(flow)
    source = own or version_for(flow.code, flow.organisation_path)
    number = own.number + 1 if own else 1
    return FlowVersion.objects.create(flow=flow, number=number, steps=source.steps if source else [])


def _designed(actor: Actor, flow_id: int) -> Flow:
    """A flow of one's own, locked. Raises FlowNotFound, NotPermitted."""
    flow = flow_of(actor, flow_id)
    require(actor, DESIGN, flow.organisation_path or "/")
    return _locked(flow)


@transaction.atomic
def open_draft(*, actor: Actor, flow_id: int) -> FlowVersion:
    """The draft of a flow, begun from its newest version when there is none. Raises FlowNotFound, NotPermitted."""
    return _open(_designed(actor, flow_id))


def _draft(flow: Flow) -> FlowVersion:
    draft = draft_of(flow)
    if draft is None:
        raise errors.NoDraft
    return draft


def _store(draft: FlowVersion, steps: list[dict[str, Any]]) -> FlowVersion:
    """Write the steps; references to steps that no longer stand before are left out."""
    known = {"start"}
    for step in steps:
        if step.get("returns") is not None:
            step["returns"] = [code for code in step["returns"] if code in known]
        known.add(step["code"])
    kind = kind_of(draft.flow.code)
    draft.steps = [step.as_data() for step in read_draft(steps, kind.fields)]
    draft.save(update_fields=["steps"])
    return draft


def _index(steps: list[dict[str, Any]], code: str) -> int:
    for at, step in enumerate(steps):
        if step["code"] == code:
            return at
    raise errors.StepNotFound(step=code)


@transaction.atomic
def save_step(*, actor: Actor, flow_id: int, values: Mapping[str, Any], code: str = "") -> FlowVersion:
    """Change the step `code` of the draft, or add one at the end. `values` is a step as data, without its code.

    Raises:
        FlowNotFound, NotPermitted, NoDraft, StepNotFound, Unsound.
    """
    flow = _designed(actor, flow_id)
    draft = _draft(flow)
    steps = list(draft.steps)
    if code:
        steps[_index(steps, code)] = {**values, "code": code}
    else:
        used = {step["code"] for step in steps}
        fresh = next(f"s{at}" for at in range(1, len(steps) + 2) if f"s{at}" not in used)
        steps.append({**values, "code": fresh})
    return _store(draft, steps)


@transaction.atomic
def move_step(*, actor: Actor, flow_id: int, code: str, by: int) -> FlowVersion:
    """Move a step of the draft earlier (by=-1) or later (by=1); at the end of the line nothing changes.

    Raises:
        FlowNotFound, NotPermitted, NoDraft, StepNotFound.
    """
    draft = _draft(_designed(actor, flow_id))
    steps = list(draft.steps)
    at = _index(steps, code)
    to = at + (1 if by > 0 else -1)
    if 0 <= to < len(steps):
        steps[at], steps[to] = steps[to], steps[at]
    return _store(draft, steps)


@transaction.atomic
def remove_step(*, actor: Actor, flow_id: int, code: str) -> FlowVersion:
    """Take a step out of the draft. Raises FlowNotFound, NotPermitted, NoDraft, StepNotFound."""
    draft = _draft(_designed(actor, flow_id))
    steps = list(draft.steps)
    del steps[_index(steps, code)]
    return _store(draft, steps)


@transaction.atomic
def discard_draft(*, actor: Actor, flow_id: int) -> None:
    """Throw the draft away; what is published stays. Raises FlowNotFound, NotPermitted, NoDraft."""
    _draft(_designed(actor, flow_id)).delete()


@transaction.atomic
def publish_draft(*, actor: Actor, flow_id: int, now: datetime) -> FlowVersion:
    """Close the draft for ever and let new cases move by it; running cases keep theirs.

    Raises:
        FlowNotFound, NotPermitted, NoDraft, Unsound.
    """
    flow = _designed(actor, flow_id)
    draft = _draft(flow)
    steps = read_steps(draft.steps, kind_of(flow.code).fields)
    for step in steps:
        _check_people(step, flow.organisation_path, now)
    draft.steps = [step.as_data() for step in steps]
    draft.published_at, draft.published_by_id = now, actor.person_id
    draft.save(update_fields=["steps", "published_at", "published_by"])
    if not flow.is_active:
        flow.is_active = True
        flow.save(update_fields=["is_active"])
    detail = {"kind": flow.code, "number": draft.number}
    audit.record(actor, "workflow.flow_published", "flow", flow.pk, flow.organisation_path, detail)
    return draft


def _check_people(step: Step, path: str, now: datetime) -> None:
    """Fixed people and titles must exist today at the unit of the flow."""
    on = local_day(now)
    if step.who.kind == WhoKind.PEOPLE and set(step.who.people) - resolving.in_post(step.who.people, on):
        raise unsound(step.label, _("指定的人里有人已不在职。"))
    if step.who.kind == WhoKind.TITLE and step.who.at == "own":
        unit = resolving.unit_of(path)
        if unit is not None and not resolving.postings_at(unit, on).filter(title=step.who.title).exists():
            raise unsound(step.label, _("本单位没有人任“%(title)s”。") % {"title": step.who.title})


@transaction.atomic
def set_flow_active(*, actor: Actor, flow_id: int, is_active: bool) -> Flow:
    """Go back to the flow of the unit above (False), or use one's own again. Running cases keep theirs.

    Raises:
        FlowNotFound, NotPermitted.
    """
    flow = _designed(actor, flow_id)
    if flow.is_active != is_active:
        flow.is_active = is_active
        flow.save(update_fields=["is_active"])
        audit.record(actor, "workflow.flow_switched", "flow", flow.pk, flow.organisation_path, {"is_active": is_active})
    return flow
