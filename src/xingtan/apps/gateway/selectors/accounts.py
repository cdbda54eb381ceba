"""Accounts within reach, with where their owners belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from xingtan.kernel.clock import today
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import ROLES
from xingtan.people.access.models import Grant
from xingtan.people.accounts.data import VIEW
from xingtan.people.accounts.models import Account
from xingtan.people.organisations.models import Organisation


def accounts_of(actor: Actor) -> QuerySet[Account]:
    """Accounts the actor may read by reach; one's own only when it lies within."""
    visible = Account.objects.visible_to(actor).select_related("person")
    return visible if actor.may_anywhere(VIEW) else visible.none()


def account_of(actor: Actor, account_id: int) -> Account | None:
    return accounts_of(actor).filter(pk=account_id).first()


def attach_places(rows: Sequence[Account]) -> None:
    """Give each account `place` (its owner's organisation) and `role_labels`, in two queries."""
    people = [row.person_id for row in rows]
    grants = Grant.objects.in_force(today()).filter(person_id__in=people).exclude(role="").order_by("pk")
    held: dict[int, list[tuple[str, str]]] = {}
    for person_id, role, path in grants.values_list("person_id", "role", "scope_path"):
        held.setdefault(person_id, []).append((role, path))
    ids = {pk for pairs in held.values() for _role, path in pairs for pk in path_ids(path)}
    names = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "name"))
    for row in rows:
        pairs = held.get(row.person_id, [])
        row.place = next((place for _role, path in pairs if (place := place_name(path, names))), "")
        labels = (str(ROLES[role].label) for role, _path in pairs if role in ROLES)
        row.role_labels = _("、").join(dict.fromkeys(labels))


def path_ids(path: str) -> list[int]:
    """Ids of organisations on a scope path, without its cohort and class."""
    return [int(part) for part in path.strip("/").split("/") if part.isdigit()]


def place_name(path: str, names: dict[int, str]) -> str:
    ids = path_ids(path)
    return names.get(ids[-1], "") if ids else ""


def state_of(account: Account, now: datetime | None = None) -> tuple[str, str]:
    """Lamp tone and words for the state of an account."""
    if not account.is_active:
        return "red", _("已锁定")
    if not account.is_activated:
        valid = account.slip_expires_at is not None and account.slip_expires_at > (now or timezone.now())
        return ("yellow", _("已发激活条")) if valid else ("none", _("未激活"))
    if not account.has_usable_password():
        return "yellow", _("已重置，待激活")
    return "green", _("已激活")


def by_state(queryset: QuerySet[Account], values: Iterable[str]) -> QuerySet[Account]:
    """Accounts in any of these states: new, active, locked."""
    chosen = set(values)
    kept = queryset.none()
    if "new" in chosen:
        kept = kept | queryset.filter(activated_at__isnull=True, is_active=True)
    if "active" in chosen:
        kept = kept | queryset.filter(activated_at__isnull=False, is_active=True)
    if "locked" in chosen:
        kept = kept | queryset.filter(is_active=False)
    return kept


def by_role(queryset: QuerySet[Account], values: Iterable[str]) -> QuerySet[Account]:
    people = Grant.objects.in_force(today()).filter(role__in=list(values)).values("person_id")
    return queryset.filter(person_id__in=people)


def by_place(queryset: QuerySet[Account], paths: Iterable[str]) -> QuerySet[Account]:
    kept = queryset.none()
    for path in paths:
        people = Grant.objects.in_force(today()).filter(scope_path__below=path).values("person_id")
        kept = kept | queryset.filter(person_id__in=people)
    return kept


def places(actor: Actor) -> list[tuple[str, str, int]]:
    """Organisations within reach of `accounts.view`, as a tree of paths."""
    reach = actor.paths(VIEW)
    rows = Organisation.objects.visible_to(actor).open_on(actor.on).values_list("path", "name", "kind")
    known = [row for row in rows if row[2] not in ("department", "teaching_research_group")]
    inside = [(path, name) for path, name, _kind in known if any(path.startswith(own) for own in reach)]
    top = min((path.count("/") for path, _name in inside), default=0)
    return [(path, name, path.count("/") - top) for path, name in inside]
