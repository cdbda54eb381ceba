"""Facts typed into the file itself reach the rows behind them: they correct the row in force, or begin one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import Employment, HeldCertificate, HeldTitle, Schooling, StaffRecord
from xingtan.apps.staffing.services import keeping
from xingtan.kernel.clock import in_force


def follow_facts(record: StaffRecord, changed: Iterable[str], on: date) -> None:
    """Bring rows in step with columns of `record` that were just written."""
    names = set(changed)
    if "establishment" in names:
        _employment(record, on)
    if names & {"title_code", "title_since"}:
        _title(record, on)
    if names & {"education_code", "major"}:
        _schooling(record, on)
    if names & {"certificate_code", "certificate_subject"}:
        _certificate(record, on)


def _employment(record: StaffRecord, on: date) -> None:
    rows = Employment.objects.filter(record=record)
    row = rows.filter(in_force(on)).first()
    if row is None and record.establishment and not rows.exists():
        row = Employment(record=record, starts_on=record.joined_on or record.work_started_on or on)
    if row is None or row.establishment == record.establishment:
        return
    if not record.establishment:
        row.delete()
    else:
        row.establishment, row.basis = record.establishment, record.basis
        row.save()
    keeping.keep_employment(record, on)


def _title(record: StaffRecord, on: date) -> None:
    """Another title on another day is a new row; otherwise the last one was wrong."""
    row = HeldTitle.objects.filter(record=record).first()
    code, obtained_on = record.title_code, record.title_since
    if row is not None and (row.code, row.obtained_on) == (code, obtained_on):
        return
    if not code:
        if row is not None:
            row.delete()
    elif row is None or (row.code != code and row.obtained_on != obtained_on):
        values = {"code": code, "basis": record.basis}
        HeldTitle.objects.update_or_create(record=record, obtained_on=obtained_on, defaults=values)
    else:
        HeldTitle.objects.filter(record=record, obtained_on=obtained_on).exclude(pk=row.pk).delete()
        row.code, row.obtained_on = code, obtained_on
        row.save()
    keeping.keep_title(record, on)


def _schooling(record: StaffRecord, on: date) -> None:
    rows = Schooling.objects.filter(record=record).order_by("level_code", "-graduated_on", "-pk")
    row = rows.first()
    if record.education_code:
        row = row or Schooling(record=record)
        row.level_code, row.major = record.education_code, record.major
        row.save()
    elif row is not None:
        row.delete()
    keeping.keep_schooling(record, on)


def _certificate(record: StaffRecord, on: date) -> None:
    rows = HeldCertificate.objects.filter(record=record, kind=data.CertificateKind.TEACHING).order_by("-code", "-pk")
    row = rows.first()
    if record.certificate_code and record.certificate_code != data.Certificate.NONE:
        row = row or HeldCertificate(record=record, kind=data.CertificateKind.TEACHING)
        row.code, row.subject_code = record.certificate_code, record.certificate_subject
        row.save()
    elif row is not None:
        row.delete()
    keeping.keep_certificate(record, on)
