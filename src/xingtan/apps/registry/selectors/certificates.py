"""Certificates of enrolment: the number book, what stands on one, and whether one is still true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xingtan.apps.registry.models import Certificate
from xingtan.apps.registry.selectors import words
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.data import Sex
from xingtan.people.roster.data import OPEN_STATUSES, Stage
from xingtan.people.roster.models import Enrolment


def certificates_of(actor: Actor) -> QuerySet[Any]:
    """Certificates within reach."""
    return Certificate.objects.visible_to(actor).select_related("organisation", "person", "issued_by")


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """What the paper says of the pupil besides name, school and class. Numbers stay masked."""

    sex: str
    born_on: date | None
    document_kind: str
    document_number: str
    student_number: str
    stage: str
    entered_on: date


def facts_of(certificate: Certificate) -> PaperFacts:
    """From the register, as of the day it was issued; five queries at most."""
    person, stay = certificate.person, certificate.enrolment
    document = person.documents.order_by("kind").first()
    first = Enrolment.objects.filter(person=person, organisation=certificate.organisation).order_by("starts_on").first()
    return PaperFacts(
        sex=str(Sex(person.sex).label),
        born_on=person.born_on,
        document_kind=words.word("document_kind", document.kind) if document else "",
        document_number=document.number_masked if document else "",
        student_number=stay.student_number_masked,
        stage=str(Stage(stay.cohort.stage).label),
        entered_on=first.starts_on if first else stay.starts_on,
    )


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the public page says of a certificate."""

    certificate: Certificate
    is_revoked: bool
    is_enrolled: bool

    @property
    def is_valid(self) -> bool:
        return self.is_enrolled and not self.is_revoked


def check(verify_code: str, *, on: date) -> Checked | None:
    """A certificate by its code, and whether the pupil is on the roll of that school on the day; None for no such."""
    code = "".join(verify_code.split()).upper()
    found = Certificate.objects.filter(verify_code=code).first()
    if found is None:
        return None
    stays = Enrolment.objects.in_force(on).filter(person_id=found.person_id, organisation_id=found.organisation_id)
    return Checked(
        certificate=found,
        is_revoked=found.revoked_on is not None,
        is_enrolled=stays.filter(status__in=OPEN_STATUSES).exists(),
    )
