"""Who is meant by a bulk act, and whether all of them may be touched."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from xingtan.kernel.scopes import Actor, ScopedQuerySet
from xingtan.kernel.tables import errors
from xingtan.kernel.tables.acts import BulkAct
from xingtan.kernel.tables.address import query_of, read_state
from xingtan.kernel.tables.state import TableState
from xingtan.kernel.tables.table import Table

TOKEN_SALT = "xingtan.tables.selection"
TOKEN_SECONDS = 2 * 60 * 60
MAX_TICKED = 2_000


def selection_token(table: Table, state: TableState, total: int) -> str:
    """“All rows that meet these conditions”, signed: it names the list, the account and how many were shown."""
    query = query_of(table, state.start(), with_place=False)
    content = {"t": table.code, "a": table.actor.account_id, "q": query, "n": total}
    return signing.dumps(content, salt=TOKEN_SALT, compress=True)


def selected_rows(request: HttpRequest, table: Table, queryset: QuerySet[Any]) -> QuerySet[Any]:
    """The rows that a POST has chosen, ticked one by one (`id`) or all that meet the conditions (`selection`).

    `queryset` holds what the actor may see; nothing outside it is ever chosen.

    Raises:
        NothingChosen, SelectionOutdated, SelectionChanged: nothing may be done, for this reason.
    """
    token = request.POST.get("selection", "")
    if token:
        return _all_of(table, queryset, token)
    keys = [int(key) for key in request.POST.getlist("id") if key.isascii() and key.isdigit() and len(key) <= 18]
    if not keys:
        raise errors.NothingChosen
    if len(keys) > MAX_TICKED:
        raise errors.TooManyRows(count=len(keys), limit=MAX_TICKED)
    return queryset.filter(pk__in=keys)


def _all_of(table: Table, queryset: QuerySet[Any], token: str) -> QuerySet[Any]:
    try:
        content = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature as error:
        raise errors.SelectionOutdated from error
    if content["t"] != table.code or content["a"] != table.actor.account_id:
        raise errors.SelectionOutdated
    state = read_state(table, QueryDict(content["q"]))
    if state.complaints:  # a condition that meant something then means nothing now; never widen the choice
        raise errors.SelectionOutdated
    rows = table.narrow(queryset, state)
    now = rows.count()
    if now != content["n"]:
        raise errors.SelectionChanged(before=content["n"], now=now)
    return rows


def find_act(table: Table, code: str) -> BulkAct:
    """The act of this list, if the actor may use it anywhere.

    Raises:
        BulkActUnknown: no such act, or not for this actor.
    """
    for act in table.offered_acts():
        if act.code == code:
            return act
    raise errors.BulkActUnknown


def require_all(actor: Actor, act: BulkAct, rows: QuerySet[Any]) -> int:
    """How many rows are chosen; refuses unless the actor may do this to every one.

    Raises:
        NothingChosen, TooManyRows, NotAllPermitted.
    """
    count = rows.count()
    if not count:
        raise errors.NothingChosen
    if count > act.max_rows:
        raise errors.TooManyRows(count=count, limit=act.max_rows)
    if isinstance(rows, ScopedQuerySet):
        allowed = rows.permitted(actor, act.permission).count()
        if allowed < count:
            raise errors.NotAllPermitted(chosen=count, refused=count - allowed, act=act.label)
    return count
