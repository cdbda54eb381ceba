"""For families: a child's page on a phone, and a pupil's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.selectors import wards, words
from xingtan.kernel.http.views import login_required


def _page(request: HttpRequest, page: wards.ChildPage, *, is_own: bool) -> HttpResponse:
    for row in page.teachers:
        row.subject_name = words.word("subject", row.subject_code)
    context = {
        "page": page,
        "person": page.person,
        "is_own": is_own,
        "children": [] if is_own else wards.children_of(request.actor),
        "ethnic": words.word("ethnic", page.person.ethnic_code),
        "attendance": words.word("attendance", page.stay.attendance_code) if page.stay else "",
        "documents": [(words.word("document_kind", row.kind), row) for row in page.documents],
    }
    return render(request, "registry/child.html", context)


@require_safe
@login_required
def ward_list(request: HttpRequest) -> HttpResponse:
    """The first child, with the others to choose from."""
    children = wards.children_of(request.actor)
    if not children:
        return render(request, "registry/no_child.html")
    return _page(request, wards.ChildPage(actor=request.actor, person=children[0]), is_own=False)


@require_safe
@login_required
def ward(request: HttpRequest, person_id: int) -> HttpResponse:
    """One child of the guardian who asks."""
    child = next((person for person in wards.children_of(request.actor) if person.pk == person_id), None)
    if child is None:
        raise errors.NotYourChild(person_id=person_id)
    return _page(request, wards.ChildPage(actor=request.actor, person=child), is_own=False)


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """A pupil's own page."""
    page = wards.own_page(request.actor)
    if page is None:
        raise errors.PupilNotFound(person_id=request.actor.person_id)
    return _page(request, page, is_own=True)
