"""Registers passed to and from other systems."""

from __future__ import annotations

from tests.security.expected.groups import ADMIN, BOTH, CLERK, GET, POST, SYSTEM, Group, page, some

X = "exchange:"
EXCHANGE = some(CLERK, SYSTEM)  # who sees what passes to and from other systems of the whole region
GROUPS: tuple[Group, ...] = (
    page("partners of the exchange, their rows and findings", X, GET, "partners rows findings", EXCHANGE | some(ADMIN)),
    page("registering a partner", X, BOTH, "partner_add", some(CLERK, ADMIN)),
    Group(
        says="a partner, its sets and deliveries",
        app=X,
        methods=GET,
        routes="partner set set_progress row delivery",
        region=EXCHANGE,
        own=some(ADMIN),
    ),
    Group(
        says="receiving from a partner and delivering to it",
        app=X,
        methods=BOTH,
        routes="partner_edit set_receive delivery_ask",
        region=EXCHANGE,
        own=some(ADMIN),
        may_region=some(CLERK),
    ),
    Group(
        says="acting on a set and its rows, taking data out",
        app=X,
        methods=POST,
        routes="partner_held set_resume set_apply set_leave_out set_discard set_undo row_mend row_leave_out row_link"
        " row_new delivery_download",
        region=EXCHANGE,
        own=some(ADMIN),
        may_region=some(CLERK),
    ),
)
