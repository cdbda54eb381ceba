"""What a starter must know before a case begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xingtan.engines.workflow.data import START
from xingtan.engines.workflow.definitions import Route, Step
from xingtan.engines.workflow.reading import read_steps
from xingtan.engines.workflow.selectors.flows import kind_of, route_of, shipped_steps, version_for


def first_step(kind: str, scope_path: str, facts: Mapping[str, Any]) -> Step | None:
    """The step that a subject with these facts would come to first; its form asks for people when they are chosen.

    Raises:
        LookupError: no manifest declares the kind.
    """
    version = version_for(kind, scope_path)
    if version is not None:
        return route_of(version).next_after(START, facts)[0]
    definition = kind_of(kind)
    return Route.of(read_steps(shipped_steps(definition), definition.fields)).next_after(START, facts)[0]
