"""What every role gets from every route and method, by group of routes. Written down by hand, on purpose:

a permission that moves in a manifest turns the matrix red, and somebody has to say here that it was meant.
"""

from __future__ import annotations

from tests.security.expected import exchange, gateway, imports, kernel, papers, registry, staffing, workbench, workflow
from tests.security.expected.groups import Group, expected

__all__ = ["GROUPS", "Group", "expected"]

GROUPS: tuple[Group, ...] = (
    *kernel.GROUPS,
    *workbench.GROUPS,
    *gateway.GROUPS,
    *imports.GROUPS,
    *registry.GROUPS,
    *staffing.GROUPS,
    *exchange.GROUPS,
    *papers.GROUPS,
    *workflow.GROUPS,
)
