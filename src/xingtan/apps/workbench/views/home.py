"""The start page, the list of things to do, and the counts around every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from xingtan.apps.workbench import data, services
from xingtan.apps.workbench.selectors import calendar, family, todos
from xingtan.apps.workbench.selectors import home as homes
from xingtan.kernel.http.etag import answer_unless_known, fragment_tag
from xingtan.kernel.http.views import login_required
from xingtan.kernel.ui.shell import PHONE_ROLES

SHOWN = 8


def _counted(request: HttpRequest) -> list[Any]:
    """Everything to do, and the shell's figures from the same count."""
    around = request.surroundings  # type: ignore[attr-defined]
    items = todos.todos_of(around.actor, around.now)
    around.todo_counts = services.tally_of(around.actor, around.now, todos.counts_of(items)).counts
    return items


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What must I do today."""
    around = request.surroundings  # type: ignore[attr-defined]
    actor, identity = around.actor, around.identity
    items = _counted(request)
    if actor.roles <= PHONE_ROLES:
        child = request.GET.get("child")
        page = family.family_home(
            actor=actor, identity=identity, now=around.now, week=around.week, items=items, child=child
        )
        return render(request, "workbench/family.html", {"page": page, "shown": items[1:SHOWN], "first": items[:1]})
    today = calendar.today_of(on=actor.on, week=around.week, organisation_id=identity.organisation_id)
    page = homes.home_of(actor=actor, identity=identity, now=around.now, items=items)
    may_write = actor.may_anywhere(data.COMPOSE)
    context = {"page": page, "today": today, "shown": items[:SHOWN], "count": len(items), "may_write": may_write}
    return render(request, "workbench/home.html", context)


@require_GET
@login_required
def home_part(request: HttpRequest) -> HttpResponse:
    """The lead sentence and the list alone, asked for after an act and once a minute."""
    around = request.surroundings  # type: ignore[attr-defined]
    actor = around.actor
    items = _counted(request)
    child = request.GET.get("child")
    is_family = actor.roles <= PHONE_ROLES
    facts = (actor.account_id, actor.posting_id, get_language(), actor.on, child)
    tag = fragment_tag(*facts, *[_print(todo) for todo in items])

    def draw() -> HttpResponse:
        if is_family:
            lead = family.family_lead(actor=actor, week=around.week, items=items, child=child)
            context = {"lead": lead, "shown": items[1:SHOWN], "first": items[:1]}
            return render(request, "workbench/_family_part.html", context)
        context = {"lead": homes.lead(actor, items), "shown": items[:SHOWN], "count": len(items)}
        return render(request, "workbench/_todo_part.html", context)

    return answer_unless_known(request, tag, draw)


def _print(todo: Any) -> str:
    return f"{todo.item.key}|{todo.item.title}|{todo.item.detail}|{todo.item.due_on}"


@require_GET
@login_required
def todo(request: HttpRequest) -> HttpResponse:
    """Everything to do, by deadline or by source."""
    actor = request.actor  # type: ignore[attr-defined]
    items = _counted(request)
    is_by_source = request.GET.get("by") == "source"
    groups = todos.by_source(items) if is_by_source else todos.by_deadline(items, actor.on)
    context = {
        "groups": groups,
        "count": len(items),
        "late": todos.late_count(items, actor.on),
        "is_by_source": is_by_source,
    }
    is_part = request.headers.get("HX-Target") == "todo-groups"
    response = render(request, "workbench/_todo_groups.html" if is_part else "workbench/todo.html", context)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


@require_GET
@login_required
def badges(request: HttpRequest) -> HttpResponse:
    """The two counts of the top line."""
    around = request.surroundings  # type: ignore[attr-defined]
    bell = around.bell
    tag = fragment_tag(around.actor.account_id, get_language(), around.todo_count, bell.unread, bell.newest_id)
    return answer_unless_known(request, tag, lambda: render(request, "ui/_badges.html"))
