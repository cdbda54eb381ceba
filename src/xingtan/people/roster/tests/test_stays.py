"""Stays in classes: one at a time, and any past day gives the same answer for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from xingtan.people.postings.models import Posting
from xingtan.people.roster import errors, selectors, services
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.testing import build_district, open_class

pytestmark = pytest.mark.django_db


def test_a_change_of_class_leaves_every_earlier_day_as_it_was():
    district = build_district()
    pupil = district.pupil()
    parallel = open_class(district, district.school, "junior", district.class_group.cohort.enrol_year, 2)

    services.change_class(actor=district.actor, enrolment_id=pupil.pk, class_group_id=parallel.pk, on=district.on)

    yesterday = selectors.stay_on(pupil.person_id, on=district.on - timedelta(days=1))
    today = selectors.stay_on(pupil.person_id, on=district.on)
    assert (yesterday.class_group_id, today.class_group_id) == (district.class_group.pk, parallel.pk)


def test_rights_of_pupil_and_guardian_move_with_the_class():
    district = build_district()
    pupil = district.pupil()
    guardian = district.guardian(pupil).guardian
    parallel = open_class(district, district.school, "junior", district.class_group.cohort.enrol_year, 2)

    services.change_class(
        actor=district.actor, enrolment_id=pupil.pk, class_group_id=parallel.pk, on=district.on + timedelta(days=1)
    )

    later = district.on + timedelta(days=1)
    scopes = Posting.objects.in_force(later).filter(person__in=(pupil.person_id, guardian.pk))
    assert set(scopes.values_list("scope_path", flat=True)) == {parallel.path}


def test_one_person_is_on_one_roll_at_a_time():
    district = build_district()
    pupil = district.pupil()

    with pytest.raises(errors.AlreadyEnrolled):
        services.enrol(
            actor=district.actor,
            person_id=pupil.person_id,
            class_group_id=district.other_class.pk,
            starts_on=district.on,
        )

    assert Enrolment.objects.filter(person_id=pupil.person_id).count() == 1


def test_a_guardian_of_two_in_one_class_keeps_access_when_one_leaves():
    district = build_district()
    elder, younger = district.pupil(), district.pupil()
    guardian = district.guardian(elder).guardian
    services.add_guardian(
        actor=district.actor,
        guardian_id=guardian.pk,
        pupil_id=younger.person_id,
        relation="mother",
        on=district.on,
        now=timezone.now(),
    )

    services.end_enrolment(
        actor=district.actor, enrolment_id=elder.pk, on=district.on, status="transferred", basis="转学"
    )

    tomorrow = district.on + timedelta(days=1)
    assert Posting.objects.in_force(tomorrow).filter(person=guardian, role="guardian").count() == 1


def test_leaving_ends_the_rights_of_pupil_and_guardian():
    district = build_district()
    pupil = district.pupil()
    guardian = district.guardian(pupil).guardian

    services.end_enrolment(actor=district.actor, enrolment_id=pupil.pk, on=district.on, status="graduated")

    tomorrow = district.on + timedelta(days=1)
    assert not Posting.objects.in_force(tomorrow).filter(person__in=(pupil.person_id, guardian.pk)).exists()


def test_classes_with_pupils_are_not_closed():
    district = build_district()
    district.pupil()

    with pytest.raises(errors.ClassNotEmpty):
        services.close_class_group(actor=district.actor, class_group_id=district.class_group.pk, on=district.on)


@pytest.mark.parametrize("primary_years", [6, 5], ids=["6-3", "5-4"])
def test_classes_are_named_both_ways_under_either_system(primary_years):
    district = build_district()
    district.school.primary_years = primary_years
    district.school.save()
    year = selectors.school_year_on(district.on)
    last_primary = open_class(district, district.school, "primary", year - primary_years + 1, 1)
    junior = open_class(district, district.school, "junior", year - 1, 3)

    numerals = {5: "五", 6: "六"}
    assert selectors.class_name(last_primary, district.on) == f"{numerals[primary_years]}（1）班"
    assert selectors.class_name(junior, district.on) == ("八（3）班" if primary_years == 6 else "七（3）班")
    assert junior.lasting_name == f"{year - 1}级3班"
