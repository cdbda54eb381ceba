"""Roles, and groups of routes that answer alike; how to say what each role gets from each of them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.security.asking import FORBIDDEN, HIDDEN, IN, SIGN_IN
from tests.security.world import ANONYMOUS, EVERYBODY

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
NOBODY: frozenset[str] = frozenset()
ALL = frozenset(EVERYBODY)


def some(*names: str) -> frozenset[str]:
    return frozenset(names)


# Roles whose reach is the whole region: they get the same at either school.
LEADER, CLERK = "bureau_leader", "bureau_staff"
SYSTEM, SECURITY, AUDIT = "system_administrator", "security_administrator", "audit_administrator"
# Roles at the first school, its families, and a citizen.
HEAD, ADMIN, CIO, EDTECH = "principal", "school_administrator", "school_cio", "edtech_head"
DISTRICT, GRADE, HOMEROOM = "district_leader", "grade_leader", "homeroom_teacher"
TEACHER, STAFF, PUPIL, GUARDIAN, CITIZEN = "teacher", "staff", "student", "guardian", "citizen"

FAMILY = some(PUPIL, GUARDIAN)
SCHOOL_STAFF = some(HEAD, ADMIN, CIO, EDTECH, DISTRICT, GRADE, HOMEROOM, TEACHER, STAFF)
SEE_PUPILS = some(HEAD, ADMIN, DISTRICT, GRADE, HOMEROOM)
SEE_CLASSES = SEE_PUPILS | some(CIO, EDTECH, TEACHER)
SEE_STAFF = some(HEAD, ADMIN, CIO, EDTECH, DISTRICT, TEACHER)
SEE_GRANTS = some(LEADER, HEAD, ADMIN, SYSTEM, SECURITY, AUDIT)
LOOK_AFTER_ACCOUNTS = some(HEAD, ADMIN, HOMEROOM)
LIST_CLASSES = SEE_CLASSES | some(LEADER, CLERK)
LIST_STAFF = SEE_STAFF - some(TEACHER) | some(LEADER, CLERK)
IMPORT = some(CLERK, ADMIN)
WRITE_LETTERS = some(LEADER, CLERK, HEAD, ADMIN, HOMEROOM)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Routes that answer alike. `region` and `own` see the thing; of them only `may_*` are let in, when given.

    Who does not see it gets `otherwise`: 404 about a thing, 403 from a page that shows no single thing.
    """

    says: str
    app: str
    methods: tuple[str, ...]
    routes: str
    region: frozenset[str] = NOBODY
    own: frozenset[str] = NOBODY
    may_region: frozenset[str] | None = None
    may_own: frozenset[str] | None = None
    otherwise: str = HIDDEN
    anonymous: str = SIGN_IN
    let_in: str = IN

    @property
    def asks(self) -> list[tuple[str, str]]:
        """(route, method) of everything in the group."""
        return [(f"{self.app}{name}", method) for name in self.routes.split() for method in self.methods]


def expected(group: Group, role: str, side: str) -> str:
    """What `role` gets when it asks for a thing of `side`."""
    if role == ANONYMOUS:
        return group.anonymous
    sees = group.region | (group.own if side == "own" else NOBODY)
    may_region = group.region if group.may_region is None else group.may_region
    may_own = group.own if group.may_own is None else group.may_own
    if role in may_region or (side == "own" and role in may_own):
        return group.let_in
    return FORBIDDEN if role in sees else group.otherwise


def world_may(says: str, app: str, methods: tuple[str, ...], names: str) -> Group:
    """Open to the world."""
    return Group(says=says, app=app, methods=methods, routes=names, region=ALL, anonymous=IN)


def signed_in(says: str, app: str, methods: tuple[str, ...], names: str) -> Group:
    """For everybody who has signed in; what it shows is their own, or filtered by `visible_to`."""
    return Group(says=says, app=app, methods=methods, routes=names, region=ALL)


def page(says: str, app: str, methods: tuple[str, ...], names: str, who: frozenset[str]) -> Group:
    """A page that shows no single thing: let in or refused."""
    return Group(says=says, app=app, methods=methods, routes=names, region=who, otherwise=FORBIDDEN)
