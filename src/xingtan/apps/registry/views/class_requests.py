"""A class and its families: all requests at once, and the class code to show and to print."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.selectors import classes, requests
from xingtan.apps.registry.services import guardianships as services
from xingtan.apps.registry.views.answering import done
from xingtan.apps.registry.views.guardians import HINTS
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import ClassGroup
from xingtan.people.roster.selectors import code_ends_on, school_year_on


def _led(request: HttpRequest, class_group_id: int) -> ClassGroup:
    """A class for whose pupils the actor confirms guardians."""
    found: ClassGroup | None = classes.classes_of(request.actor).filter(pk=class_group_id).first()
    if found is None:
        raise errors.ClassNotFound(class_group_id=class_group_id)
    require(request.actor, roster.CONFIRM_GUARDIANS, found.path)
    return found


def _context(request: HttpRequest, class_group: ClassGroup) -> dict[str, Any]:
    return {
        "class_group": class_group,
        "name": class_group.name_in(school_year_on(request.actor.on)),
        "class_url": reverse("registry:class", args=[class_group.pk]),
    }


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def class_requests(request: HttpRequest, class_group_id: int) -> HttpResponseBase:
    """What families say and what the school holds, side by side; those ticked are confirmed together."""
    class_group = _led(request, class_group_id)
    here = reverse("registry:class_requests", args=[class_group.pk])
    if request.method == "POST":
        ids = [int(value) for value in request.POST.getlist("request") if value.isdecimal()]
        count = services.confirm_many(
            actor=request.actor, class_group=class_group, guardianship_ids=ids, now=timezone.now()
        )
        words = ngettext("已确认%(count)s位监护人。", "已确认%(count)s位监护人。", count) % {"count": count}
        return done(request, here, words if count else _("没有勾选要确认的申请。"))
    lines = requests.requests_of_class(class_group, on=request.actor.on)
    for line in lines:
        line.hints[:] = [HINTS[code] for code in line.hints]
    plain = sum(1 for line in lines if line.is_plain)
    context = {"lines": lines, "plain": plain, **_context(request, class_group)}
    return render(request, "registry/class_requests.html", context)


@require_safe
@login_required
def class_code(request: HttpRequest, class_group_id: int) -> HttpResponseBase:
    """The class code, large, with a QR code: to show at a parents' evening or to print."""
    class_group = _led(request, class_group_id)
    address = request.build_absolute_uri(f"{reverse('gateway:join')}?code={class_group.join_code}")
    context = {
        "address": request.build_absolute_uri(reverse("gateway:join")),
        "back_here": {"next": request.path},
        "qr": _qr(address) if class_group.join_code else "",
        "last_day": code_ends_on(class_group),
        "is_expired": (code_ends_on(class_group) or request.actor.on) < request.actor.on,
        **_context(request, class_group),
    }
    return render(request, "registry/class_code.html", context)


def _qr(address: str) -> SafeString:
    return mark_safe(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True))
