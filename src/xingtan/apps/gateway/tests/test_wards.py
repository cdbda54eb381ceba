"""A guardian's page: children, consents, and what a child's data page shows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xingtan.people.accounts.models import Agreement
from xingtan.people.roster.models import Consent
from xingtan.people.roster.services import add_guardian


@pytest.fixture
def consent(district):
    """A consent that waits for the guardian of a pupil."""
    enrolment = district.pupil("林小满")
    district.guardian(enrolment, name="周若梅")
    rules = Agreement.objects.get(kind="children")
    return Consent.objects.create(
        pupil=enrolment.person, agreement=rules, asked_on=date(2025, 9, 1), due_on=date(2025, 9, 30)
    )


@pytest.fixture
def guardian(consent):
    return consent.pupil.guardianships.get().guardian


def test_consent_is_given_withdrawn_and_journalled(district, consent, guardian, journal):
    client = district.client(guardian)

    listed = client.get("/account/wards/").content.decode()
    client.post(f"/account/consents/{consent.pk}/give/")
    twice = client.post(f"/account/consents/{consent.pk}/give/")
    client.post(f"/account/consents/{consent.pk}/withdraw/")

    consent.refresh_from_db()
    assert "林小满" in listed and twice.status_code == 409
    assert consent.guardian == guardian and consent.given_at and consent.withdrawn_at
    assert [action for action, _object in journal()] == ["consent.give", "consent.withdraw"]


def test_a_refused_consent_may_be_given_later(district, consent, guardian):
    client = district.client(guardian)

    client.post(f"/account/consents/{consent.pk}/refuse/")
    refused = Consent.objects.get(pk=consent.pk).refused_at
    client.post(f"/account/consents/{consent.pk}/give/")

    consent.refresh_from_db()
    assert refused and consent.given_at and consent.refused_at is None


@pytest.mark.parametrize("answer", ["give", "refuse", "withdraw"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("other-guardian", 404), ("homeroom_teacher", 409), ("other-school", 404), ("pupil", 409)],
)
def test_only_a_guardian_of_the_child_answers(who, status, answer, district, consent):
    clients = {
        "other-guardian": lambda: district.client_of("guardian"),
        "homeroom_teacher": lambda: district.client_of("homeroom_teacher"),
        "other-school": lambda: district.client_of("school_administrator", organisation=district.other_school),
        "pupil": lambda: district.client(consent.pupil),
    }

    response = clients[who]().post(f"/account/consents/{consent.pk}/{answer}/")

    consent.refresh_from_db()
    assert response.status_code in (status, 403)
    assert consent.given_at is None and consent.refused_at is None


def test_an_unknown_answer_is_not_found(district, consent, guardian):
    assert district.client(guardian).post(f"/account/consents/{consent.pk}/sell/").status_code == 404


def test_a_guardian_sees_the_data_of_their_own_child_only(district, consent, guardian):
    client = district.client(guardian)
    other = district.pupil("陈𬭚")

    assert client.get(f"/account/wards/{consent.pupil_id}/").status_code == 200
    assert client.get(f"/account/wards/{other.person_id}/").status_code == 404
    assert client.get(f"/account/wards/{guardian.pk}/").status_code == 404
    assert client.get("/account/wards/999999999/").status_code == 404


def test_the_page_of_a_guardian_costs_the_same_for_one_child_and_for_three(district, consent, guardian, count_queries):
    client = district.client(guardian)
    client.get("/account/wards/")
    with CaptureQueriesContext(connection) as for_one:
        client.get("/account/wards/")
    for name in ("林小寒", "林大寒"):
        pupil_id = district.pupil(name).person_id
        facts = {"guardian_id": guardian.pk, "pupil_id": pupil_id, "relation": "mother"}
        add_guardian(actor=district.actor, on=district.on, now=timezone.now(), **facts)

    with count_queries(len(for_one)):
        page = client.get("/account/wards/").content.decode()

    assert "林小寒" in page and "林大寒" in page
