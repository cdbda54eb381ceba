"""Who may write what: every act of registry, by role, at one's own school and at another."""

import pytest

from xingtan.apps.registry.testing import acts, build_scene
from xingtan.apps.registry.urls import urlpatterns

pytestmark = pytest.mark.django_db

DONE = (200, 302)
CLERKS = ("school_administrator", "bureau_staff")
WHO_MAY = {
    "pupil_edit": CLERKS,
    "pupil_enrolment": CLERKS,
    "pupil_facts": CLERKS,
    "pupil_portrait": CLERKS,
    "pupil_portrait_remove": CLERKS,
    "certificate_issue": CLERKS,
    "pupil_change_class": CLERKS,
    "pupil_end": CLERKS,
    "pupil_reveal": (*CLERKS, "principal", "homeroom_teacher"),
    "guardian_add": (*CLERKS, "homeroom_teacher"),
    "guardianship_decide": ("school_administrator", "homeroom_teacher"),
    "guardianship_custody": ("school_administrator", "homeroom_teacher"),
    "custody_request": ("school_administrator", "homeroom_teacher"),
    "class_requests": ("school_administrator", "homeroom_teacher"),
    "guardianship_end": ("school_administrator", "homeroom_teacher"),
    "class_edit": CLERKS,
    "class_close": CLERKS,
    "class_homeroom": (*CLERKS, "principal"),
    "class_teaching_add": CLERKS,
    "class_code_renew": ("school_administrator", "homeroom_teacher"),
    "teaching_group_members": CLERKS,
    "organisation_edit": CLERKS,
    "organisation_facts": CLERKS,
    "day_add": CLERKS,
}
ROLES = ("bureau_staff", "school_administrator", "principal", "homeroom_teacher", "teacher", "guardian", "citizen")


@pytest.mark.parametrize(("act", "role"), [(act, role) for act, roles in WHO_MAY.items() for role in roles])
def test_those_who_may_do_it(act, role):
    scene = build_scene()
    url, data = acts(scene)[act]

    answer = scene.district.client_of(role).post(url, data)

    assert answer.status_code in DONE, answer.content.decode()[:2000]


@pytest.mark.parametrize("act", WHO_MAY)
def test_others_at_the_same_school_may_not(act):
    scene = build_scene()
    url, data = acts(scene)[act]

    answers = {
        role: scene.district.client_of(role).post(url, data).status_code for role in ROLES if role not in WHO_MAY[act]
    }

    assert set(answers.values()) <= {403, 404}, answers


@pytest.mark.parametrize("act", WHO_MAY)
def test_another_schools_object_is_not_there(act):
    scene = build_scene(is_other=True)
    url, data = acts(scene)[act]

    answers = {
        role: scene.district.client_of(role).post(url, data).status_code
        for role in ("school_administrator", "homeroom_teacher", "principal")
    }

    assert set(answers.values()) == {404}, answers


def test_nobody_writes_without_signing_in(client):
    scene = build_scene()

    answers = {act: client.post(url, data) for act, (url, data) in acts(scene).items()}

    assert all(answer.status_code == 302 and "/sign-in/" in answer["Location"] for answer in answers.values())


def test_every_write_of_the_app_is_in_the_table():
    elsewhere = {  # shown in the tests of their own pages
        "pupil_list", "pupil_add", "pupil_check", "class_add", "class_teaching_end", "teaching_group_add",
        "teaching_group_leave", "organisation_add", "organisation_close", "organisation_move", "grouping_add",
        "pair_decide", "merge_undo", "certificate_revoke", "gap_fill", "placement_add", "placement_seats",
        "placement_lots",
        "placement_confirm", "placement_undo", "placement_drop", "grouping_end", "grouping_member_add",
        "grouping_member_end", "term_add", "term_edit", "day_remove",
        "ward_custody", "ward_leave",
    }  # fmt: skip
    readers = {
        "organisation_list", "organisation_tree", "organisation", "grouping_list", "grouping", "pupil",
        "pupil_history", "guardian_list", "guardianship", "class_list", "class", "teaching_group_list",
        "teaching_group", "finding_list", "finding_rows", "placement_list", "placement", "placement_print",
        "gap_list", "pair_list", "statistics", "statistics_rows", "certificate_list", "certificate",
        "certificate_verify", "class_code", "calendar", "ward_list", "ward", "me",
    }  # fmt: skip

    assert {route.name for route in urlpatterns} == set(WHO_MAY) | elsewhere | readers
