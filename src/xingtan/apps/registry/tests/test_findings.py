"""What is missing or contradictory is found, and resolves by being mended."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.registry.models import Finding
from xingtan.apps.registry.services import findings
from xingtan.people.persons import services as persons
from xingtan.people.roster import services as roster
from xingtan.people.roster.testing import build_district, resident_id

pytestmark = pytest.mark.django_db


def look(district):
    return findings.check_all(on=district.on, now=timezone.now())


def kinds(**about):
    return set(Finding.objects.open().filter(**about).values_list("kind", flat=True))


def test_a_complete_pupil_has_no_findings():
    district = build_district()
    born_on = date(district.class_group.cohort.enrol_year - 12, 3, 4)
    pupil = district.pupil(ethnic_code="01", sex="2", born_on=born_on, document=("1", resident_id(born_on, "2", 5)))
    district.guardian(pupil, phone="13800001234")

    look(district)

    assert kinds(person=pupil.person) == set()


def test_what_is_missing_about_a_pupil_is_found():
    district = build_district()
    pupil = district.pupil()

    look(district)

    assert kinds(person=pupil.person) == {"document_missing", "ethnic_missing", "guardian_missing"}


def test_contradictions_are_found():
    district = build_district()
    born_on = date(district.class_group.cohort.enrol_year - 3, 3, 4)
    pupil = district.pupil("单于飞", born_on=born_on, document=("1", resident_id(date(2001, 1, 1), "1", 5)))
    twin = district.pupil("单于飞", born_on=born_on)
    district.guardian(pupil)

    look(district)

    found = kinds(person=pupil.person)
    assert {"age_out_of_range", "document_contradicts", "duplicate_suspected", "guardian_phone_missing"} <= found
    assert "duplicate_suspected" in kinds(person=twin.person)


def test_looking_twice_finds_nothing_new():
    district = build_district()
    district.pupil()
    first = look(district)

    second = look(district)

    assert (second.open, second.resolved) == (first.open, 0)
    assert Finding.objects.open().count() == first.open


def test_a_mended_fact_resolves_its_finding_and_keeps_it_on_record():
    district = build_district()
    pupil = district.pupil()
    look(district)

    persons.update_person(actor=district.actor, person_id=pupil.person_id, ethnic_code="05")
    findings.check_person(person_id=pupil.person_id, on=district.on, now=timezone.now())

    finding = Finding.objects.get(person=pupil.person, kind="ethnic_missing")
    assert finding.resolved_at is not None


def test_a_change_by_anybody_is_looked_at_once_its_event_arrives(delivered_events):
    district = build_district()
    pupil = district.pupil()
    look(district)

    persons.update_person(actor=district.actor, person_id=pupil.person_id, ethnic_code="05")
    guardian = district.guardian(pupil)
    persons.set_phone(actor=district.actor, person_id=guardian.guardian_id, phone="13800001234")
    delivered_events(times=2)

    assert kinds(person=pupil.person) == {"document_missing"}


def test_vacant_posts_are_found_and_filled(delivered_events):
    district = build_district()
    look(district)
    assert kinds(organisation=district.school) == {
        "principal_missing",
        "cio_missing",
        "edtech_head_missing",
        "homeroom_missing",
    }

    for role in ("principal", "school_cio", "edtech_head", "homeroom_teacher"):
        district.staff(role)
    delivered_events()

    assert kinds(organisation=district.school) == set()
    assert "principal_missing" in kinds(organisation=district.other_school)


def test_a_pupil_who_left_has_no_findings():
    district = build_district()
    pupil = district.pupil()
    look(district)

    roster.end_enrolment(actor=district.actor, enrolment_id=pupil.pk, on=district.on, status="transferred")
    findings.check_person(person_id=pupil.person_id, on=district.on, now=timezone.now())

    assert kinds(person=pupil.person) == set()


@pytest.mark.parametrize(
    ("role", "status", "sees"),
    [
        ("school_administrator", 200, True),
        ("homeroom_teacher", 200, True),
        ("bureau_staff", 200, True),
        ("teacher", 403, False),
        ("guardian", 403, False),
    ],
)
def test_who_sees_findings(role, status, sees):
    district = build_district()
    pupil = district.pupil("单于飞")
    other = district.pupil("乐知远", class_group=district.other_class)
    look(district)
    client = district.client_of(role)

    answer = client.get(reverse("registry:finding_rows"), {"kind": "guardian_missing"})

    text = answer.content.decode()
    assert answer.status_code == status
    assert (pupil.person.name in text) is sees
    assert (other.person.name in text) is (role == "bureau_staff")
    assert client.get(reverse("registry:finding_list")).status_code == status
