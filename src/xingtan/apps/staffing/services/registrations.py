"""定期注册: what the periodic registration of teaching certificates decided, one by one or for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from xingtan.apps.staffing import data, errors
from xingtan.apps.staffing.models import HeldCertificate, Registration
from xingtan.apps.staffing.services import keeping
from xingtan.apps.staffing.services.rows import managed_row
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor


@transaction.atomic
def record_registration(
    *, actor: Actor, certificate_id: int, decided_on: date, result: str, basis: str = ""
) -> Registration:
    """Enter one result. Passed, the next is due in some years (`REGISTRATION_YEARS`); else it stays due.

    A second result of one day takes the place of the first.

    Raises:
        RowNotFound, NotPermitted, NotRegistered, RowInFuture, RowEndsBeforeItBegins.
    """
    certificate = managed_row(actor, "certificate", certificate_id)
    if certificate.kind != data.CertificateKind.TEACHING:
        raise errors.NotRegistered
    if decided_on > actor.on:
        raise errors.RowInFuture(day=decided_on)
    if certificate.issued_on is not None and decided_on < certificate.issued_on:
        raise errors.RowEndsBeforeItBegins(starts_on=certificate.issued_on, ends_on=decided_on)
    passed = result == data.RegistrationResult.PASSED
    values = {
        "result": result,
        "basis": basis,
        "next_due_on": keeping.next_registration(decided_on) if passed else None,
        "recorded_by": actor.person_id,
    }
    row, _is_new = Registration.objects.update_or_create(
        certificate=certificate, decided_on=decided_on, defaults=values
    )
    _follow(certificate)
    record = certificate.record
    detail = {"result": result, "on": decided_on.isoformat()}
    audit.record(actor, "staff.registered", "person", record.person_id, record.organisation.path, detail)
    return row


def _follow(certificate: HeldCertificate) -> None:
    """The last result decides; a result that was not passed leaves the day on which it became due."""
    rows = list(certificate.registrations.all())
    passed = next((row for row in rows if row.result == data.RegistrationResult.PASSED), None)
    certificate.registration_result = rows[0].result if rows else ""
    if passed is not None:
        certificate.registration_due_on = passed.next_due_on
    elif certificate.issued_on is not None:
        certificate.registration_due_on = keeping.next_registration(certificate.issued_on)
    certificate.save(update_fields=["registration_result", "registration_due_on"])


@transaction.atomic
def record_registrations(
    *, actor: Actor, certificate_ids: Sequence[int], decided_on: date, result: str, basis: str = ""
) -> list[int]:
    """Enter the same result for many. Returns the ids of the new rows; certificates with a result that day are left.

    Raises:
        NothingRegistered, and what `record_registration` raises: one refused refuses all.
    """
    known = set(
        Registration.objects.filter(certificate_id__in=certificate_ids, decided_on=decided_on).values_list(
            "certificate_id", flat=True
        )
    )
    made = [
        record_registration(
            actor=actor, certificate_id=certificate_id, decided_on=decided_on, result=result, basis=basis
        ).pk
        for certificate_id in sorted(set(certificate_ids) - known)
    ]
    if not made:
        raise errors.NothingRegistered(day=decided_on)
    return made


@transaction.atomic
def withdraw_registrations(*, actor: Actor, registration_ids: Sequence[int]) -> int:
    """Take back results that a bulk act entered. Returns how many."""
    rows = Registration.objects.permitted(actor, data.MANAGE).filter(pk__in=registration_ids)
    found = list(rows.select_related("certificate"))
    for row in found:
        certificate = row.certificate
        row.delete()
        _follow(certificate)
    return len(found)
