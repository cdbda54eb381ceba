"""Pages of the kernel itself: health, the frame around pages, lists as people keep them."""

from __future__ import annotations

from tests.security.asking import UNWELL
from tests.security.expected.groups import (
    ALL,
    BOTH,
    CLERK,
    FAMILY,
    GET,
    LEADER,
    POST,
    PUPIL,
    SEE_PUPILS,
    Group,
    signed_in,
    some,
    world_may,
)

GROUPS: tuple[Group, ...] = (
    Group(
        says="health, for probes: the worker is not running here, and it says so",
        app="",
        methods=("GET", "POST", "PUT", "DELETE"),
        routes="healthz",
        region=ALL,
        let_in=UNWELL,
        anonymous=UNWELL,
    ),
    world_may("the frame around pages", "ui:", GET, "gallery offline manifest service_worker"),
    world_may("choosing a language", "ui:", POST, "language"),
    Group(says="taking back one's own act", app="tables:", methods=POST, routes="run_undo", own=some(PUPIL)),
    signed_in("keeping a list as one likes to see it", "tables:", BOTH, "own_views"),
    Group(
        says="one's own view of a list",
        app="tables:",
        methods=POST,
        routes="own_view_rename own_view_drop",
        own=some(PUPIL),
    ),
    Group(
        says="a portrait",
        app="files:",
        methods=GET,
        routes="open small",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
    ),
)
