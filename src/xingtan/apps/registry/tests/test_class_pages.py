"""Classes and teaching groups: named both ways, opened, closed, taught."""

from datetime import timedelta

import pytest
from django.urls import reverse

from xingtan.apps.registry.testing import acts, build_scene
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.models import ClassGroup, TeachingAssignment, TeachingGroupMember

pytestmark = pytest.mark.django_db
ADD = "registry:class_add"


def new_class(scene, **changes):
    return {
        "organisation": scene.pupil.organisation_id,
        "grade": "primary-3",
        "number": 4,
        "starts_on": scene.day.isoformat(),
        **changes,
    }


def test_a_class_is_opened_and_named_both_ways():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")

    client.post(reverse(ADD), new_class(scene))

    text = client.get(reverse("registry:class_list")).content.decode()
    opened = ClassGroup.objects.get(number=4)
    assert "三（4）班" in text and opened.lasting_name in text


def test_classes_of_a_nine_year_school_stand_in_the_order_in_which_children_go_through_them():
    scene = build_scene()
    school = scene.pupil.organisation
    Organisation.objects.filter(pk=school.pk).update(school_kind="312")
    client = scene.district.client_of("school_administrator")
    for grade, number in (("junior-1", 5), ("primary-3", 4), ("primary-5", 4)):
        client.post(reverse(ADD), new_class(scene, grade=grade, number=number))

    text = client.get(reverse("registry:class_list"), {"sort": "grade"}).content.decode()

    places = [text.index(name) for name in ("三（4）班", "五（4）班", "七（5）班")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"grade": "junior-1", "number": 1}, "已经有了"),
        ({"grade": "senior-1"}, ""),
        ({"number": 0}, ""),
        ({"number": 100}, ""),
        ({"organisation": 0}, ""),
        ({"alias": "长" * 350_000}, "20"),
    ],
)
def test_what_is_wrong_about_a_new_class_is_said(changes, sentence):
    scene = build_scene()
    before = ClassGroup.objects.count()

    answer = scene.district.client_of("school_administrator").post(reverse(ADD), new_class(scene, **changes))

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert ClassGroup.objects.count() == before


@pytest.mark.parametrize(
    ("role", "status"),
    [("school_administrator", 302), ("bureau_staff", 302), ("homeroom_teacher", 403), ("guardian", 403)],
)
def test_who_may_open_a_class(role, status):
    scene = build_scene()

    assert scene.district.client_of(role).post(reverse(ADD), new_class(scene)).status_code == status


def test_a_class_with_pupils_is_not_closed_and_an_empty_one_is():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")

    full = client.post(
        reverse("registry:class_close", args=[scene.pupil.class_group_id]), {"on": scene.day.isoformat()}
    )
    client.post(*acts(scene)["class_close"])

    assert full.status_code == 422 and "还有1名学生" in full.content.decode()
    assert ClassGroup.objects.get(pk=scene.parallel.pk).ends_on == scene.day


def test_a_homeroom_teacher_is_appointed_and_the_class_appears_on_their_list():
    scene = build_scene()

    scene.district.client_of("school_administrator").post(*acts(scene)["class_homeroom"])

    page = scene.district.client(scene.teacher).get(reverse("registry:pupil_list")).content.decode()
    assert "曾子衿" in page


def test_teaching_is_arranged_and_ended():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")

    client.post(*acts(scene)["class_teaching_add"])
    assignment = TeachingAssignment.objects.get(person=scene.teacher)
    twice = client.post(*acts(scene)["class_teaching_add"])
    url = reverse("registry:class_teaching_end", args=[scene.pupil.class_group_id, assignment.pk])
    too_early = client.post(url, {"on": (scene.day - timedelta(days=1)).isoformat()})
    client.post(url, {"on": scene.day.isoformat()})

    assert (twice.status_code, too_early.status_code) == (422, 422)
    assignment.refresh_from_db()
    assert assignment.ends_on == scene.day


def test_a_new_join_code_replaces_the_old_one():
    scene = build_scene()
    before = scene.pupil.class_group.join_code
    client = scene.district.client_of("homeroom_teacher")

    client.post(*acts(scene)["class_code_renew"])

    text = client.get(reverse("registry:class", args=[scene.pupil.class_group_id])).content.decode()
    after = ClassGroup.objects.get(pk=scene.pupil.class_group_id).join_code
    assert after != before and after in text


@pytest.mark.parametrize(
    ("role", "status", "sees_pupils", "sees_code"),
    [
        ("homeroom_teacher", 200, True, True),
        ("principal", 200, True, False),
        ("student", 200, False, False),
        ("guardian", 200, False, False),
        ("citizen", 404, False, False),
    ],
)
def test_what_each_role_sees_of_a_class(role, status, sees_pupils, sees_code):
    scene = build_scene()

    answer = scene.district.client_of(role).get(reverse("registry:class", args=[scene.pupil.class_group_id]))

    text = answer.content.decode()
    assert answer.status_code == status
    assert ("曾子衿" in text) is sees_pupils
    assert (scene.pupil.class_group.join_code in text) is sees_code


def test_a_class_joins_a_teaching_group_and_a_pupil_leaves_it():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")
    card = reverse("registry:teaching_group", args=[scene.teaching_group.pk])

    client.post(*acts(scene)["teaching_group_members"])
    joined = client.get(card).content.decode()
    client.post(reverse("registry:teaching_group_leave", args=[scene.teaching_group.pk, scene.pupil.person_id]))

    assert "曾子衿" in joined
    assert TeachingGroupMember.objects.get(person=scene.pupil.person).ends_on == scene.day


@pytest.mark.parametrize(
    ("role", "status"), [("school_administrator", 302), ("teacher", 403), ("homeroom_teacher", 403)]
)
def test_who_may_found_a_teaching_group(role, status):
    scene = build_scene()
    data = {"organisation": scene.pupil.organisation_id, "term": scene.term.pk, "subject": "18", "name": "生物一班"}

    assert scene.district.client_of(role).post(reverse("registry:teaching_group_add"), data).status_code == status


def test_only_a_class_that_is_still_there_lacks_a_homeroom_teacher():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")
    client.post(reverse(ADD), new_class(scene))
    before = client.get(reverse("registry:class_list")).content.decode()

    ClassGroup.objects.filter(number=4).update(
        ends_on=scene.day - timedelta(days=1), starts_on=scene.day - timedelta(9)
    )
    after = client.get(reverse("registry:class_list"), {"view": "closed"}).content.decode()

    assert "空缺" in before
    assert "三（4）班" in after and "空缺" not in after
