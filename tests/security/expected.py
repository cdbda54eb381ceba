"""What every role gets from every route and method, by group of routes. Written down by hand, on purpose:

a permission that moves in a manifest turns the matrix red, and somebody has to say here that it was meant.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.security.asking import FORBIDDEN, HIDDEN, IN, SIGN_IN, UNWELL
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


W, G, R, S, T = "workbench:", "gateway:", "registry:", "staffing:", "imports:"
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
    world_may("getting in", G, BOTH, "sign_in activate join join_pupil join_guardian forgotten forgotten_code"),
    world_may("getting in by phone", G, BOTH, "sign_in_phone sign_in_code sign_in_name join_phone join_code"),
    world_may("agreements to read", G, GET, "agreement"),
    Group(
        says="the first-run wizard of a bureau that is there",
        app=G,
        methods=BOTH,
        routes="setup",
        anonymous=HIDDEN,
    ),
    Group(says="signing out", app=G, methods=POST, routes="sign_out", region=ALL, let_in=SIGN_IN),
    signed_in("the workbench", W, GET, "home home_part todo badges notices search apps jobs"),
    signed_in("reading all notices", W, POST, "notices_read"),
    signed_in(
        "one's own account",
        G,
        GET,
        "account account_password sessions account_wards switch account_phone account_phone_code",
    ),
    signed_in(
        "acts on one's own account",
        G,
        POST,
        "account_avatar account_password sessions_end_others account_preferences account_export switch "
        "account_phone account_phone_code",
    ),
    signed_in("gates after sign-in", G, BOTH, "welcome first_password"),
    Group(says="ending a session without naming one", app=G, methods=POST, routes="session_end"),
    Group(says="a pupil's own notice", app=W, methods=GET, routes="notice", own=some(PUPIL)),
    Group(says="signing it", app=W, methods=POST, routes="notice_acknowledge", own=some(PUPIL)),
    Group(says="a pupil's own job", app=W, methods=GET, routes="job", own=some(PUPIL)),
    Group(says="ending one's own job", app=W, methods=POST, routes="job_cancel job_retry", own=some(PUPIL)),
    Group(says="taking back one's own act", app="tables:", methods=POST, routes="run_undo", own=some(PUPIL)),
    signed_in("keeping a list as one likes to see it", "tables:", BOTH, "own_views"),
    Group(
        says="one's own view of a list",
        app="tables:",
        methods=POST,
        routes="own_view_rename own_view_drop",
        own=some(PUPIL),
    ),
    Group(says="what may be imported", app=T, methods=GET, routes="overview", region=IMPORT | some(HEAD, SYSTEM)),
    Group(says="the empty workbook of pupils", app=T, methods=GET, routes="template", region=IMPORT),
    Group(says="handing in a file", app=T, methods=BOTH, routes="start", region=IMPORT),
    Group(
        says="an import and its lines",
        app=T,
        methods=GET,
        routes="run progress refused row",
        region=some(CLERK),
        own=some(ADMIN),
    ),
    Group(
        says="going on with an import",
        app=T,
        methods=POST,
        routes="sheet columns apply undo again go_on drop resend row row_choice",
        region=some(CLERK),
        own=some(ADMIN),
    ),
    Group(
        says="choosing lines of an import, without saying what for",
        app=T,
        methods=POST,
        routes="run",
        region=some(CLERK),
        own=some(ADMIN),
        let_in=HIDDEN,
    ),
    page("writing letters", W, GET, "letter_new letter_count letters", WRITE_LETTERS),
    page("sending letters", W, POST, "letter_new", WRITE_LETTERS),
    Group(
        says="a letter and who has signed",
        app=W,
        methods=GET,
        routes="letter",
        region=some(LEADER, CLERK),
        own=some(HEAD, ADMIN),
    ),
    Group(
        says="reminding", app=W, methods=POST, routes="letter_remind", region=some(LEADER, CLERK), own=some(HEAD, ADMIN)
    ),
    Group(
        says="a portrait",
        app="files:",
        methods=GET,
        routes="open small",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
    ),
    Group(says="one's own or one's ward's data", app=G, methods=POST, routes="reveal confirmation_answer", own=FAMILY),
    Group(says="a ward", app=G, methods=GET, routes="account_ward", own=some(GUARDIAN)),
    Group(says="a request of somebody else's", app=G, methods=BOTH, routes="request_amend"),
    Group(says="taking it back", app=G, methods=POST, routes="request_withdraw"),
    Group(
        says="consent for a ward",
        app=G,
        methods=POST,
        routes="consent_answer",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
        may_region=NOBODY,
        may_own=some(GUARDIAN),
    ),
    page("accounts looked after", G, GET, "accounts", LOOK_AFTER_ACCOUNTS | some(CLERK, SYSTEM)),
    Group(
        says="a bulk act on accounts that is not named",
        app=G,
        methods=POST,
        routes="accounts",
        region=ALL - LOOK_AFTER_ACCOUNTS - some(CLERK, SYSTEM),
        may_region=NOBODY,
    ),
    Group(
        says="an account",
        app=G,
        methods=GET,
        routes="account_card",
        region=some(CLERK, SYSTEM),
        own=LOOK_AFTER_ACCOUNTS,
    ),
    Group(
        says="acts on an account",
        app=G,
        methods=POST,
        routes="account_slip account_reset account_lock account_unlock",
        region=some(CLERK, SYSTEM),
        own=LOOK_AFTER_ACCOUNTS,
        may_region=some(SYSTEM),
        may_own=some(ADMIN, HOMEROOM),
    ),
    page("requests for help with a password", G, GET, "forgotten_list", some(ADMIN, HOMEROOM, SYSTEM)),
    Group(
        says="answering such a request",
        app=G,
        methods=POST,
        routes="forgotten_answer forgotten_dismiss",
        region=some(SYSTEM),
        own=some(ADMIN, HOMEROOM),
    ),
    page("who may do what", G, GET, "access access_roles", SEE_GRANTS),
    page("granting", G, BOTH, "access_grant access_power grant_end", some(SECURITY)),
    page("which applications a school takes", G, GET, "applications", some(CLERK, ADMIN, SYSTEM)),
    page("agreements and their versions", G, GET, "agreements", some(SYSTEM)),
    page("a new version of one", G, BOTH, "agreement_new", some(SYSTEM)),
    page("naming a pilot", G, POST, "pilot_switch", some(CLERK, SYSTEM)),
    page("ways out of the product", G, GET, "channels message_texts", some(SYSTEM)),
    page("what was sent", G, GET, "deliveries", some(SYSTEM)),
    page("a registered text", G, BOTH, "message_text", some(SYSTEM)),
    page("taking one out of use", G, POST, "message_text_stop", some(SYSTEM)),
    page("trying a way out, matching its users", G, POST, "channel_try channel_match", some(SYSTEM)),
    page("the journal", G, GET, "audit", some(AUDIT)),
    page("checking its chain", G, POST, "audit_verify", some(AUDIT)),
)

GROUPS += (
    page("organisations", R, GET, "organisation_list organisation_tree grouping_list", ALL - FAMILY - some(CITIZEN)),
    page("classes and their pupils", R, GET, "class_list teaching_group_list pupil_list", LIST_CLASSES),
    page("guardians", R, GET, "guardian_list", SEE_PUPILS | some(LEADER, CLERK)),
    Group(
        says="a bulk act on pupils that is not named",
        app=R,
        methods=POST,
        routes="pupil_list",
        region=ALL - LIST_CLASSES,
        may_region=NOBODY,
    ),
    Group(
        says="taking away a day of a school's calendar",
        app=R,
        methods=POST,
        routes="day_remove",
        region=some(LEADER, CLERK, SYSTEM, SECURITY, AUDIT),
        own=SCHOOL_STAFF,
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    signed_in("the calendar, and one's wards", R, GET, "calendar ward_list"),
    Group(
        says="an organisation",
        app=R,
        methods=GET,
        routes="organisation",
        region=some(LEADER, CLERK, SYSTEM, SECURITY, AUDIT),
        own=SCHOOL_STAFF,
    ),
    page("adding an organisation", R, BOTH, "organisation_add", some(CLERK, ADMIN, SYSTEM)),
    Group(
        says="changing an organisation",
        app=R,
        methods=BOTH,
        routes="organisation_edit organisation_facts organisation_close organisation_move",
        region=some(LEADER, CLERK, SYSTEM, SECURITY, AUDIT),
        own=SCHOOL_STAFF,
        may_region=some(CLERK, SYSTEM),
        may_own=some(ADMIN),
    ),
    page("founding a grouping", R, BOTH, "grouping_add", some(CLERK, SYSTEM)),
    Group(
        says="a grouping",
        app=R,
        methods=GET,
        routes="grouping",
        region=some(LEADER, CLERK, SYSTEM, SECURITY, AUDIT),
        own=SCHOOL_STAFF - some(GRADE, HOMEROOM),
    ),
    Group(
        says="members of a grouping, and its end",
        app=R,
        methods=BOTH,
        routes="grouping_end grouping_member_add grouping_member_end",
        region=some(LEADER, CLERK, SYSTEM, SECURITY, AUDIT),
        own=SCHOOL_STAFF - some(GRADE, HOMEROOM),
        may_region=some(CLERK, SYSTEM),
        may_own=NOBODY,
    ),
    page("registering a pupil", R, BOTH, "pupil_add", some(CLERK, ADMIN)),
    page("pupils who may be one", R, GET, "pair_list", some(CLERK, ADMIN)),
    Group(
        says="deciding about two of them",
        app=R,
        methods=BOTH,
        routes="pair_decide",
        region=some(CLERK),
        own=some(ADMIN),
    ),
    Group(
        says="taking a merge back",
        app=R,
        methods=POST,
        routes="merge_undo",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    page("empty fields", R, GET, "gap_list gap_fill", some(CLERK, ADMIN)),
    page("filling them", R, POST, "gap_fill", some(CLERK, ADMIN)),
    page("statistics as of a day", R, GET, "statistics", LIST_CLASSES),
    page("the pupils behind its numbers", R, GET, "statistics_rows", SEE_PUPILS | some(LEADER, CLERK)),
    world_may("checking a certificate one was given", R, GET, "certificate_verify"),
    page("the book of certificates", R, GET, "certificate_list", some(CLERK, ADMIN)),
    Group(
        says="a certificate of enrolment",
        app=R,
        methods=GET,
        routes="certificate",
        region=some(CLERK),
        own=some(ADMIN),
    ),
    Group(
        says="declaring it void",
        app=R,
        methods=POST,
        routes="certificate_revoke",
        region=some(CLERK),
        own=some(ADMIN),
    ),
    page("placements of pupils in classes", R, GET, "placement_list", SEE_PUPILS | some(LEADER, CLERK)),
    page("beginning one", R, BOTH, "placement_add", some(CLERK, ADMIN)),
    Group(
        says="a placement, and its lists to print",
        app=R,
        methods=GET,
        routes="placement placement_print",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS - some(HOMEROOM),
    ),
    Group(
        says="working on a placement",
        app=R,
        methods=POST,
        routes="placement_seats placement_lots placement_confirm placement_undo placement_drop",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS - some(HOMEROOM),
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    page("looking for doubles while typing", R, POST, "pupil_check", some(CLERK, ADMIN)),
    Group(
        says="a pupil",
        app=R,
        methods=GET,
        routes="pupil",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
    ),
    Group(
        says="the history of a pupil's record",
        app=R,
        methods=GET,
        routes="pupil_history",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
        may_own=SEE_PUPILS,
    ),
    Group(
        says="a pupil's numbers in clear",
        app=R,
        methods=POST,
        routes="pupil_reveal",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN, HOMEROOM),
    ),
    Group(
        says="changing a pupil's record",
        app=R,
        methods=BOTH,
        routes="pupil_edit pupil_enrolment pupil_facts pupil_portrait certificate_issue pupil_change_class pupil_end",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    Group(
        says="taking a pupil's portrait away",
        app=R,
        methods=POST,
        routes="pupil_portrait_remove",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    Group(
        says="registering a guardian",
        app=R,
        methods=BOTH,
        routes="guardian_add",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | FAMILY,
        may_region=some(CLERK),
        may_own=some(ADMIN, HOMEROOM),
    ),
    Group(
        says="a guardianship that is asked for",
        app=R,
        methods=GET,
        routes="guardianship",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | some(PUPIL),
    ),
    Group(
        says="deciding a guardianship",
        app=R,
        methods=POST,
        routes="guardianship_decide",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | some(PUPIL),
        may_region=NOBODY,
        may_own=some(ADMIN, HOMEROOM),
    ),
    Group(
        says="ending a guardianship",
        app=R,
        methods=BOTH,
        routes="guardianship_end guardianship_custody",
        region=some(LEADER, CLERK),
        own=SEE_PUPILS | some(PUPIL),
        may_region=NOBODY,
        may_own=some(ADMIN, HOMEROOM),
    ),
    page("opening classes and teaching groups", R, BOTH, "class_add teaching_group_add", some(CLERK, ADMIN)),
    Group(
        says="a class",
        app=R,
        methods=GET,
        routes="class",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES | FAMILY,
    ),
    Group(
        says="changing a class",
        app=R,
        methods=BOTH,
        routes="class_edit class_close class_teaching_add class_teaching_end",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES | FAMILY,
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    Group(
        says="appointing a homeroom teacher",
        app=R,
        methods=BOTH,
        routes="class_homeroom",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES | FAMILY,
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="what a guardian says about custody",
        app=R,
        methods=BOTH,
        routes="custody_request",
        own=some(ADMIN, HOMEROOM),
    ),
    Group(
        says="telling the school about custody, and leaving",
        app=R,
        methods=BOTH,
        routes="ward_custody ward_leave",
        own=some(GUARDIAN),
    ),
    Group(
        says="requests of a class",
        app=R,
        methods=BOTH,
        routes="class_requests",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES | FAMILY,
        may_region=NOBODY,
        may_own=some(ADMIN, HOMEROOM),
    ),
    Group(
        says="the code of a class, large",
        app=R,
        methods=GET,
        routes="class_code",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES | FAMILY,
        may_region=NOBODY,
        may_own=some(ADMIN, HOMEROOM),
    ),
    Group(
        says="a new class code",
        app=R,
        methods=POST,
        routes="class_code_renew",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES | FAMILY,
        may_region=NOBODY,
        may_own=some(ADMIN, HOMEROOM),
    ),
    Group(
        says="a teaching group",
        app=R,
        methods=GET,
        routes="teaching_group",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES - some(GRADE, HOMEROOM) | some(PUPIL),
    ),
    Group(
        says="members of a teaching group",
        app=R,
        methods=POST,
        routes="teaching_group_members teaching_group_leave",
        region=some(LEADER, CLERK),
        own=SEE_CLASSES - some(GRADE, HOMEROOM) | some(PUPIL),
        may_region=some(CLERK),
        may_own=some(ADMIN),
    ),
    page("findings", R, GET, "finding_list finding_rows", SEE_PUPILS | some(LEADER, CLERK, CIO)),
    page("terms", R, BOTH, "term_add term_edit", some(CLERK)),
    page("days that differ", R, BOTH, "day_add", some(CLERK, ADMIN)),
    Group(says="a ward", app=R, methods=GET, routes="ward", own=some(GUARDIAN)),
    Group(says="a pupil's own page", app=R, methods=GET, routes="me", own=some(PUPIL)),
    page(
        "staff", S, GET, "people posts certificates unqualified exchanges edtech shortage plan statistics", LIST_STAFF
    ),
    page("planning with another number of lessons", S, POST, "plan", some(CLERK)),
    page("one subject of all schools", S, GET, "shortage_subject", LIST_STAFF),
    Group(
        says="the people behind a number of one school",
        app=S,
        methods=GET,
        routes="shortage_rows",
        region=some(LEADER, CLERK) | (ALL - LIST_STAFF),
        own=LIST_STAFF - some(LEADER, CLERK),
        may_region=some(LEADER, CLERK),
    ),
    Group(
        says="sending somebody to another school",
        app=S,
        methods=BOTH,
        routes="exchange_arrange",
        region=some(LEADER, CLERK),
        own=SEE_STAFF - some(TEACHER),
        may_region=some(CLERK),
        may_own=NOBODY,
    ),
    Group(
        says="letting an exchange go on",
        app=S,
        methods=BOTH,
        routes="exchange_extend",
        region=some(LEADER, CLERK, SECURITY),
        own=SEE_STAFF,
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="naming and ending keepers of equipment",
        app=S,
        methods=BOTH,
        routes="keeper_appoint keeper_end",
        region=some(LEADER, CLERK),
        own=LIST_STAFF - some(LEADER, CLERK),
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="a bulk act on staff that is not named",
        app=S,
        methods=POST,
        routes="people certificates",
        region=ALL - LIST_STAFF,
        may_region=NOBODY,
    ),
    page("adding staff", S, BOTH, "staff_add", some(CLERK, HEAD, ADMIN)),
    Group(
        says="a staff card and its history",
        app=S,
        methods=GET,
        routes="staff staff_history",
        region=some(LEADER, CLERK),
        own=SEE_STAFF - some(TEACHER),
    ),
    Group(
        says="the numbers of somebody on the staff in clear",
        app=S,
        methods=POST,
        routes="staff_reveal",
        region=some(LEADER, CLERK),
        own=SEE_STAFF - some(TEACHER),
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="changing a staff record and starting a posting",
        app=S,
        methods=BOTH,
        routes="staff_edit posting_add",
        region=some(LEADER, CLERK),
        own=SEE_STAFF - some(TEACHER),
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="rows of a staff file",
        app=S,
        methods=BOTH,
        routes="row_add row_edit registration_add",
        region=some(LEADER, CLERK),
        own=SEE_STAFF - some(TEACHER),
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="taking away a row of a staff file",
        app=S,
        methods=POST,
        routes="row_remove",
        region=some(LEADER, CLERK),
        own=SEE_STAFF - some(TEACHER),
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="correcting and ending a posting",
        app=S,
        methods=BOTH,
        routes="posting_correct posting_end",
        region=some(LEADER, CLERK, SECURITY),
        own=SEE_STAFF,
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="filling a key post",
        app=S,
        methods=BOTH,
        routes="post_fill",
        region=some(LEADER, CLERK),
        own=SEE_STAFF - some(TEACHER),
        may_region=some(CLERK),
        may_own=some(HEAD, ADMIN),
    ),
    Group(
        says="what one person may do",
        app=G,
        methods=GET,
        routes="access_person",
        region=ALL - some(HEAD, ADMIN),
        own=some(HEAD, ADMIN),
        may_region=some(LEADER, SYSTEM, SECURITY, AUDIT),
    ),
    Group(
        says="switching an application of a school",
        app=G,
        methods=POST,
        routes="application_switch",
        region=some(LEADER, CLERK, SYSTEM, SECURITY, AUDIT),
        own=SCHOOL_STAFF,
        may_region=some(CLERK, SYSTEM),
        may_own=some(ADMIN),
    ),
)

X = "exchange:"
EXCHANGE = some(CLERK, SYSTEM)  # who sees what passes to and from other systems of the whole region
GROUPS += (
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
