"""The start page, to-dos, notices, letters and jobs."""

from __future__ import annotations

from tests.security.expected.groups import (
    ADMIN,
    CLERK,
    GET,
    HEAD,
    LEADER,
    POST,
    PUPIL,
    WRITE_LETTERS,
    Group,
    page,
    signed_in,
    some,
)

W = "workbench:"
GROUPS: tuple[Group, ...] = (
    signed_in("the workbench", W, GET, "home home_part todo badges notices search apps jobs"),
    signed_in("reading all notices", W, POST, "notices_read"),
    Group(says="a pupil's own notice", app=W, methods=GET, routes="notice", own=some(PUPIL)),
    Group(says="signing it", app=W, methods=POST, routes="notice_acknowledge", own=some(PUPIL)),
    Group(says="a pupil's own job", app=W, methods=GET, routes="job", own=some(PUPIL)),
    Group(says="ending one's own job", app=W, methods=POST, routes="job_cancel job_retry", own=some(PUPIL)),
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
)
