"""Registers coming in from files."""

from __future__ import annotations

from tests.security.asking import HIDDEN
from tests.security.expected.groups import ADMIN, BOTH, CLERK, GET, HEAD, IMPORT, POST, SYSTEM, Group, some

T = "imports:"
GROUPS: tuple[Group, ...] = (
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
)
