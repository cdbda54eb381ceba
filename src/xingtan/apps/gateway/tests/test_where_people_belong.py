"""The journal shows an act to whoever answers for the person: the nearest place first."""

from datetime import timedelta

from xingtan.apps.gateway.selectors.places import home_path
from xingtan.people.access.services import grant_role


def test_a_pupil_belongs_to_the_class_even_when_also_posted(district):
    pupil = district.pupil().person
    district.staff("teacher", person=pupil, organisation=district.other_school)

    assert home_path(person_id=pupil.pk, on=district.on) == district.class_group.path


def test_staff_belong_where_their_main_posting_is(district):
    teacher = district.staff("teacher", organisation=district.other_school, is_main=False)
    district.staff("teacher", person=teacher, is_main=True, starts_on=district.on)

    assert home_path(person_id=teacher.pk, on=district.on) == district.school.path
    assert home_path(person_id=teacher.pk, on=district.on - timedelta(days=1)) == district.other_school.path


def test_a_guardian_belongs_to_the_class_of_the_child(district):
    guardian = district.guardian(district.pupil(class_group=district.other_class)).guardian

    assert home_path(person_id=guardian.pk, on=district.on) == district.other_class.path


def test_who_has_only_a_role_belongs_to_its_scope_and_everybody_else_to_the_bureau(district):
    cio, nobody = district.person(), district.person()
    grant_role(
        actor=district.actor,
        person_id=cio.pk,
        role="school_cio",
        scope_path=district.school.path,
        starts_on=district.on,
    )

    assert home_path(person_id=cio.pk, on=district.on) == district.school.path
    assert home_path(person_id=nobody.pk, on=district.on) == district.bureau.path
    assert home_path(person_id=None, on=district.on) == district.bureau.path
