"""Units change their names and kinds; what was so on a day stays so."""

from datetime import date, timedelta

import pytest

from xingtan.people.organisations import errors, selectors, services
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.services import move_organisation
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db


def test_a_renamed_school_keeps_its_code_and_its_old_name_on_the_days_it_had_it():
    district = build_district()
    renamed_on = district.on - timedelta(days=100)

    services.rename_organisation(
        actor=district.actor,
        organisation_id=district.school.pk,
        name="测试区实验学校",
        on=renamed_on,
        basis="测教〔2026〕1号",
    )

    day_before = selectors.facts_on(organisation_id=district.school.pk, on=renamed_on - timedelta(days=1))
    day_after = selectors.facts_on(organisation_id=district.school.pk, on=renamed_on)
    school = Organisation.objects.get(pk=district.school.pk)
    assert (day_before.name, day_after.name, school.name) == ("测试区第一学校", "测试区实验学校", "测试区实验学校")
    assert school.code == district.school.code
    assert school.name_initials == "csqsyxx"


def test_a_change_before_the_present_stretch_begins_is_refused_and_changes_nothing():
    district = build_district()

    with pytest.raises(errors.DateBeforeHistory):
        services.rename_organisation(
            actor=district.actor, organisation_id=district.school.pk, name="新名", on=date(1999, 1, 1), basis=""
        )

    assert Organisation.objects.get(pk=district.school.pk).name == "测试区第一学校"


def test_a_bureau_cannot_hang_below_its_own_school():
    district = build_district()
    campus = services.create_organisation(
        actor=district.actor, parent_id=district.school.pk, kind="campus", name="东校区", on=district.on
    )

    with pytest.raises(errors.WouldMakeCycle):
        move_organisation(actor=district.actor, organisation_id=district.school.pk, parent_id=campus.pk)

    assert Organisation.objects.get(pk=district.school.pk).parent_id == district.bureau.pk


def test_classes_and_rights_follow_a_school_that_moves():
    district = build_district()
    teacher = district.staff("homeroom_teacher")
    pupil = district.pupil()
    # A teaching point is hung below the central school that looks after it.
    move_organisation(actor=district.actor, organisation_id=district.school.pk, parent_id=district.other_school.pk)

    district.class_group.refresh_from_db()
    pupil.refresh_from_db()
    actor = district.actor_of(teacher)
    assert district.class_group.path.startswith(district.other_school.path)
    assert pupil.scope_path == district.class_group.path
    assert actor.paths("roster.view_pupils") == (district.class_group.path,)


@pytest.mark.parametrize(
    ("code", "refused"),
    [("3132000003", False), ("313200000", True), ("0032000003", True), ("3132000001", True), ("31320000a3", True)],
    ids=["right", "nine-digits", "no-such-kind", "taken", "letter"],
)
def test_school_codes_are_checked(code, refused):
    district = build_district()
    arguments = {"actor": district.actor, "parent_id": district.bureau.pk, "kind": "school", "name": "第三学校"}

    if refused:
        with pytest.raises((errors.WrongCode, errors.CodeTaken)):
            services.create_organisation(**arguments, on=district.on, code=code, school_kind="211")
    else:
        assert services.create_organisation(**arguments, on=district.on, code=code, school_kind="211").code == code


def test_a_unit_with_open_units_below_is_not_closed():
    district = build_district()

    with pytest.raises(errors.StillInUse):
        services.close_organisation(actor=district.actor, organisation_id=district.bureau.pk, on=district.on, basis="")
