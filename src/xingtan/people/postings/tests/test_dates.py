"""Postings end after they begin, and do not double."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from xingtan.people.access.models import Grant
from xingtan.people.postings import errors, services
from xingtan.people.postings.models import Posting
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db


def test_a_posting_that_ends_before_it_begins_is_refused_by_the_service_and_by_the_database():
    district = build_district()
    person = district.staff("teacher")
    posting = Posting.objects.get(person=person)

    with pytest.raises(errors.EndsBeforeItBegins):
        services.end_posting(
            actor=district.actor, posting_id=posting.pk, on=posting.starts_on - timedelta(days=1), reason=""
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(ends_on=posting.starts_on - timedelta(days=1))

    assert Posting.objects.get(pk=posting.pk).ends_on is None


def test_the_same_posting_twice_at_a_time_is_refused():
    district = build_district()
    person = district.staff("teacher")

    with pytest.raises(errors.PostingExists):
        district.staff("teacher", person=person, starts_on=district.on)


def test_the_grant_of_a_posting_has_its_dates_and_scope():
    district = build_district()
    person = district.staff("homeroom_teacher")
    posting = Posting.objects.get(person=person)

    services.end_posting(actor=district.actor, posting_id=posting.pk, on=district.on, reason="轮岗")

    grant = Grant.objects.get(posting_id=posting.pk)
    assert (grant.scope_path, grant.starts_on, grant.ends_on) == (posting.scope_path, posting.starts_on, district.on)


def test_another_schools_posting_is_not_there():
    district = build_district()
    posting = Posting.objects.get(person=district.staff("teacher", organisation=district.other_school))
    administrator = district.actor_of(district.staff("school_administrator"))

    with pytest.raises(errors.PostingNotFound):
        services.end_posting(actor=administrator, posting_id=posting.pk, on=district.on, reason="")
