"""Many pupils into classes at once does what one change of class does, and is taken back as a whole."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xingtan.kernel.errors import NotPermitted
from xingtan.people.access.models import Grant
from xingtan.people.postings.models import Posting
from xingtan.people.roster import errors, selectors, services
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.testing import build_district, open_class

pytestmark = pytest.mark.django_db


def parallel_of(district, number=2):
    return open_class(district, district.school, "junior", district.class_group.cohort.enrol_year, number)


def unplaced(district, *, starts_on=None):
    cohort = district.class_group.cohort
    person = district.person(born_on=district.on.replace(year=district.on.year - 12, day=1))
    return services.enrol_in_cohort(
        actor=district.actor, person_id=person.pk, cohort_id=cohort.pk, starts_on=starts_on or district.on
    )


def paths(person_id, on):
    return set(Posting.objects.in_force(on).filter(person_id=person_id).values_list("scope_path", flat=True))


def grants(person_id, on):
    held = Grant.objects.in_force(on, timezone.now()).filter(person_id=person_id)
    return set(held.values_list("scope_path", flat=True))


def test_a_pupil_may_wait_for_a_class_and_takes_it_without_a_second_stay():
    district = build_district()
    stay = unplaced(district)

    services.place_in_classes(
        actor=district.actor, places={stay.pk: district.class_group.pk}, on=district.on, basis="阳光分班"
    )

    stay.refresh_from_db()
    assert (stay.class_group_id, stay.starts_on, stay.start_basis) == (district.class_group.pk, district.on, "阳光分班")
    assert Enrolment.objects.filter(person_id=stay.person_id).count() == 1
    assert paths(stay.person_id, district.on) >= {district.class_group.path}


def test_earlier_days_stay_as_they_were_and_rights_move_on_the_day():
    district = build_district()
    pupil, parallel = district.pupil(), parallel_of(district)
    guardian = district.guardian(pupil).guardian
    day = district.on + timedelta(days=1)

    services.place_in_classes(actor=district.actor, places={pupil.pk: parallel.pk}, on=day)

    before, after = selectors.stay_on(pupil.person_id, on=district.on), selectors.stay_on(pupil.person_id, on=day)
    assert (before.class_group_id, after.class_group_id) == (district.class_group.pk, parallel.pk)
    for person_id in (pupil.person_id, guardian.pk):
        assert paths(person_id, district.on) == grants(person_id, district.on) == {district.class_group.path}
        assert paths(person_id, day) == grants(person_id, day) == {parallel.path}


def test_a_guardian_whose_other_child_stays_keeps_the_old_class_too():
    district = build_district()
    elder, younger, parallel = district.pupil(), district.pupil(), parallel_of(district)
    guardian = district.guardian(elder).guardian
    services.add_guardian(
        actor=district.actor,
        guardian_id=guardian.pk,
        pupil_id=younger.person_id,
        relation="mother",
        on=district.on,
        now=timezone.now(),
    )
    day = district.on + timedelta(days=1)

    services.place_in_classes(actor=district.actor, places={elder.pk: parallel.pk}, on=day)

    assert paths(guardian.pk, day) == {district.class_group.path, parallel.path}


def test_all_is_taken_back_but_not_for_who_has_moved_on():
    district = build_district()
    first, second, waiting = district.pupil(), district.pupil(), unplaced(district)
    parallel, third = parallel_of(district), parallel_of(district, 3)
    day = district.on + timedelta(days=1)
    places = {first.pk: parallel.pk, second.pk: parallel.pk, waiting.pk: parallel.pk}
    became = services.place_in_classes(actor=district.actor, places=places, on=day)
    services.change_class(
        actor=district.actor, enrolment_id=became[second.pk], class_group_id=third.pk, on=day + timedelta(days=1)
    )

    put_back = services.take_back_places(actor=district.actor, places=became)

    assert set(put_back) == {first.person_id, waiting.person_id}
    assert selectors.stay_on(first.person_id, on=day).pk == first.pk
    assert selectors.stay_on(waiting.person_id, on=day).class_group_id is None
    assert paths(first.person_id, day + timedelta(days=1)) == {district.class_group.path}


def test_one_wrong_pupil_leaves_everybody_where_they_are():
    district = build_district()
    mine, foreign = district.pupil(), district.pupil(class_group=district.other_class)
    parallel = parallel_of(district)

    with pytest.raises(errors.OtherSchool):
        services.place_in_classes(
            actor=district.actor,
            places={mine.pk: parallel.pk, foreign.pk: parallel.pk},
            on=district.on + timedelta(days=1),
        )

    assert Enrolment.objects.get(pk=mine.pk).ends_on is None


def test_placing_more_pupils_asks_no_more_queries():
    district = build_district()
    parallel = parallel_of(district)
    day = district.on + timedelta(days=1)

    def asked(count):
        pupils = [district.pupil() for _ in range(count)]
        for pupil in pupils:
            district.guardian(pupil)
        with CaptureQueriesContext(connection) as queries:
            services.place_in_classes(actor=district.actor, places={pupil.pk: parallel.pk for pupil in pupils}, on=day)
        return len(queries)

    assert asked(2) == asked(12)


@pytest.mark.parametrize(
    ("role", "elsewhere", "refusal"),
    [
        ("school_administrator", False, None),
        ("bureau_staff", False, None),
        ("principal", False, NotPermitted),
        ("homeroom_teacher", False, NotPermitted),
        ("school_administrator", True, errors.PupilNotFound),
    ],
)
def test_who_may_place_pupils(role, elsewhere, refusal):
    district = build_district()
    pupil, parallel = district.pupil(), parallel_of(district)
    place = {"organisation": district.other_school} if elsewhere else {}
    actor = district.actor_of(district.staff(role, **place))
    day = district.on + timedelta(days=1)

    if refusal is None:
        assert services.place_in_classes(actor=actor, places={pupil.pk: parallel.pk}, on=day)
    else:
        with pytest.raises(refusal):
            services.place_in_classes(actor=actor, places={pupil.pk: parallel.pk}, on=day)
