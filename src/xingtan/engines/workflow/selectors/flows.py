"""Which flow a subject moves by, and which flows there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import override

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.data import VIEW_FLOWS
from xingtan.engines.workflow.definitions import Route, Step
from xingtan.engines.workflow.models import Flow, FlowVersion
from xingtan.engines.workflow.reading import read_draft, read_steps
from xingtan.kernel.registry import REGISTRY, FlowKind
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import unit_path


def kinds() -> list[FlowKind]:
    return list(REGISTRY.all("workflows"))


def kind_of(code: str) -> FlowKind:
    """Raises LookupError when no manifest declares it."""
    kind: FlowKind = REGISTRY.find("workflows", code)
    return kind


def known_kind(code: str) -> FlowKind | None:
    """The kind, None for one that no manifest declares any more."""
    return next((kind for kind in kinds() if kind.code == code), None)


def shipped_steps(kind: FlowKind) -> list[dict[str, Any]]:
    """The steps of a kind as data, their labels in Chinese, the language in which they are kept."""
    with override("zh-hans"):
        plain = [dict(step) | {"label": str(step["label"])} for step in kind.steps]
        return [step.as_data() for step in read_steps(plain, kind.fields)]


def route_of(version: FlowVersion) -> Route:
    """The steps of a version with the start in front. What was published is trusted to be sound."""
    kind = known_kind(version.flow.code)
    return Route.of(_bare(version.steps) if kind is None else read_draft(version.steps, kind.fields))


def _bare(steps: Sequence[Any]) -> tuple[Step, ...]:
    """Steps of a kind that is no longer installed: its cases can still be read and carried on without conditions."""
    return read_draft([{**step, "conditions": []} for step in steps], ())


def paths_above(path: str) -> list[str]:
    """ "/1/5/" -> ["", "/1/", "/1/5/"]."""
    parts = [part for part in path.strip("/").split("/") if part]
    return ["", *("/" + "/".join(parts[: at + 1]) + "/" for at in range(len(parts)))]


def version_for(code: str, scope_path: str) -> FlowVersion | None:
    """The newest published version of the nearest flow at or above a path; the shipped one is the last resort."""
    newest = FlowVersion.objects.filter(
        flow__code=code,
        flow__is_active=True,
        flow__organisation_path__in=paths_above(scope_path),
        published_at__isnull=False,
    ).select_related("flow")
    found = list(newest.order_by("number"))
    if not found:
        return None
    nearest = max(len(version.flow.organisation_path) for version in found)
    return [version for version in found if len(version.flow.organisation_path) == nearest][-1]


@dataclass(frozen=True, kw_only=True)
class FlowLine:
    """A kind of flow at one unit: its own flow, if there is one, and what is in force there."""

    kind: FlowKind
    unit: Organisation
    own: Flow | None
    number: int
    is_shipped: bool
    is_draft: bool


def flow_lines(actor: Actor) -> list[FlowLine]:
    """Every kind at each unit that the actor looks after (the outermost of their reach)."""
    units = list(Organisation.objects.filter(path__in=actor.paths(VIEW_FLOWS)).order_by("path"))
    flows = Flow.objects.filter(organisation_path__in=[unit.path for unit in units]).annotate(
        newest=Max("versions__number", filter=Q(versions__published_at__isnull=False)),
        draft=Max("versions__number", filter=Q(versions__published_at__isnull=True)),
    )
    own: dict[tuple[str, str], Any] = {(flow.code, flow.organisation_path): flow for flow in flows}
    lines = []
    for unit in units:
        for kind in kinds():
            flow: Any = own.get((kind.code, unit.path))
            is_own = bool(flow and flow.newest and flow.is_active)
            lines.append(
                FlowLine(
                    kind=kind,
                    unit=unit,
                    own=flow,
                    number=flow.newest if is_own else 0,
                    is_shipped=not is_own,
                    is_draft=bool(flow and flow.draft),
                )
            )
    return lines


def flow_of(actor: Actor, flow_id: int) -> Flow:
    """A flow that the actor may look at.

    Raises:
        FlowNotFound.
    """
    flow: Flow | None = Flow.objects.visible_to(actor).filter(pk=flow_id).first()
    if flow is None or known_kind(flow.code) is None:
        raise errors.FlowNotFound(flow_id=flow_id)
    return flow


def draft_of(flow: Flow) -> FlowVersion | None:
    return flow.versions.filter(published_at__isnull=True).first()


def newest_of(flow: Flow) -> FlowVersion | None:
    return flow.versions.filter(published_at__isnull=False).order_by("-number").first()


def unit_name(path: str) -> str:
    unit = unit_path(path)
    return Organisation.objects.filter(path=unit).values_list("name", flat=True).first() or "" if unit else ""
