"""Adding, correcting, moving and taking leave of one pupil."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xingtan.apps.registry import errors
from xingtan.apps.registry.forms.pupils import (
    ChangeClassForm,
    EndEnrolmentForm,
    EnrolmentEditForm,
    GuardianForm,
    GuardianPart,
    IdentityEditForm,
    PupilForm,
)
from xingtan.apps.registry.selectors import duplicates, pupils
from xingtan.apps.registry.services import pupils as services
from xingtan.apps.registry.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.roster import data as roster
from xingtan.people.roster.selectors import school_year_on

GUARDIANS_AT_ONCE = (("father", "1"), ("mother", "2"))


def _managed(request: HttpRequest, person_id: int, permission: str = roster.MANAGE_PUPILS) -> pupils.PupilCard:
    """The card of a pupil whom the actor may manage today."""
    card = pupils.pupil_card(request.actor, person_id, request.actor.on)
    if card is None or card.is_former:
        raise errors.PupilNotFound(person_id=person_id)
    require(request.actor, permission, card.path)
    return card


def _page_of(
    request: HttpRequest, card: pupils.PupilCard, form: Any, title: str, verb: str, **more: Any
) -> HttpResponse:
    card_url = reverse("registry:pupil", args=[card.person.pk])
    return form_page(
        request, form, title=title, verb=verb, back=card_url, crumb_label=card.person.name, crumb_url=card_url, **more
    )


def _done(request: HttpRequest, card: pupils.PupilCard, words: str) -> HttpResponseBase:
    return done(request, reverse("registry:pupil", args=[card.person.pk]), words)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_add(request: HttpRequest) -> HttpResponseBase:
    """One column, in groups: the pupil, the document, the roll, up to two guardians."""
    actor = request.actor
    if not actor.may_anywhere(roster.MANAGE_PUPILS):
        raise NotPermitted(permission=roster.MANAGE_PUPILS)
    given = request.POST if request.method == "POST" else None
    initial = {"class_group": request.GET.get("class", ""), "entry_code": "01", "attendance_code": "1"}
    form = PupilForm(given, actor=actor, initial=initial)
    parts = [
        GuardianPart(given, prefix=f"guardian{index}", initial={"relation": relation, "sex": sex})
        for index, (relation, sex) in enumerate(GUARDIANS_AT_ONCE, start=1)
    ]
    if given is not None and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        guardians = [part.cleaned_data for part in parts if part.is_filled]
        stay = save(
            form,
            lambda: services.add_pupil(actor=actor, values=form.cleaned_data, guardians=guardians, now=timezone.now()),
        )
        if stay is not None:
            words = _("已登记%(name)s。") % {"name": form.cleaned_data["name"]}
            return done(request, reverse("registry:pupil", args=[stay.person_id]), words)
    return form_page(
        request,
        form,
        title=_("登记学生"),
        verb=_("登记学生"),
        back=reverse("registry:pupil_list"),
        template="registry/pupil_add.html",
        guardian_parts=parts,
        has_errors=form.errors or any(part.errors for part in parts),
    )


@require_POST
@login_required
def pupil_check(request: HttpRequest) -> HttpResponse:
    """While typing: is the document right, and is somebody registered under it or under the same name and birthday?"""
    if not request.actor.may_anywhere(roster.MANAGE_PUPILS):
        raise NotPermitted(permission=roster.MANAGE_PUPILS)
    given = request.POST if request.method == "POST" else request.GET
    found = duplicates.look_up(
        actor=request.actor,
        kind=given.get("document_kind", ""),
        number=given.get("document_number", ""),
        name=given.get("name", ""),
        born_on=given.get("born_on", ""),
        sex=given.get("sex", ""),
    )
    return render(request, "registry/_duplicates.html", {"found": found})


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_edit(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Correct name, birthday, document and the like; the old values stay in the history."""
    card = _managed(request, person_id)
    person = card.person
    initial = {
        field: getattr(person, field)
        for field in ("name", "sex", "born_on", "ethnic_code", "political_code", "former_name", "native_place")
    }
    form = IdentityEditForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = save(
            form,
            lambda: services.correct_pupil(
                actor=request.actor, person_id=person_id, values=form.cleaned_data, now=timezone.now()
            ),
        )
        if changed is not None:
            return _done(request, card, _("已保存。原来的内容留在变更记录里。"))
    for field in ("document_number", "address"):  # never shown here: whoever looks at them says why
        form.fields[field].help_text = _("不填则不改。")
    return _page_of(request, card, form, _("改资料"), _("保存"))


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_enrolment(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Correct the items of the roll: number, seat, way of attending."""
    card = _managed(request, person_id)
    fields = ("seat_number", "entry_code", "attendance_code", "is_left_behind", "is_migrant")
    form = EnrolmentEditForm(posted(request), initial={field: getattr(card.current, field) for field in fields})
    form.fields["student_number"].help_text = _("不填则不改。")
    if request.method == "POST" and form.is_valid():
        changed = save(
            form,
            lambda: services.correct_enrolment(
                actor=request.actor, person_id=person_id, values=form.cleaned_data, now=timezone.now()
            ),
        )
        if changed is not None:
            return _done(request, card, _("已保存学籍项。"))
    return _page_of(request, card, form, _("改学籍项"), _("保存"))


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_change_class(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Another class of the school from a day on."""
    card = _managed(request, person_id)
    form = ChangeClassForm(posted(request), actor=request.actor, organisation_id=card.current.organisation_id)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        after = save(
            form,
            lambda: services.change_class(
                actor=request.actor,
                person_id=person_id,
                now=timezone.now(),
                class_group_id=values["class_group"],
                on=values["on"],
                basis=values["basis"],
            ),
        )
        if after is not None:
            name = after.class_group.name_in(school_year_on(after.starts_on))
            return _done(request, card, _("已调入%(name)s。") % {"name": name})
    return _page_of(request, card, form, _("调班"), _("调班"))


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_end(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Leave the roll, with where to and on what basis."""
    card = _managed(request, person_id)
    form = EndEnrolmentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        after = save(
            form,
            lambda: services.end_enrolment(
                actor=request.actor,
                person_id=person_id,
                now=timezone.now(),
                on=values["on"],
                status=values["status"],
                basis=values["basis"],
            ),
        )
        if after is not None:
            return _done(request, card, _("已办理%(status)s。") % {"status": after.get_status_display()})
    consequence = _("从次日起，学生和监护人不再看到本校的内容；在校期间的记录保留。")
    return _page_of(request, card, form, _("办离校"), _("办离校"), consequence=consequence)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def guardian_add(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Register one more guardian, confirmed at once by the school."""
    actor = request.actor
    card = pupils.pupil_card(actor, person_id, actor.on)
    if card is None or card.is_former:
        raise errors.PupilNotFound(person_id=person_id)
    if not actor.may(roster.MANAGE_PUPILS, card.path):
        require(actor, roster.CONFIRM_GUARDIANS, card.path)
    form = GuardianForm(posted(request))
    if request.method == "POST" and form.is_valid():
        saved = save(
            form,
            lambda: (
                services.add_guardian(actor=actor, pupil_id=person_id, values=form.cleaned_data, now=timezone.now())
                or True
            ),
        )
        if saved:
            return _done(request, card, _("已登记监护人%(name)s。") % {"name": form.cleaned_data["name"]})
    return _page_of(request, card, form, _("登记监护人"), _("登记监护人"))
