"""The clerk's choice: which of ours a record stands for, or that it is nobody we know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from xingtan.apps.exchange import errors
from xingtan.apps.exchange.data import MANAGE, How, SetState, Target
from xingtan.apps.exchange.models import Link, SetRow
from xingtan.apps.exchange.services.finding_partners import managed_row, managed_set
from xingtan.apps.exchange.services.matching import alike
from xingtan.apps.exchange.services.reading import records
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import e_id as e_ids
from xingtan.people.persons.models import Person
from xingtan.people.roster.models import ClassGroup

CHOOSABLE: dict[str, tuple[str, Any]] = {
    "users": (Target.PERSON, Person),
    "orgs": (Target.ORGANISATION, Organisation),
    "classes": (Target.CLASS_GROUP, ClassGroup),
}
STATES = (SetState.READ, SetState.APPLIED)


@transaction.atomic
def link_row(*, actor: Actor, row_id: int, chosen: str, now: datetime) -> Link:
    """Say what a record stands for: a person by e-ID, an organisation by its code, a class by its number here.

    Raises:
        RowNotFound, NotPermitted, WrongState.
        NotLinkable: nothing of that kind, or nothing that the actor may see.
    """
    row: SetRow | None = SetRow.objects.visible_to(actor).filter(pk=row_id).select_related("layout").first()
    if row is None:
        raise errors.RowNotFound(row_id=row_id)
    received = managed_set(actor, row.received_set_id, *STATES)
    require(actor, MANAGE, received.partner.organisation.path)
    target, thing = _chosen(actor, row, chosen.strip())
    if thing is None:
        raise errors.NotLinkable(target=chosen)
    link, _made = Link.objects.update_or_create(
        partner=received.partner,
        file=row.file,
        sourced_id=row.sourced_id,
        defaults={
            "target": target,
            "target_id": thing,
            "how": How.CHOSEN,
            "is_written": False,
            "made_by_id": actor.person_id,
            "made_at": now,
        },
    )
    path = received.partner.organisation.path
    detail = {"file": row.file, "target": target, "target_id": thing}
    audit.record(actor, "exchange.linked", "exchange_set", received.pk, path, detail)
    return link


def _chosen(actor: Actor, row: SetRow, chosen: str) -> tuple[str, int | None]:
    if row.layout.read_as not in CHOOSABLE:
        return "", None
    target, model = CHOOSABLE[row.layout.read_as]
    seen = model.objects.visible_to(actor)
    if target == Target.PERSON:
        seen = seen.filter(e_id=e_ids.canonical(chosen)[:14])
    elif target == Target.ORGANISATION:
        seen = seen.filter(code=chosen[:12])
    else:
        seen = seen.filter(pk=int(chosen)) if chosen.isdigit() and len(chosen) < 18 else seen.none()
    return target, seen.values_list("pk", flat=True).first()


@transaction.atomic
def take_as_new(*, actor: Actor, row_id: int) -> SetRow:
    """Say that a user is nobody we know, whoever has the same name.

    Raises:
        RowNotFound, NotPermitted, WrongState, NotLinkable: the row is about no person.
    """
    received, row = managed_row(actor, row_id)
    if row.layout.read_as != "users":
        raise errors.NotLinkable(target=row.name)
    row.is_new_person = True
    row.save(update_fields=["is_new_person"])
    path = received.partner.organisation.path
    audit.record(actor, "exchange.taken_as_new", "exchange_set", received.pk, path, {"line": row.line})
    return row


def suggestions(*, actor: Actor, row: SetRow) -> list[Person]:
    """People of the same name, and birthday where the set gives one: for the clerk to choose from, never more."""
    if row.layout.read_as != "users":
        return []
    values = _values(row)
    about = SetRow.objects.filter(received_set_id=row.received_set_id, file="demographics", sourced_id=row.sourced_id)
    facts = about.filter(line__isnull=False).select_related("layout").first()
    born_on = _values(facts).get("birthDate", "") if facts is not None else ""
    return alike(actor, row.received_set.partner, values, date.fromisoformat(born_on) if born_on else None)


def _values(row: SetRow) -> dict[str, str]:
    layout = row.layout
    cells = records.unseal_cells(row.cells)
    return records.read_record(layout.read_as, layout.columns, cells, layout.date_order).values
