"""Certificates as a list, and what stands beside the people of the 持证上岗 list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import HeldCertificate, StaffRecord
from xingtan.apps.staffing.selectors import words
from xingtan.apps.staffing.selectors.parts import certificate_name
from xingtan.apps.staffing.selectors.qualified import lacking_any
from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.roster.data import Stage
from xingtan.people.roster.models import TeachingAssignment


def certificates_of(actor: Actor) -> QuerySet[Any]:
    """Certificates of those who still work within reach, with person and unit."""
    if not actor.may_anywhere(data.VIEW):
        return HeldCertificate.objects.none()
    rows = HeldCertificate.objects.permitted(actor, data.VIEW).filter(record__state__in=data.OPEN_STATES)
    return rows.select_related("record__person", "record__organisation")


def due_until(day: date) -> Q:
    """Teaching certificates whose registration is due by a day, those long overdue among them."""
    return Q(kind=data.CertificateKind.TEACHING, registration_due_on__lte=day)


def due_soon(actor: Actor) -> Q:
    return due_until(actor.on + timedelta(days=data.SOON_DUE_DAYS))


def overdue(actor: Actor) -> Q:
    return Q(kind=data.CertificateKind.TEACHING, registration_due_on__lt=actor.on)


def unqualified_of(actor: Actor) -> QuerySet[Any]:
    """Files within reach of those who teach today without a fitting certificate."""
    if not actor.may_anywhere(data.VIEW):
        return StaffRecord.objects.none()
    rows = StaffRecord.objects.permitted(actor, data.VIEW).open().filter(lacking_any(actor.on))
    return rows.select_related("person", "organisation")


def attach_teaching(rows: Sequence[Any], on: date) -> None:
    """Give each file of a page what is taught (小学语文) and which certificates there are. Two queries."""
    taught: dict[int, list[str]] = {}
    for person_id, stage, subject in _taught(person_ids=[row.person_id for row in rows], on=on):
        name = f"{Stage(stage).label if stage else ''}{words.code_word('subject', subject)}"
        taught.setdefault(person_id, []).append(name)
    held: dict[int, list[str]] = {}
    certificates = HeldCertificate.objects.filter(
        record_id__in=[row.pk for row in rows], kind=data.CertificateKind.TEACHING
    )
    for certificate in certificates:
        subject = words.code_word("subject", certificate.subject_code)
        name = certificate_name(certificate)
        shown = _g("%(name)s（%(subject)s）") % {"name": name, "subject": subject} if subject else name
        held.setdefault(certificate.record_id, []).append(shown)
    for row in rows:
        row.taught_words = _g("、").join(dict.fromkeys(taught.get(row.person_id, ())))
        row.held_words = _g("、").join(held.get(row.pk, ()))


@prepared
def _taught(*, person_ids: list[int], on: date) -> Any:
    """(person, stage, subject) taught that day."""
    rows = TeachingAssignment.objects.filter(in_force(on), one_of("person_id", person_ids)).order_by("subject_code")
    return rows.values_list("person_id", "class_group__cohort__stage", "subject_code").distinct()
