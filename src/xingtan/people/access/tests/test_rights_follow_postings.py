"""All rights come from postings and grants in force on the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from xingtan.kernel.errors import NotPermitted
from xingtan.people.access import errors, selectors, services
from xingtan.people.organisations import services as organisations
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db


def actor_on(person, day, posting_id=None):
    return services.build_actor(account_id=1, person_id=person.pk, posting_id=posting_id, on=day, now=timezone.now())


def test_rights_begin_and_end_with_the_posting():
    district = build_district()
    first, last = district.on, district.on + timedelta(days=30)
    person = district.staff("principal", starts_on=first, ends_on=last)

    held = [
        actor_on(person, day).may_anywhere("roster.view_pupils")
        for day in (first - timedelta(days=1), first, last, last + timedelta(days=1))
    ]

    assert held == [False, True, True, False]


def test_the_chosen_posting_leaves_the_rights_of_the_others_behind():
    district = build_district()
    person = district.staff("teacher")
    district.staff("school_administrator", person=person, organisation=district.other_school)
    posting = Posting.objects.get(person=person, role="teacher")

    everything, as_teacher = actor_on(person, district.on), actor_on(person, district.on, posting.pk)

    assert everything.may("roster.manage_pupils", district.other_school.path)
    assert not as_teacher.may_anywhere("roster.manage_pupils")


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("bureau_staff", {"own", "other"}),
        ("principal", {"own"}),
        ("homeroom_teacher", {"own"}),
        ("teacher", set()),
        ("citizen", set()),
        ("audit_administrator", set()),
    ],
)
def test_each_rung_of_the_ladder_sees_its_own_pupils(role, sees):
    district = build_district()
    own, other = district.pupil(), district.pupil(class_group=district.other_class)
    actor = district.actor_of(district.somebody(role))

    visible = set(Enrolment.objects.visible_to(actor).values_list("pk", flat=True))

    assert visible == {{"own": own.pk, "other": other.pk}[name] for name in sees}


def test_a_grant_on_a_grouping_reaches_its_members_while_they_are_members():
    district = build_district()
    grouping = organisations.create_grouping(
        actor=district.actor, organisation_id=district.bureau.pk, kind="district", name="东片学区", on=district.on
    )
    organisations.add_member(
        actor=district.actor, grouping_id=grouping.pk, organisation_id=district.other_school.pk, on=district.on
    )
    leader = district.person()
    services.grant_role(
        actor=district.actor,
        person_id=leader.pk,
        role="district_leader",
        grouping_id=grouping.pk,
        starts_on=district.on,
    )

    before = actor_on(leader, district.on)
    organisations.end_member(
        actor=district.actor, grouping_id=grouping.pk, organisation_id=district.other_school.pk, on=district.on
    )
    after = actor_on(leader, district.on + timedelta(days=1))

    assert before.paths("roster.view_pupils") == (district.other_school.path,)
    assert not after.may_anywhere("roster.view_pupils")


@pytest.mark.parametrize("held", ["system_administrator", "security_administrator", "audit_administrator"])
@pytest.mark.parametrize("wanted", ["system_administrator", "security_administrator", "audit_administrator"])
def test_the_three_administrators_exclude_each_other(held, wanted):
    district = build_district()
    person = district.staff(held)
    ask = {"actor": district.actor, "person_id": person.pk, "role": wanted, "scope_path": district.bureau.path}

    if held == wanted:
        services.grant_role(**ask, starts_on=district.on)
    else:
        with pytest.raises(errors.RolesExclude):
            services.grant_role(**ask, starts_on=district.on)
        with pytest.raises(errors.RolesExclude):
            postings.start_posting(
                actor=district.actor,
                person_id=person.pk,
                organisation_id=district.bureau.pk,
                role=wanted,
                starts_on=district.on,
            )


def test_nobody_grants_to_themselves_and_only_the_security_administrator_grants():
    district = build_district()
    security = district.staff("security_administrator")
    principal = district.staff("principal")
    ask = {"role": "teacher", "scope_path": district.school.path, "starts_on": district.on}

    with pytest.raises(errors.NoGrantToOneself):
        services.grant_role(actor=district.actor_of(security), person_id=security.pk, **ask)
    with pytest.raises(NotPermitted):
        services.grant_role(actor=district.actor_of(principal), person_id=security.pk, **ask)


def test_a_staff_power_closes_by_itself():
    district = build_district()
    person, now = district.person(), timezone.now()
    services.open_staff_power(
        actor=district.actor,
        person_id=person.pk,
        permission="roster.view_pupils",
        scope_path=district.school.path,
        expires_at=now + timedelta(hours=2),
        reason="核对导出",
        now=now,
    )

    def rights(at):
        return services.build_actor(account_id=1, person_id=person.pk, posting_id=None, on=district.on, now=at)

    assert rights(now + timedelta(hours=1)).may("roster.view_pupils", district.school.path)
    assert not rights(now + timedelta(hours=3)).may_anywhere("roster.view_pupils")


def test_who_may_names_everybody_whose_reach_includes_the_place():
    district = build_district()
    principal = district.staff("principal")
    homeroom = district.staff("homeroom_teacher")
    district.staff("principal", organisation=district.other_school)

    at_class = selectors.who_may(path=district.class_group.path, on=district.on, now=timezone.now())

    assert [row.person_id for row in at_class] == [principal.pk, homeroom.pk]
