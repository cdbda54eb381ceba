"""Keeping the columns of a staff file in step with its rows: what is so today, from what was so when."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import Employment, HeldCertificate, HeldTitle, Schooling, StaffRecord
from xingtan.kernel.clock import in_force

MISSED_NIGHTS = 10


def next_registration(day: date) -> date:
    """When a teaching certificate issued or registered on a day must be registered (again)."""
    year = day.year + settings.REGISTRATION_YEARS
    return day.replace(year=year) if (day.month, day.day) != (2, 29) else date(year, 2, 28)


def keep_employment(record: StaffRecord, on: date) -> None:
    """The post in force; before the first one begins, none."""
    row = Employment.objects.filter(in_force(on), record=record).first()
    record.establishment = row.establishment if row else ""
    record.post_category = row.post_category if row else ""
    record.post_level = row.post_level if row else None
    record.contract_until = row.contract_until if row else None
    _follow(record, row)
    record.save(update_fields=["establishment", "post_category", "post_level", "contract_until", "basis"])


def keep_title(record: StaffRecord, on: date) -> None:
    """The title obtained last."""
    row = HeldTitle.objects.filter(record=record).first()
    record.title_code = row.code if row else ""
    record.title_since = row.obtained_on if row else None
    _follow(record, row)
    record.save(update_fields=["title_code", "title_since", "basis"])


def keep_certificate(record: StaffRecord, on: date) -> None:
    """The teaching certificate for the highest stage; the one issued last among equals."""
    rows = HeldCertificate.objects.filter(record=record, kind=data.CertificateKind.TEACHING)
    teaching = sorted((row for row in rows if row.code and row.code != data.Certificate.NONE), key=_rank, reverse=True)
    known_none = data.Certificate.NONE if record.certificate_code == data.Certificate.NONE else ""
    record.certificate_code = teaching[0].code if teaching else known_none
    record.certificate_subject = teaching[0].subject_code if teaching else ""
    record.save(update_fields=["certificate_code", "certificate_subject"])


def _rank(row: HeldCertificate) -> tuple[str, date]:
    return row.code, row.issued_on or date.min


def keep_schooling(record: StaffRecord, on: date) -> None:
    """The highest education; the one completed last among equals."""
    rows = sorted(Schooling.objects.filter(record=record), key=lambda row: row.graduated_on or date.min, reverse=True)
    highest = min(rows, key=lambda row: row.level_code, default=None)
    record.education_code = highest.level_code if highest else ""
    record.major = highest.major if highest else ""
    record.save(update_fields=["education_code", "major"])


def _follow(record: StaffRecord, row: Employment | HeldTitle | None) -> None:
    if row is not None and row.basis:
        record.basis = row.basis


def keep_recent_employments(on: date) -> int:
    """Let posts that began or ended in the last days show in the files. Safe to run twice. Returns how many files."""
    since = on - timedelta(days=MISSED_NIGHTS)
    begun = Q(starts_on__range=(since, on)) | Q(ends_on__range=(since, on))
    records = StaffRecord.objects.filter(pk__in=Employment.objects.filter(begun).order_by().values("record_id"))
    for record in records:
        keep_employment(record, on)
    return len(records)
