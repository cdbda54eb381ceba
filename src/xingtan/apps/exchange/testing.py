"""Factories of the exchange: sets as zips, partners, and what a set looks like once read. Nothing is random."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from xingtan.apps.exchange import services
from xingtan.apps.exchange.data.specification import FILES
from xingtan.apps.exchange.models import Delivery, Partner, ReceivedSet, SetRow
from xingtan.apps.exchange.services import applying, delivering, staging, undoing
from xingtan.apps.exchange.services.writing import line_of
from xingtan.kernel.scopes import Actor
from xingtan.people.access.models import Grant
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.testing import District

Rows = Sequence[Mapping[str, str]]


def csv_of(file: str, rows: Rows) -> str:
    """A file of the format with these rows; columns are the required ones and those that some row has."""
    names = [*FILES[file].required]
    names += [name for row in rows for name in row if name not in names]
    names = list(dict.fromkeys(names))
    lines = [line_of(names), *(line_of([row.get(name, "") for name in names]) for row in rows)]
    return "\r\n".join(lines) + "\r\n"


def zip_of(files: Mapping[str, str | bytes | Rows], *, modes: str | Mapping[str, str] = "bulk") -> bytes:
    """A set. Values are the content of a member, or rows of a file of the format. `modes`=""; no manifest."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, rows in files.items():
            name = file if "." in file else f"{file}.csv"
            archive.writestr(name, rows if isinstance(rows, (str, bytes)) else csv_of(file, rows))
        if modes:
            said = modes if isinstance(modes, Mapping) else dict.fromkeys(files, modes)
            lines = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.2"]
            lines += [f"file.{file},{said.get(file, 'absent')}" for file in FILES]
            archive.writestr("manifest.csv", "\r\n".join(lines) + "\r\n")
    return content.getvalue()


def make_partner(organisation: Organisation, name: str = "教务系统", **columns: Any) -> Partner:
    return Partner.objects.create(organisation=organisation, name=name, **columns)


def clerk(district: District) -> Actor:
    """Somebody at the bureau who receives and delivers."""
    return district.actor_of(district.staff("bureau_staff"))


def holder_client(district: District, permissions: Iterable[str], place: Organisation) -> Client:
    """A browser of somebody who holds exactly these permissions on one part of the tree."""
    person = district.person("权若水")
    for code in permissions:
        Grant.objects.create(
            person=person, permission=code, scope_path=place.path, source="direct", starts_on=date(2020, 9, 1)
        )
    return district.client(person)


def receive(actor: Actor, partner: Partner, content: bytes) -> ReceivedSet:
    """A set, received and read."""
    upload = SimpleUploadedFile("set.zip", content)
    received = services.receive_set(actor=actor, partner_id=partner.pk, upload=upload, now=timezone.now())
    staging.read_set(set_id=received.pk)
    received.refresh_from_db()
    return received


def apply(actor: Actor, received: ReceivedSet, *, accepts_losses: bool = False) -> ReceivedSet:
    """A set, applied to the end."""
    now = timezone.now()
    services.start_applying(actor=actor, set_id=received.pk, accepts_losses=accepts_losses, now=now)
    applying.apply_set(actor=actor, set_id=received.pk, now=now)
    received.refresh_from_db()
    return received


def undo(actor: Actor, received: ReceivedSet) -> ReceivedSet:
    services.start_undo(actor=actor, set_id=received.pk, now=timezone.now())
    undoing.undo_set(actor=actor, set_id=received.pk, now=timezone.now())
    received.refresh_from_db()
    return received


def deliver(actor: Actor, partner: Partner, organisation: Organisation, mode: str = "bulk") -> tuple[Delivery, bytes]:
    """A delivery, made and downloaded."""
    now = timezone.now()
    asked = services.ask_delivery(
        actor=actor, partner_id=partner.pk, organisation_id=organisation.pk, mode=mode, now=now
    )
    delivering.make_delivery(actor=actor, delivery_id=asked.pk, now=now)
    delivery, content = services.open_delivery(actor=actor, delivery_id=asked.pk)
    with content:
        return delivery, content.read()


def exchange_of(district: District, school: Organisation) -> dict[str, int]:
    """A partner of one school with a set that waits and a delivery, for tests that ask every page."""
    partner = make_partner(school)
    actor = clerk(district)
    row = {"sourcedId": "u1", "enabledUser": "true", "username": "u1", "givenName": "Jing", "familyName": "Lin"}
    row["dateLastModified"] = "1/05/2023"  # in another order: a note
    received = receive(actor, partner, zip_of({"users": [row]}))
    now = timezone.now()
    asked = services.ask_delivery(actor=actor, partner_id=partner.pk, organisation_id=school.pk, mode="bulk", now=now)
    delivering.make_delivery(actor=actor, delivery_id=asked.pk, now=now)
    first = SetRow.objects.filter(received_set=received, file="users").get()
    return {"partner": partner.pk, "received_set": received.pk, "set_row": first.pk, "delivery": asked.pk}
