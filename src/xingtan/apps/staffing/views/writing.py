"""Forms: add somebody, correct them, begin, correct and end a posting."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.views.decorators.http import require_http_methods

from xingtan.apps.staffing import data, errors, services
from xingtan.apps.staffing.forms import (
    AddStaffForm,
    CorrectPostingForm,
    EditStaffForm,
    EndPostingForm,
    StartPostingForm,
)
from xingtan.apps.staffing.selectors import places, words
from xingtan.apps.staffing.selectors.card import StaffCard, staff_card
from xingtan.apps.staffing.views.answering import done, form_page, save
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.request import posted
from xingtan.kernel.http.views import login_required
from xingtan.kernel.scopes import require
from xingtan.people.persons.models import Person
from xingtan.people.postings import data as postings_data
from xingtan.people.postings import services as postings
from xingtan.people.postings.errors import PostingNotFound
from xingtan.people.postings.models import Posting

RECORD_INITIAL = (
    "state",
    "state_until",
    "establishment",
    "title_code",
    "title_since",
    "education_code",
    "major",
    "certificate_code",
    "certificate_subject",
    "work_started_on",
    "joined_on",
)
PERSON_INITIAL = (
    "name",
    "former_name",
    "sex",
    "born_on",
    "email",
    "ethnic_code",
    "political_code",
    "native_place",
)


@require_http_methods(["GET", "POST"])
@login_required
def staff_add(request: HttpRequest) -> HttpResponse:
    """Register somebody by hand: first the unit (when there are several), then the form."""
    actor = request.actor  # type: ignore[attr-defined]
    units = places.units_of(actor, data.MANAGE)
    if not units:
        raise NotPermitted(permission=data.MANAGE)
    wanted = request.GET.get("unit", "")
    unit = units[0] if len(units) == 1 else next((unit for unit in units if str(unit.pk) == wanted), None)
    back = reverse("staffing:people")
    if unit is None:
        if wanted:
            raise errors.OrganisationNotFound
        return render(request, "staffing/choose_unit.html", {"units": units, "back": back})
    form = AddStaffForm(posted(request), unit=unit, initial={"role": "teacher", "starts_on": actor.on})
    if request.method == "POST" and form.is_valid():
        record = save(
            form,
            lambda: services.add_staff(
                actor=actor, organisation_id=unit.pk, posting=form.posting(), facts=form.facts()
            ),
        )
        if record is not None:
            url = reverse("staffing:staff", args=[record.person_id])
            return done(request, url, _g("已登记%(name)s") % {"name": record.person.name})
    lead = _g("登记到%(unit)s。证件号会查重，同一个人不会登记两次。") % {"unit": unit.name}
    return form_page(request, form, title=_g("新增人员"), verb=_g("登记"), back=back, lead=lead)


def _managed_card(request: HttpRequest, person_id: int) -> StaffCard:
    actor = request.actor  # type: ignore[attr-defined]
    card = staff_card(actor, person_id, actor.on)
    if card is None:
        raise errors.StaffNotFound(person_id=person_id)
    return card


@require_http_methods(["GET", "POST"])
@login_required
def staff_edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Correct what is kept about somebody."""
    actor = request.actor  # type: ignore[attr-defined]
    card = _managed_card(request, person_id)
    require(actor, data.MANAGE, card.path)
    initial = {name: getattr(card.person, name) for name in PERSON_INITIAL}
    initial.update({name: getattr(card.record, name) for name in RECORD_INITIAL})
    form = EditStaffForm(posted(request), initial=initial)
    masks = [row.number_masked for row in card.documents]
    form.fields["phone"].help_text = _known(card.person.phone_masked)
    form.fields["document_number"].help_text = _known(_g("、").join(masks))
    back = reverse("staffing:staff", args=[person_id])
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if save(form, lambda: services.update_staff(actor=actor, person_id=person_id, facts=facts)):
            return done(request, back, _g("已保存%(name)s的资料") % {"name": card.person.name})
    return form_page(
        request, form, title=_g("改资料：%(name)s") % {"name": card.person.name}, verb=_g("保存"), back=back
    )


def _known(masked: str) -> str:
    return _g("现有%(masked)s。不改就空着。") % {"masked": masked} if masked else _g("还没有登记。")


@require_http_methods(["GET", "POST"])
@login_required
def posting_add(request: HttpRequest, person_id: int) -> HttpResponse:
    """Begin a posting at a unit one manages; people of other units may be posted too (支教)."""
    actor = request.actor  # type: ignore[attr-defined]
    units = places.units_of(actor, postings_data.MANAGE)
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    card = staff_card(actor, person_id, actor.on)
    if person is None or card is None:
        raise errors.StaffNotFound(person_id=person_id)
    if not units:
        raise NotPermitted(permission=postings_data.MANAGE)
    initial = {"organisation_id": card.record.organisation_id, "role": "teacher", "starts_on": actor.on}
    form = StartPostingForm(posted(request), units=units, initial=initial)
    back = reverse("staffing:staff", args=[person_id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        posting = save(form, lambda: postings.start_posting(actor=actor, person_id=person_id, **values))
        if posting is not None:
            return done(request, back, _g("已新增任职“%(post)s”") % {"post": words.post_words(posting)})
    title = _g("新增任职：%(name)s") % {"name": person.name}
    lead = _g("权限随任职起止自动生效。")
    return form_page(request, form, title=title, verb=_g("新增任职"), back=back, lead=lead)


def _posting(request: HttpRequest, posting_id: int) -> Posting:
    """A posting the actor manages.

    Raises:
        PostingNotFound: not there, or not for the actor to see. NotPermitted.
    """
    actor = request.actor  # type: ignore[attr-defined]
    rows = Posting.objects.visible_to(actor).select_related("person", "organisation")
    posting = rows.filter(pk=posting_id).first()
    if posting is None:
        raise PostingNotFound(posting_id=posting_id)
    require(actor, postings_data.MANAGE, posting.organisation.path)
    return posting


@require_http_methods(["GET", "POST"])
@login_required
def posting_correct(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Correct what was entered wrongly."""
    posting = _posting(request, posting_id)
    names = list(CorrectPostingForm.base_fields)
    form = CorrectPostingForm(posted(request), initial={name: getattr(posting, name) for name in names})
    return _save_posting(request, posting, form, _g("更正任职"), _g("更正"), postings.correct_posting)


@require_http_methods(["GET", "POST"])
@login_required
def posting_end(request: HttpRequest, posting_id: int) -> HttpResponse:
    """End a posting; its rights end with it."""
    posting = _posting(request, posting_id)
    form = EndPostingForm(posted(request), initial={"on": request.actor.on})  # type: ignore[attr-defined]
    return _save_posting(request, posting, form, _g("结束任职"), _g("结束任职"), postings.end_posting)


def _save_posting(request: HttpRequest, posting: Posting, form: Any, title: str, verb: str, write: Any) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    back = reverse("staffing:staff", args=[posting.person_id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if save(form, lambda: write(actor=actor, posting_id=posting.pk, **values)) is not None:
            return done(request, back, _g("“%(post)s”已保存") % {"post": words.post_words(posting)})
    lead = f"{posting.person.name} {posting.organisation.name} {words.post_words(posting)}"
    return form_page(request, form, title=title, verb=verb, back=back, lead=lead)
