"""Cases on their way through steps of people, delegations, and the flows of each unit."""

from __future__ import annotations

from tests.security.asking import FORBIDDEN, HIDDEN
from tests.security.expected.groups import (
    ADMIN,
    BOTH,
    CLERK,
    GET,
    HEAD,
    LEADER,
    POST,
    Group,
    page,
    signed_in,
    some,
)

F = "workflow:"
SEE_FLOWS = some(LEADER, CLERK, HEAD, ADMIN)
GROUPS: tuple[Group, ...] = (
    signed_in("what waits for oneself, what one started, whom one lets stand in", F, GET, "mine started delegations"),
    signed_in("letting somebody stand in", F, POST, "delegation_add"),
    # A bulk act that names no act of the list is answered like one that is not there, to everybody.
    Group(says="deciding many of one's own", app=F, methods=POST, routes="mine"),
    signed_in("the form of a delegation", F, GET, "delegation_add"),
    page("what waits for anybody within reach", F, GET, "pending", some(CLERK, ADMIN)),
    Group(
        says="handing over many",
        app=F,
        methods=POST,
        routes="pending",
        region=some(CLERK, ADMIN),
        let_in=HIDDEN,
        otherwise=FORBIDDEN,
    ),
    # The cases of the world belong to people who are nobody else in the matrix: who takes part is no matter of a role.
    Group(says="a case and what may be done with it", app=F, methods=GET, routes="case"),
    Group(
        says="acts with a form",
        app=F,
        methods=BOTH,
        routes="case_agree case_return case_refuse case_add case_hand_over case_circulate",
    ),
    Group(
        says="acts by a press",
        app=F,
        methods=POST,
        routes="case_recall case_withdraw case_read case_remind delegation_end",
    ),
    page("flows of one's units", F, GET, "flows", SEE_FLOWS),
    Group(
        says="a flow of one unit",
        app=F,
        methods=GET,
        routes="flow",
        region=some(LEADER, CLERK),
        own=some(HEAD, ADMIN),
    ),
    Group(
        says="designing a flow",
        app=F,
        methods=POST,
        routes="flow_adopt flow_draft flow_discard flow_publish flow_switch step_move step_remove",
        region=some(LEADER, CLERK),
        own=some(HEAD, ADMIN),
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    Group(
        says="the form of a step",
        app=F,
        methods=BOTH,
        routes="step_add step_edit",
        region=some(LEADER, CLERK),
        own=some(HEAD, ADMIN),
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
)
