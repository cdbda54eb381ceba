"""Reads about seals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xingtan.engines.papers.data import MANAGE_SEALS
from xingtan.engines.papers.errors import SealNotFound
from xingtan.engines.papers.models import Seal, SealKeeper, SealUse
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting


def seals_of(actor: Actor) -> Any:
    """Seals within reach, with what the list shows."""
    return Seal.objects.visible_to(actor).select_related("organisation")


def attach_keepers(rows: Sequence[Any], on: date) -> None:
    """Name of today's keeper of each seal: one query."""
    keepers = SealKeeper.objects.filter(in_force(on), seal__in=[row.pk for row in rows]).select_related("person")
    names = {keeper.seal_id: keeper.person.name for keeper in keepers}
    for row in rows:
        row.keeper_name = names.get(row.pk, "")


def seal_of(actor: Actor, seal_id: int) -> Seal:
    """One seal.

    Raises:
        SealNotFound: not there, or not for `actor` to see.
    """
    seal: Seal | None = seals_of(actor).filter(pk=seal_id).first()
    if seal is None:
        raise SealNotFound(seal_id=seal_id)
    return seal


def keepers_of(seal: Seal) -> list[SealKeeper]:
    """All keepers, the latest first."""
    return list(seal.keepers.select_related("person"))


def uses_of(actor: Actor, seal: Seal) -> Any:
    """The pressings of one seal, with what the list shows."""
    return SealUse.objects.visible_to(actor).filter(seal=seal).select_related("asked_by", "pressed_by", "paper")


def is_kept_by(seal: Seal, actor: Actor) -> bool:
    """Whether `actor` keeps the seal on the day and may press it."""
    if actor.person_id is None or seal.retired_on is not None:
        return False
    return seal.keepers.filter(in_force(actor.on), person_id=actor.person_id).exists()


def keeps_any(actor: Actor) -> bool:
    """Whether `actor` keeps a seal on the day."""
    return SealKeeper.objects.filter(in_force(actor.on), person_id=actor.person_id or 0).exists()


def staff_ids(organisation: Organisation, on: date) -> Any:
    """Staff postings in force at an organisation and everything below it."""
    return Posting.objects.in_force(on).of_staff().filter(organisation__path__below=organisation.path)


def staff_choices(organisation: Organisation, on: date) -> list[tuple[int, str]]:
    """(person, "name　title") of everybody on the staff, by pinyin; who holds several postings stands once."""
    rows = staff_ids(organisation, on).select_related("person").order_by("person__name_pinyin", "person_id", "-is_main")
    named: dict[int, str] = {}
    for posting in rows:
        named.setdefault(posting.person_id, f"{posting.person.name}　{posting.display_title}")
    return list(named.items())


def places_for_seals(actor: Actor) -> list[tuple[int, str]]:
    """Open organisations for which `actor` may register seals."""
    rows = Organisation.objects.visible_to(actor).filter(under(actor.paths(MANAGE_SEALS), "path"))
    return list(rows.open_on(actor.on).order_by("path").values_list("pk", "name"))


def may_read_file(actor: Actor, seal_id: int) -> bool:
    """Whether the bare picture of a seal may be opened: by nobody. It comes out on a paper, by pressing."""
    return False
