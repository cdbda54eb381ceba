"""A subject teacher finds the pupils they teach, in classes and in teaching groups, and no others."""

from datetime import timedelta

import pytest
from django.urls import reverse

from xingtan.apps.registry.testing import build_scene
from xingtan.kernel.search import api as search
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import TeachingAssignment, TeachingGroupMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A pupil of the school in class and teaching group, one in a parallel class, and one of another school."""
    scene = build_scene()
    scene.stranger = scene.district.pupil("曾子衿", class_group=scene.parallel)
    scene.far = scene.district.pupil("曾子衿", class_group=scene.district.other_class)
    search.rebuild("registry.pupils")
    return scene


def teach_the_group(scene, **days):
    group, day = scene.teaching_group, scene.day
    roster.add_group_member(
        actor=scene.district.actor, teaching_group_id=group.pk, person_id=scene.pupil.person_id, on=day
    )
    return TeachingAssignment.objects.create(
        person=scene.teacher, teaching_group=group, subject_code="16", **{"starts_on": day, **days}
    )


def found(scene, typed="zzj"):
    """Ids of the pupils whose cards the search offers the teacher."""
    text = scene.district.client(scene.teacher).get("/search/", {"q": typed}).content.decode()
    pupils = (scene.pupil.person_id, scene.stranger.person_id, scene.far.person_id)
    return {pk for pk in pupils if f'"{reverse("registry:pupil", args=[pk])}"' in text}


def test_a_teacher_of_nobody_finds_nobody(scene):
    assert found(scene) == set()


def test_the_pupils_of_a_teaching_group_are_found_and_no_others(scene):
    teach_the_group(scene)

    assert found(scene) == found(scene, "曾子衿") == {scene.pupil.person_id}
    card = scene.district.client(scene.teacher).get(reverse("registry:pupil", args=[scene.pupil.person_id]))
    assert card.status_code == 200 and card.context["is_full"] is False


def test_the_pupils_of_a_class_are_found_and_no_others(scene):
    roster.assign_teaching(
        actor=scene.district.actor,
        person_id=scene.teacher.pk,
        class_group_id=scene.parallel.pk,
        subject_code="14",
        on=scene.day,
    )

    assert found(scene) == {scene.stranger.person_id}


@pytest.mark.parametrize(
    "days", [{"starts_on": timedelta(days=1)}, {"starts_on": timedelta(days=-9), "ends_on": timedelta(days=-1)}]
)
def test_teaching_that_is_over_or_yet_to_come_finds_nobody(scene, days):
    teach_the_group(scene, **{name: scene.day + span for name, span in days.items()})

    assert found(scene) == set()


def test_who_left_the_group_is_not_found(scene):
    teach_the_group(scene, starts_on=scene.day - timedelta(days=9))
    yesterday = scene.day - timedelta(days=1)
    TeachingGroupMember.objects.update(starts_on=yesterday, ends_on=yesterday)

    assert found(scene) == set()


def test_acting_as_another_posting_finds_what_that_posting_finds(scene):
    teach_the_group(scene)
    scene.district.staff("staff", person=scene.teacher)
    posting = scene.teacher.postings.get(role="staff")
    client = scene.district.client(scene.teacher)
    session = client.session
    session["posting_id"] = posting.pk
    session.save()

    page = client.get("/search/", {"q": "zzj"}).content.decode()

    assert reverse("registry:pupil", args=[scene.pupil.person_id]) not in page
