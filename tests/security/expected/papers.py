"""Printed papers, seals, and the page that checks a paper."""

from __future__ import annotations

from tests.security.expected.groups import ADMIN, BOTH, CLERK, GET, HEAD, LEADER, NOBODY, Group, page, some, world_may

P = "papers:"
REGION, OWN = some(LEADER, CLERK), some(HEAD, ADMIN)
GROUPS: tuple[Group, ...] = (
    page("lists of issued papers and of seals", P, GET, "paper_list seal_list", REGION | OWN),
    page("registering a seal", P, BOTH, "seal_add", some(CLERK, ADMIN)),
    Group(says="an issued paper and a seal", app=P, methods=GET, routes="paper seal", region=REGION, own=OWN),
    Group(
        says="declaring a paper void, appointing who keeps a seal, taking it out of use",
        app=P,
        methods=BOTH,
        routes="paper_revoke seal_keeper seal_retire",
        region=REGION,
        own=OWN,
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    Group(
        says="pressing a seal: its keeper alone",
        app=P,
        methods=BOTH,
        routes="seal_press",
        region=REGION,
        own=OWN,
        may_region=NOBODY,
        may_own=NOBODY,
    ),
    world_may("whether a paper is genuine", P, GET, "check_start check"),
)
