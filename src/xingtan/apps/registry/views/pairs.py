"""Pupils who may be one: the list of pairs, two side by side, and what was decided."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingtan.apps.registry import errors
from xingtan.apps.registry.selectors import pairs, places
from xingtan.apps.registry.services import pairs as services
from xingtan.apps.registry.views.answering import done, require_anywhere, save
from xingtan.kernel.http.views import login_required
from xingtan.people.roster import data as roster

DIFFERENT, KEEP_FIRST, KEEP_SECOND = "different", "first", "second"


class VerdictForm(forms.Form):
    """What somebody found out, and on what ground."""

    verdict = forms.ChoiceField(
        label=_("结论"),
        choices=(
            (DIFFERENT, _("不是同一人，以后不再提示")),
            (KEEP_FIRST, _("是同一人，保留左边，右边并入")),
            (KEEP_SECOND, _("是同一人，保留右边，左边并入")),
        ),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("依据"), min_length=2, max_length=120, help_text=_("如“对照户口簿”。"))


@require_safe
@login_required
def pair_list(request: HttpRequest) -> HttpResponse:
    """Undecided pairs within reach, and the merges that may be taken back."""
    actor = request.actor
    require_anywhere(actor, roster.MANAGE_PUPILS)
    context = {
        "pairs": pairs.pairs_of(actor),
        "merges": pairs.merges_of(actor),
        "most": pairs.MOST_PAIRS,
        "reach": places.reach_words(actor, roster.MANAGE_PUPILS),
    }
    return render(request, "registry/pair_list.html", context)


@require_http_methods(("GET", "HEAD", "POST"))
@login_required
def pair_decide(request: HttpRequest, person_id: int, other_id: int) -> HttpResponseBase:
    """Two pupils side by side: the same, or not."""
    found = pairs.pair(request.actor, person_id, other_id)
    if found is None:
        raise errors.PupilNotFound(person_id=person_id)
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = save(form, lambda: _decide(request, form, person_id, other_id))
        if words is not None:
            return done(request, reverse("registry:pair_list"), words)
    status = 422 if form.is_bound else 200
    return render(request, "registry/pair.html", {"pair": found, "form": form}, status=status)


def _decide(request: HttpRequest, form: VerdictForm, first_id: int, second_id: int) -> str:
    verdict, note, now = form.cleaned_data["verdict"], form.cleaned_data["note"], timezone.now()
    if verdict == DIFFERENT:
        services.tell_apart(actor=request.actor, first_id=first_id, second_id=second_id, note=note, now=now)
        return _g("已记下不是同一人。")
    kept, merged = (first_id, second_id) if verdict == KEEP_FIRST else (second_id, first_id)
    services.merge_pair(actor=request.actor, kept_id=kept, merged_id=merged, note=note, now=now)
    return _g("已合并为一份档案，可以撤销。")


@require_POST
@login_required
def merge_undo(request: HttpRequest, merge_id: int) -> HttpResponseBase:
    """Take a merge back."""
    services.undo_merge(actor=request.actor, merge_id=merge_id, now=timezone.now())
    return done(request, reverse("registry:pair_list"), _g("已撤销合并，两份档案恢复原样。"))
