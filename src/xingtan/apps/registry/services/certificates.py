"""Issuing certificates of enrolment, and taking them back."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import transaction
from django.db.models import Max

from xingtan.apps.registry import data, errors
from xingtan.apps.registry.models import Certificate
from xingtan.apps.registry.services.facts import managed_stay
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster import data as roster_data
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.selectors import school_year_on

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 16


@transaction.atomic
def issue_certificate(*, actor: Actor, person_id: int, purpose: str, on: date) -> Certificate:
    """Certify that a pupil is on the roll of their school, under the next number of its book of the year.

    Raises:
        PupilNotFound, NotPermitted.
        NotOnTheRoll: the pupil has left.
    """
    stay = managed_stay(actor, person_id)
    if stay.status not in roster_data.OPEN_STATUSES:
        raise errors.NotOnTheRoll(name=stay.person.name)
    school = Organisation.objects.select_for_update().get(pk=stay.organisation_id)
    year = on.year
    last = Certificate.objects.filter(organisation=school, year=year).aggregate(last=Max("serial"))["last"]
    certificate = Certificate.objects.create(
        organisation=school,
        person=stay.person,
        enrolment=stay,
        scope_path=stay.scope_path,
        year=year,
        serial=(last or 0) + 1,
        verify_code="".join(secrets.choice(CODE_SIGNS) for _index in range(CODE_LENGTH)),
        purpose=purpose,
        name=stay.person.name,
        school_name=school.name,
        class_name=_class_words(stay, on),
        is_suspended=stay.status == roster_data.EnrolmentStatus.SUSPENDED,
        issued_on=on,
        issued_by_id=actor.person_id,
    )
    detail = {"purpose": purpose, "number": certificate.number}
    audit.record(actor, data.AUDIT_CERTIFIED, "enrolment_certificate", certificate.pk, stay.scope_path, detail=detail)
    return certificate


def _class_words(stay: Enrolment, on: date) -> str:
    """初中七年级1班's name of the day, or the cohort of a pupil who has no class yet."""
    year = school_year_on(on)
    if stay.class_group is not None:
        return str(stay.class_group.name_in(year))
    return str(stay.cohort.grade_name(year))


@transaction.atomic
def revoke_certificate(*, actor: Actor, certificate_id: int, on: date) -> Certificate:
    """Declare a certificate void; whoever checks it is told so. Doing it twice changes nothing.

    Raises:
        CertificateNotFound, NotPermitted.
    """
    rows = Certificate.objects.visible_to(actor).select_for_update(of=("self",))
    found: Certificate | None = rows.filter(pk=certificate_id).first()
    if found is None:
        raise errors.CertificateNotFound(certificate_id=certificate_id)
    require(actor, roster_data.MANAGE_PUPILS, found.scope_path)
    if found.revoked_on is None:
        found.revoked_on = on
        found.save(update_fields=["revoked_on"])
        audit.record(actor, data.AUDIT_CERTIFICATE_REVOKED, "enrolment_certificate", found.pk, found.scope_path)
    return found
