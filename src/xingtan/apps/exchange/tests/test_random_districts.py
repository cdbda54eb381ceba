"""Whatever small district there is: out as a set, into an empty installation, and the same people are there."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from xingtan.apps.exchange.data import MANAGE, VIEW
from xingtan.apps.exchange.models import SetRow
from xingtan.apps.exchange.testing import apply, clerk, deliver, make_partner, receive
from xingtan.kernel.scopes import system_actor
from xingtan.people.organisations import services as organisations
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster import selectors
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup, Enrolment, TeachingAssignment
from xingtan.people.roster.testing import BUILDER_PERMISSIONS, build_district, open_class

FAMILY = ("欧阳", "李", "王", "诸葛", "单于", "买买提·", "陈", "𬭚")
GIVEN = ("静", "若兰", "明", "小芳", "艾力", "子衿", "云舒", "一一")
RELEASED = ["e_id", "sex", "birth_date", "seat_number"]


def furnish(district, dice: random.Random) -> None:
    """Some classes, pupils and teachers, as the dice fall."""
    year = selectors.school_year_on(district.on)
    classes = [district.class_group, district.other_class]
    for number in range(2, 2 + dice.randrange(3)):
        school = dice.choice((district.school, district.other_school))
        classes.append(
            open_class(district, school, dice.choice(("primary", "junior")), year - dice.randrange(3), number)
        )
    for _pupil in range(dice.randrange(8)):
        name = dice.choice(FAMILY) + dice.choice(GIVEN)
        district.pupil(name, class_group=dice.choice(classes), sex=dice.choice("12"))
    for _teacher in range(dice.randrange(4)):
        group = dice.choice(classes)
        teacher = district.staff(
            "teacher", name=dice.choice(FAMILY) + dice.choice(GIVEN), organisation=group.organisation
        )
        if dice.random() < 0.7:
            roster.assign_teaching(
                actor=district.actor,
                person_id=teacher.pk,
                class_group_id=group.pk,
                subject_code=dice.choice(("13", "14")),
                on=max(group.starts_on, date(year, 9, 1)),
            )


def facts() -> dict[str, set]:
    """The people of the register, without ids that an installation gives out itself."""
    stays = Enrolment.objects.filter(ends_on__isnull=True).select_related("class_group__cohort")
    taught = TeachingAssignment.objects.select_related("class_group__cohort", "person")
    who = ("person__e_id", "person__name", "person__sex", "person__born_on", "organisation__code", "starts_on")
    return {
        "pupils": set(stays.values_list(*who, "class_group__cohort__stage", "class_group__cohort__enrol_year")),
        "classes": set(ClassGroup.objects.values_list("organisation__code", "cohort__stage", "number", "starts_on")),
        "teaching": set(
            taught.values_list("person__e_id", "class_group__organisation__code", "subject_code", "starts_on")
        ),
        "teachers": set(Posting.objects.filter(role="teacher").values_list("person__e_id", "organisation__code")),
    }


def sent(seed: int) -> tuple[dict[str, set], bytes]:
    """A district as the dice fall, and the set it delivers; afterwards nothing of it is there."""
    with transaction.atomic():
        district = build_district()
        year = selectors.school_year_on(district.on)
        begins = date(year, 9, 1)
        roster.add_term(
            actor=district.actor, starts_in=year, ordinal=1, starts_on=begins, ends_on=begins + timedelta(days=140)
        )
        furnish(district, random.Random(seed))
        wanted = facts()
        actor, partner = clerk(district), make_partner(district.bureau, released=RELEASED)
        _delivery, content = deliver(actor, partner, district.bureau)
        transaction.set_rollback(True)
    return wanted, content


@pytest.mark.parametrize("seed", range(6))
def test_the_same_people_come_out_of_an_empty_installation(db, seed):
    wanted, content = sent(seed)
    assert not Person.objects.exists()
    actor = system_actor("test-clerk", on=timezone.localdate(), permissions=(*BUILDER_PERMISSIONS, VIEW, MANAGE))
    bureau = organisations.create_organisation(
        actor=actor, parent_id=None, kind="bureau", name="另一区教育局", on=date(2018, 9, 1)
    )

    received = apply(actor, receive(actor, make_partner(bureau, writes_register=True), content))

    held_back = list(SetRow.objects.filter(outcome="held_back").values_list("file", "name", "remark"))
    assert held_back == [] and received.counts["errors"] == 0
    assert facts() == wanted
