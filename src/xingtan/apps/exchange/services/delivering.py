"""Deliveries: everything in scope, or what changed since the partner was last told."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, transaction

from xingtan.apps.exchange import errors
from xingtan.apps.exchange.data import (
    DELIVERY_HOLDER,
    MANAGE,
    NUMBERS,
    ROWS_AT_A_TIME,
    DeliveryMode,
    DeliveryState,
)
from xingtan.apps.exchange.data.specification import MANIFEST_KEYS
from xingtan.apps.exchange.models import DeliveredRecord, Delivery, DeliveryRow, Partner
from xingtan.apps.exchange.selectors.outgoing import COLUMNS, SOURCES, Scope
from xingtan.apps.exchange.services.finding_partners import managed_partner
from xingtan.apps.exchange.services.reading import records
from xingtan.apps.exchange.services.writing import write_held, write_member
from xingtan.kernel.audit import api as audit
from xingtan.kernel.files import api as files
from xingtan.kernel.files.sniffing import ZIP
from xingtan.kernel.scopes import Actor, require
from xingtan.kernel.tasks.api import check_cancelled, progress
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings import data as postings_data
from xingtan.people.roster import data as roster_data

HEAD = ("sourcedId", "status", "dateLastModified")
COPY = "COPY exchange_deliveryrow (delivery_id, file, sourced_id, cells, digest) FROM STDIN"
RIGHTS = (MANAGE, roster_data.VIEW_PUPILS, roster_data.VIEW_CLASSES, postings_data.VIEW)


@transaction.atomic
def ask_delivery(*, actor: Actor, partner_id: int, organisation_id: int, mode: str, now: datetime) -> Delivery:
    """Ask for a delivery of a bureau or school below the partner's place. The work is a task's.

    Raises:
        PartnerNotFound, NotPermitted: also when the actor may not see pupils, classes and staff of that scope.
        ScopeOutsidePartner, NoSnapshot: nothing was delivered in full yet.
    """
    partner = managed_partner(actor, partner_id)
    scope = Organisation.objects.visible_to(actor).filter(pk=organisation_id, kind__in=("bureau", "school")).first()
    if scope is None or not scope.path.startswith(partner.organisation.path):
        raise errors.ScopeOutsidePartner(name=scope.name if scope else str(organisation_id))
    for code in RIGHTS:
        require(actor, code, scope.path)
    if mode == DeliveryMode.DELTA and not DeliveredRecord.objects.filter(partner=partner).exists():
        raise errors.NoSnapshot()
    released = [field for field in partner.released if field not in NUMBERS or partner.is_cleared_for_numbers]
    return Delivery.objects.create(
        partner=partner,
        organisation=scope,
        mode=mode,
        on=actor.on,
        asked_at=now,
        asked_by_id=actor.person_id,
        released=sorted(released),
    )


def make_delivery(*, actor: Actor, delivery_id: int, now: datetime) -> str:
    """Gather, compare, write, keep. Safe to run twice: until it is ready nothing of it counts."""
    delivery = Delivery.objects.select_related("partner__organisation", "organisation").get(pk=delivery_id)
    if delivery.state == DeliveryState.READY:
        return f"delivery {delivery_id} is ready"
    for code in RIGHTS:
        require(actor, code, delivery.organisation.path)
    _gather(delivery)
    with tempfile.NamedTemporaryFile(suffix=".zip") as made, transaction.atomic():
        Partner.objects.select_for_update().get(pk=delivery.partner_id)
        counts = _write(delivery, Path(made.name), now)
        with open(made.name, "rb") as content:
            _keep(actor, delivery, content, counts, now)
    return f"{sum(counts.values())} records"


def _gather(delivery: Delivery) -> None:
    """COPY all records of the scope, file by file."""
    DeliveryRow.objects.filter(delivery=delivery).delete()
    scope = Scope(
        organisation=delivery.organisation,
        on=delivery.on,
        partner_id=delivery.partner_id,
        released=frozenset(delivery.released),
    )
    for done, (file, source) in enumerate(SOURCES.items(), 1):
        columns = (*HEAD, *COLUMNS[file])
        rows = (_row(delivery.pk, file, columns, own, values) for own, values in source(scope))
        while portion := list(islice(rows, ROWS_AT_A_TIME)):
            with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                for row in portion:
                    copy.write_row(row)
            check_cancelled()
        progress(done, len(SOURCES))


def _row(delivery_id: int, file: str, columns: Sequence[str], own: str, values: dict[str, str]) -> list[Any]:
    cells = [own, "", "", *(values.get(name, "") for name in columns[3:])]
    digest = records.fingerprint(columns, columns, cells)
    return [delivery_id, file, own, records.seal_cells(file, columns, cells), digest]


CHANGED = """
    SELECT r.cells FROM exchange_deliveryrow r
    LEFT JOIN exchange_deliveredrecord d ON d.partner_id = %(partner)s AND d.file = r.file
        AND d.sourced_id = r.sourced_id
    WHERE r.delivery_id = %(delivery)s AND r.file = %(file)s AND (%(all)s OR d.id IS NULL OR d.digest <> r.digest)
    ORDER BY r.id
"""
GONE = """
    SELECT d.cells FROM exchange_deliveredrecord d
    WHERE d.partner_id = %(partner)s AND d.file = %(file)s AND NOT EXISTS (
        SELECT 1 FROM exchange_deliveryrow r WHERE r.delivery_id = %(delivery)s AND r.file = d.file
        AND r.sourced_id = d.sourced_id)
    ORDER BY d.id
"""
TELL = """
    INSERT INTO exchange_deliveredrecord AS d (partner_id, file, sourced_id, cells, digest)
    SELECT %(partner)s, file, sourced_id, cells, digest FROM exchange_deliveryrow WHERE delivery_id = %(delivery)s
    ON CONFLICT (partner_id, file, sourced_id) DO UPDATE SET cells = excluded.cells, digest = excluded.digest
    WHERE d.digest <> excluded.digest
"""
FORGET = """
    DELETE FROM exchange_deliveredrecord d WHERE d.partner_id = %(partner)s AND NOT EXISTS (
        SELECT 1 FROM exchange_deliveryrow r WHERE r.delivery_id = %(delivery)s AND r.file = d.file
        AND r.sourced_id = d.sourced_id)
"""


def _write(delivery: Delivery, path: Path, now: datetime) -> dict[str, int]:
    """Write the zip. Returns records by file; files without any are absent, in the manifest too."""
    counts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in SOURCES:
            rows = _rows(delivery, file, now)
            first = next(rows, None)
            if first is not None or (delivery.mode == DeliveryMode.BULK and file != "demographics"):
                head = (*HEAD, *COLUMNS[file])
                counts[file] = write_member(archive, f"{file}.csv", _chained(head, first, rows))
        write_member(archive, "manifest.csv", _manifest(delivery, counts))
    return counts


def _chained(
    head: Sequence[str], first: Sequence[str] | None, rest: Iterator[Sequence[str]]
) -> Iterator[Sequence[str]]:
    yield head
    if first is not None:
        yield first
    yield from rest


def _rows(delivery: Delivery, file: str, now: datetime) -> Iterator[list[str]]:
    """Records of one file. In a delta each says its status and since when; in bulk the format wants both blank."""
    is_bulk = delivery.mode == DeliveryMode.BULK
    where = {"partner": delivery.partner_id, "delivery": delivery.pk, "file": file, "all": is_bulk}
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for statement, status in ((CHANGED, "active"), (GONE, "tobedeleted")):
        if is_bulk and status == "tobedeleted":
            return
        for cells in _streamed(statement, where):
            head = [cells[0], "", ""] if is_bulk else [cells[0], status, stamp]
            yield [*head, *records.unseal_cells(cells[3:])]


def _streamed(statement: str, where: dict[str, Any]) -> Iterator[list[str]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, where)
        while portion := cursor.fetchmany(ROWS_AT_A_TIME):
            for (cells,) in portion:
                yield cells


def _manifest(delivery: Delivery, counts: dict[str, int]) -> Iterator[Sequence[str]]:
    yield ("propertyName", "value")
    fixed = {"manifest.version": "1.0", "oneroster.version": "1.2"}
    fixed |= {"source.systemName": "Xingtan", "source.systemCode": delivery.organisation.code or ""}
    for key in MANIFEST_KEYS:
        file = key.removeprefix("file.")
        yield (key, fixed.get(key, delivery.mode if file in counts else "absent"))


def _keep(actor: Actor, delivery: Delivery, content: BinaryIO, counts: dict[str, int], now: datetime) -> None:
    """Hold the zip, remember what the partner knows now, write the journal."""
    link = files.store(
        iter(lambda: content.read(1024 * 1024), b""),
        actor=actor,
        holder=(DELIVERY_HOLDER, delivery.pk),
        organisation_path=delivery.partner.organisation.path,
        purpose="roster",
        accept=(ZIP,),
        name=f"oneroster-{delivery.mode}-{delivery.pk}.zip",
    )
    with connection.cursor() as cursor:
        for statement in (TELL, FORGET):
            cursor.execute(statement, {"partner": delivery.partner_id, "delivery": delivery.pk})
    DeliveryRow.objects.filter(delivery=delivery).delete()
    delivery.state, delivery.made_at, delivery.counts, delivery.file_link_id = DeliveryState.READY, now, counts, link.pk
    delivery.save(update_fields=["state", "made_at", "counts", "file_link_id"])
    detail = {"partner": delivery.partner.name, "mode": delivery.mode, "fields": delivery.released, "files": counts}
    path = delivery.organisation.path
    audit.record(actor, "exchange.delivered", "exchange_delivery", delivery.pk, path, detail, rows=sum(counts.values()))


@transaction.atomic
def open_delivery(*, actor: Actor, delivery_id: int) -> tuple[Delivery, BinaryIO]:
    """The zip of a delivery, to be handed out; the journal says to whom.

    Raises:
        DeliveryNotFound: not there, not ready, or not for this actor. NotPermitted.
    """
    found = Delivery.objects.visible_to(actor).select_related("partner__organisation", "organisation")
    delivery: Delivery | None = found.filter(pk=delivery_id).first()
    if delivery is None:
        raise errors.DeliveryNotFound(delivery_id=delivery_id)
    for code in RIGHTS:
        require(actor, code, delivery.organisation.path)
    link = files.FileLink.objects.filter(pk=delivery.file_link_id).select_related("file").first()
    if link is None:
        raise errors.DeliveryNotFound(delivery_id=delivery_id)
    rows = sum(delivery.counts.values())
    path = delivery.organisation.path
    audit.record(actor, "exchange.downloaded", "exchange_delivery", delivery.pk, path, rows=rows)
    return delivery, files.the_store().open(link.file.sha256)


@transaction.atomic
def return_held(*, actor: Actor, partner_id: int) -> tuple[Partner, BinaryIO]:
    """All that is held of a partner, as the partner wrote it, in a temporary file; the journal says to whom.

    Raises:
        PartnerNotFound, NotPermitted.
    """
    partner = managed_partner(actor, partner_id)
    content = tempfile.TemporaryFile(suffix=".zip")  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = write_held(archive, partner)
    content.seek(0)
    path = partner.organisation.path
    audit.record(actor, "exchange.returned", "exchange_partner", partner.pk, path, rows=sum(counts.values()))
    return partner, content
