"""Views of a list that people keep for themselves: conditions, order and columns under a name of their own.

What a list offers to keep travels through the page signed, so that only what a list has understood is ever kept.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables import errors
from xingtan.kernel.tables.models import NAME_LENGTH, OwnView

SALT = "xingtan.tables.own_view"
MOST = 12  # for one list; beside the tabs there is no room for more


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A list as it stands before somebody: what would be kept."""

    code: str
    title: str
    address: str
    query: str

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)


def shown_in(token: str) -> Shown | None:
    """What a page offered to keep; None when the token is none of ours."""
    try:
        return Shown(**signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


def own_views(actor: Actor) -> QuerySet[OwnView]:
    """The actor's own; nobody sees anybody else's."""
    if actor.account_id is None:
        return OwnView.objects.none()
    return OwnView.objects.filter(account_id=actor.account_id)


def own_views_beside(*, account_id: int, table_code: str) -> list[Any]:
    """(name, query) of what an account keeps of one list, in the order of keeping: every page of the list asks."""
    return _beside(account_id=account_id, table_code=table_code)


@prepared
def _beside(*, account_id: int, table_code: str) -> Any:
    rows = OwnView.objects.filter(account_id=account_id, table_code=table_code).order_by("kept_at", "pk")
    return rows.values_list("name", "query")


def _named(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > NAME_LENGTH:
        raise errors.OwnViewUnnamed(limit=NAME_LENGTH)
    return name


@transaction.atomic
def keep_view(*, actor: Actor, shown: Shown | None, name: str, now: datetime) -> OwnView:
    """Keep a list as it is shown. A name the actor has used on this list before means these conditions from now on.

    Raises:
        NothingToKeep, OwnViewUnnamed, TooManyOwnViews.
    """
    if shown is None or not shown.query or actor.account_id is None:
        raise errors.NothingToKeep
    name = _named(name)
    mine = list(own_views(actor).select_for_update().filter(table_code=shown.code))
    view = next((view for view in mine if view.name == name), None)
    if view is None and len(mine) >= MOST:
        raise errors.TooManyOwnViews(limit=MOST)
    view = view or OwnView(account_id=actor.account_id, table_code=shown.code, name=name, kept_at=now)
    view.list_title, view.address, view.query = shown.title, shown.address, shown.query
    view.save()
    return view


def _own(actor: Actor, view_id: int) -> OwnView:
    view = own_views(actor).select_for_update().filter(pk=view_id).first()
    if view is None:
        raise errors.OwnViewNotFound
    return view


@transaction.atomic
def rename_view(*, actor: Actor, view_id: int, name: str) -> OwnView:
    """Call one's own view something else.

    Raises:
        OwnViewNotFound: not there, or somebody else's. OwnViewUnnamed, OwnViewNameTaken.
    """
    view = _own(actor, view_id)
    name = _named(name)
    if own_views(actor).filter(table_code=view.table_code, name=name).exclude(pk=view.pk).exists():
        raise errors.OwnViewNameTaken(name=name)
    view.name = name
    view.save(update_fields=["name"])
    return view


@transaction.atomic
def drop_view(*, actor: Actor, view_id: int) -> OwnView:
    """Keep one's own view no longer.

    Raises:
        OwnViewNotFound: not there, or somebody else's.
    """
    view = _own(actor, view_id)
    OwnView.objects.filter(pk=view.pk).delete()
    return view
