"""What gateway asks people to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xingtan.apps.gateway.models import ForgottenRequest
from xingtan.kernel.clock import local_day
from xingtan.kernel.prepared import prepared, totals
from xingtan.kernel.registry import TodoItem
from xingtan.kernel.scopes import Actor, under
from xingtan.people.access.models import Grant
from xingtan.people.accounts.data import MANAGE
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.roster.models import Consent
from xingtan.people.roster.querysets import wards_of

HELP_WITHIN = timedelta(days=2)


def data_to_confirm(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """One's own data, and that of one's wards."""
    if actor.person_id is None:
        return ()
    return [_confirm_item(actor, *row) for row in _to_confirm(person_id=actor.person_id, on=actor.on)]


@prepared
def _to_confirm(*, person_id: int, on: date) -> Any:
    mine = Q(person_id=person_id) | Q(person_id__in=wards_of(person_id, on))
    waiting = DataConfirmation.objects.filter(mine, confirmed_at__isnull=True)
    return waiting.values_list("pk", "person_id", "person__name", "reason", "due_on")


def _confirm_item(actor: Actor, pk: int, person_id: int, name: str, reason: str, due_on: date) -> TodoItem:
    is_own = person_id == actor.person_id
    url = reverse("gateway:account") if is_own else reverse("gateway:account_ward", args=[person_id])
    title = _("确认本人资料") if is_own else _("确认%(name)s的资料") % {"name": name}
    return TodoItem(
        key=f"confirm-data-{pk}",
        sign="核",
        title=title,
        detail=reason,
        url=f"{url}#confirm",
        due_on=due_on,
        action=_("核对"),
    )


def consents_to_give(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """Consents that wait for this guardian."""
    if actor.person_id is None:
        return ()
    return [
        TodoItem(
            key=f"consent-{row.pk}",
            sign="诺",
            title=_("为%(name)s阅读并决定是否同意") % {"name": row.pupil.name},
            detail=row.agreement.get_kind_display(),
            url=f"{reverse('gateway:account_wards')}#ward-{row.pupil_id}",
            due_on=row.due_on,
            action=_("去阅读"),
        )
        for row in _consents.instances(actor=actor)
    ]


@prepared
def _consents(*, actor: Actor) -> Any:
    wards = wards_of(actor.person_id, actor.on)
    return Consent.objects.waiting().filter(pupil_id__in=wards).select_related("pupil", "agreement")


@prepared
def _not_activated(*, paths: tuple[str, ...], on: date) -> Any:
    people = Grant.objects.in_force(on).filter(under(paths, "scope_path")).order_by().values("person_id")
    waiting = Account.objects.filter(activated_at__isnull=True, is_active=True, person_id__in=people).order_by()
    return totals(waiting, count=Count("pk"))


def accounts_to_activate(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """How many accounts within reach nobody has activated; one line for the whole school or class."""
    found = _not_activated(paths=actor.paths(MANAGE), on=actor.on)
    count = found[0][0] if found else 0
    if not count:
        return ()
    title = ngettext("给%(count)s个未激活的账号发激活条", "给%(count)s个未激活的账号发激活条", count) % {"count": count}
    return (
        TodoItem(
            key="accounts-to-activate",
            sign="号",
            title=title,
            detail=_("印好激活条，当面发给本人"),
            url=f"{reverse('gateway:accounts')}?view=new",
            count=count,
            action=_("发激活条"),
        ),
    )


@prepared
def _asking(*, paths: tuple[str, ...], on: date) -> Any:
    reach = Actor(on=on, grants={MANAGE: paths})
    waiting = ForgottenRequest.objects.visible_to(reach).waiting()
    return waiting.values_list("pk", "asked_at", "account__person__name", "account__person__e_id")[:50]


def help_requests(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """People who cannot sign in and ask this administrator."""
    return [
        TodoItem(
            key=f"forgotten-{pk}",
            sign="钥",
            title=_("%(name)s忘记密码，请核实后重置") % {"name": name},
            detail=Person(e_id=e_id).e_id_spaced,
            url=f"{reverse('gateway:forgotten_list')}#request-{pk}",
            due_on=local_day(asked_at + HELP_WITHIN),
            action=_("核实"),
        )
        for pk, asked_at, name, e_id in _asking(paths=actor.paths(MANAGE), on=actor.on)
    ]
