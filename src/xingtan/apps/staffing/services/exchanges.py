"""支教 and 交流: a dated posting at another school while the file stays at home. Rights come and go with its days."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from xingtan.apps.staffing import data, errors
from xingtan.apps.staffing.services.finding import managed
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation
from xingtan.people.organisations.selectors import school_of
from xingtan.people.postings import data as postings_data
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting


@transaction.atomic
def arrange_exchange(
    *,
    actor: Actor,
    person_id: int,
    organisation_id: int,
    kind: str,
    starts_on: date,
    ends_on: date,
    subject_code: str = "",
    basis: str = "",
) -> Posting:
    """Send somebody to another school for a time. Their file and their posts at home stay as they are.

    Raises:
        StaffNotFound, OrganisationNotFound, SameSchool.
        NotPermitted: files at home or postings at the other school are not for the actor to manage.
        EndsBeforeItBegins, PostingExists.
    """
    record = managed(actor, person_id)
    school = Organisation.objects.visible_to(actor).schools().filter(pk=organisation_id).first()
    if school is None:
        raise errors.OrganisationNotFound
    require(actor, postings_data.MANAGE, school.path)
    if school_of(record.organisation).pk == school.pk:
        raise errors.SameSchool(school=school.name)
    posting = postings.start_posting(
        actor=actor,
        person_id=person_id,
        organisation_id=school.pk,
        role="teacher",
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        subject_code=subject_code,
        basis=basis,
    )
    audit.record(actor, "staff.exchange_arranged", "person", person_id, school.path, {"kind": kind})
    return posting


def guest_posting(actor: Actor, posting_id: int) -> Posting:
    """A 支教 or 交流 that the actor manages.

    Raises:
        NotAGuestPosting, NotPermitted.
    """
    rows = Posting.objects.visible_to(actor).filter(kind__in=data.GUEST_KINDS)
    posting = rows.select_related("person", "organisation").filter(pk=posting_id).first()
    if posting is None:
        raise errors.NotAGuestPosting
    require(actor, postings_data.MANAGE, posting.organisation.path)
    return posting


@transaction.atomic
def extend_exchange(*, actor: Actor, posting_id: int, ends_on: date, basis: str = "") -> Posting:
    """Let it go on until a later day; the rights go on with it.

    Raises:
        NotAGuestPosting, NotPermitted, NotExtended, PostingExists.
    """
    posting = guest_posting(actor, posting_id)
    if posting.ends_on is None or ends_on <= posting.ends_on:
        raise errors.NotExtended(ends_on=ends_on, before=posting.ends_on or "—")
    changes = {"ends_on": ends_on, **({"basis": basis} if basis else {})}
    extended = postings.correct_posting(actor=actor, posting_id=posting_id, **changes)
    detail = {"until": ends_on.isoformat()}
    audit.record(actor, "staff.exchange_extended", "person", posting.person_id, posting.organisation.path, detail)
    return extended
