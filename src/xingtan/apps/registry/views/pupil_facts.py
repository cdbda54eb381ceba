"""Register items of a pupil, and the portrait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xingtan.apps.registry.forms.facts import FactsForm, PortraitForm
from xingtan.apps.registry.selectors import facts as reads
from xingtan.apps.registry.services import facts as services
from xingtan.apps.registry.views.answering import done, form_page, save
from xingtan.kernel.http.views import login_required
from xingtan.people.roster.models import PupilFacts


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_facts(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Correct what the national register asks for."""
    stay = services.managed_stay(request.actor, person_id)
    row = PupilFacts.objects.visible_to(request.actor).filter(pk=person_id).first()
    form = FactsForm(request.POST if request.method == "POST" else None, row=row)
    card_url = reverse("registry:pupil", args=[person_id])
    if request.method == "POST" and form.is_valid():
        kept = save(
            form,
            lambda: services.correct_facts(
                actor=request.actor, person_id=person_id, facts=form.facts, now=timezone.now()
            ),
        )
        if kept is not None:
            return done(request, card_url, _("已保存采集项。"))
    return form_page(
        request,
        form,
        title=_("改采集项"),
        verb=_("保存"),
        back=card_url,
        crumb_label=stay.person.name,
        crumb_url=card_url,
    )


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pupil_portrait(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Put a portrait, or another one. What is no picture is refused, and the old one stays."""
    stay = services.managed_stay(request.actor, person_id)
    is_post = request.method == "POST"
    form = PortraitForm(request.POST if is_post else None, request.FILES if is_post else None)
    card_url = reverse("registry:pupil", args=[person_id])
    if is_post and form.is_valid():
        upload = form.cleaned_data["picture"]
        kept = save(
            form,
            lambda: services.set_portrait(actor=request.actor, person_id=person_id, upload=upload) or True,
        )
        if kept:
            return done(request, card_url, _("已更换学籍照。"))
    return form_page(
        request,
        form,
        title=_("学籍照"),
        verb=_("上传"),
        back=card_url,
        template="registry/portrait.html",
        person=stay.person,
        portrait=reads.portrait_of(person_id),
    )


@require_POST
@login_required
def pupil_portrait_remove(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Take the portrait away."""
    is_gone = services.remove_portrait(actor=request.actor, person_id=person_id)
    words = _("已移除学籍照。") if is_gone else _("没有学籍照。")
    return done(request, reverse("registry:pupil", args=[person_id]), words)
