"""Files of staff as lists bring them: taken back, closed for whoever is on the list no more, resumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import HeldCertificate, StaffRecord
from xingtan.apps.staffing.services.finding import managed
from xingtan.apps.staffing.services.rows import correct_row, record_certificate, remove_row
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.postings import services as postings
from xingtan.people.postings.intake import withdraw_person
from xingtan.people.postings.models import Posting


@transaction.atomic
def withdraw_staff(*, actor: Actor, person_id: int, posting_ids: Sequence[int], is_new_person: bool) -> bool:
    """Take back that somebody was put on file by mistake, as if it had never been.

    Whoever has other postings since, or a history of their own, stays as they are: False.

    Args:
        posting_ids: the postings that came with the file.
        is_new_person: the person was registered with the file and goes with it.
    Raises:
        StaffNotFound, NotPermitted.
    """
    record = managed(actor, person_id)
    held = Posting.objects.filter(person_id=person_id, role__in=STAFF_ROLES)
    if held.exclude(pk__in=posting_ids).exists():
        return False
    path = record.organisation.path
    try:
        with transaction.atomic():
            for posting_id in held.values_list("pk", flat=True):
                postings.withdraw_posting(actor=actor, posting_id=posting_id)
            record.delete()
            if is_new_person and not withdraw_person(actor=actor, person_id=person_id):
                raise IntegrityError
    except IntegrityError:
        return False
    audit.record(actor, "staff.withdrawn", "person", person_id, path)
    return True


@transaction.atomic
def leave(*, actor: Actor, person_id: int, on: date, reason: str) -> dict[str, Any]:
    """Close a file: all postings as staff within the unit end on the day `on`. Returns what `come_back` needs.

    Raises:
        StaffNotFound, NotPermitted, EndsBeforeItBegins.
    """
    record = managed(actor, person_id)
    before = {"person": person_id, "state": record.state, "basis": record.basis, "ended": []}
    held = Posting.objects.filter(
        in_force(on), person_id=person_id, role__in=STAFF_ROLES, organisation__path__below=record.organisation.path
    )
    for posting in held.order_by("pk"):
        if posting.ends_on == on:
            continue
        before["ended"].append([posting.pk, posting.ends_on.isoformat() if posting.ends_on else None])
        postings.end_posting(actor=actor, posting_id=posting.pk, on=on, reason=reason)
    record.state, record.basis = data.State.LEFT, reason
    record.save(update_fields=["state", "basis"])
    audit.record(actor, "staff.left", "person", person_id, record.organisation.path)
    return before


@transaction.atomic
def come_back(*, actor: Actor, before: Mapping[str, Any]) -> bool:
    """Take back that a file was closed. False when it was changed since.

    Raises:
        StaffNotFound, NotPermitted.
    """
    record = managed(actor, before["person"])
    if record.state != data.State.LEFT:
        return False
    for posting_id, ends_on in before["ended"]:
        postings.correct_posting(
            actor=actor, posting_id=posting_id, ends_on=date.fromisoformat(ends_on) if ends_on else None
        )
    record.state, record.basis = before["state"], before["basis"]
    record.save(update_fields=["state", "basis"])
    audit.record(actor, "staff.came_back", "person", record.person_id, record.organisation.path)
    return True


def teaching_certificate(record: StaffRecord) -> HeldCertificate | None:
    """The certificate that the file's columns speak of."""
    rows = HeldCertificate.objects.filter(record=record, kind=data.CertificateKind.TEACHING)
    return rows.order_by("-code", "-pk").first()


@transaction.atomic
def set_certificate_number(*, actor: Actor, person_id: int, number: str) -> None:
    """Give the teaching certificate on file this number; "" takes the number away, and a row of nothing else.

    Raises:
        StaffNotFound, NotPermitted, CertificateNumberTaken.
    """
    row = teaching_certificate(managed(actor, person_id))
    if row is not None and number:
        correct_row(actor=actor, part="certificate", row_id=row.pk, number=number)
    elif number:
        record_certificate(actor=actor, person_id=person_id, kind=data.CertificateKind.TEACHING, number=number)
    elif row is not None and not row.code:
        remove_row(actor=actor, part="certificate", row_id=row.pk)
    elif row is not None:
        row.number_sealed = row.number_index = None
        row.number_masked = ""
        row.save(update_fields=["number_sealed", "number_index", "number_masked"])


@transaction.atomic
def set_putonghua(*, actor: Actor, person_id: int, level: str) -> None:
    """Keep the level of Putonghua; "" takes it away.

    Raises:
        StaffNotFound, NotPermitted.
    """
    kind = data.CertificateKind.PUTONGHUA
    rows = HeldCertificate.objects.filter(record=managed(actor, person_id), kind=kind)
    row = rows.order_by("code", "-pk").first()
    if row is not None and level:
        correct_row(actor=actor, part="certificate", row_id=row.pk, code=level)
    elif row is not None:
        remove_row(actor=actor, part="certificate", row_id=row.pk)
    elif level:
        record_certificate(actor=actor, person_id=person_id, kind=kind, code=level)
