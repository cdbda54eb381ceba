"""Leaving, custody and unbinding: from the day on nothing is seen, and the log says what happened."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.registry.models import CustodyRequest
from xingtan.apps.registry.testing import acts, build_scene
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.notices.models import Recipient
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Guardianship

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


@pytest.fixture
def scene():
    return build_scene()


def seen(scene, client):
    """Status of every page about the child that a guardian may open."""
    child = scene.pupil.person_id
    return {
        client.get(reverse("registry:ward", args=[child])).status_code,
        client.get(reverse("gateway:account_ward", args=[child])).status_code,
        client.get(reverse("registry:class", args=[scene.pupil.class_group_id])).status_code,
        client.get(reverse("registry:guardianship", args=[scene.guardianship.pk])).status_code,
    }


def change(scene, act, **changes):
    url, data = acts(scene)["guardianship_custody"]
    return scene.district.client_of("homeroom_teacher").post(url, {**data, "act": act, **changes})


@pytest.mark.parametrize("act", ["withdraw", "block"])
def test_without_custody_nothing_is_seen_at_once(scene, act):
    guardian = scene.district.client(scene.guardianship.guardian)
    before = seen(scene, guardian)

    done = change(scene, act)

    assert before == {200} and done.status_code == 302 and seen(scene, guardian) == {404}
    assert "曾子衿" not in guardian.get(reverse("registry:ward_list")).content.decode()
    assert "曾子衿" not in guardian.get("/account/wards/").content.decode()


def test_a_later_day_takes_effect_on_that_day(scene):
    guardian = scene.district.client(scene.guardianship.guardian)
    change(scene, "withdraw", on=(scene.day + TOMORROW).isoformat())
    today = seen(scene, guardian)

    with time_machine.travel(timezone.now() + TOMORROW, tick=False):
        tomorrow = seen(scene, scene.district.client(scene.guardianship.guardian))

    assert today == {200} and tomorrow == {404}
    assert Posting.objects.get(person=scene.guardianship.guardian, role="guardian").ends_on == scene.day


def test_a_block_is_lifted_again(scene):
    guardian = scene.district.client(scene.guardianship.guardian)
    change(scene, "block")

    change(scene, "restore", note="核实为误报")

    assert seen(scene, guardian) == {200}
    assert Guardianship.objects.get(pk=scene.guardianship.pk).custody_ends_on is None


def test_a_class_change_does_not_bring_a_guardian_without_custody_back(scene):
    change(scene, "withdraw")

    scene.district.client_of("school_administrator").post(*acts(scene)["pupil_change_class"])

    held = Posting.objects.filter(person=scene.guardianship.guardian, role="guardian", ends_on__isnull=True)
    assert not held.exists()


def test_when_the_pupil_leaves_the_guardians_reach_ends(scene):
    scene.district.client_of("school_administrator").post(*acts(scene)["pupil_end"])

    with time_machine.travel(timezone.now() + TOMORROW, tick=False):
        guardian = scene.district.client(scene.guardianship.guardian)
        page = guardian.get(reverse("registry:class", args=[scene.pupil.class_group_id]))

    assert page.status_code == 404
    assert Posting.objects.get(person=scene.guardianship.guardian, role="guardian").ends_on == scene.day


def test_the_custody_log_is_on_the_pupils_card_for_staff_and_not_for_the_guardian(scene):
    change(scene, "block")
    change(scene, "restore", note="核实为误报")

    card = scene.district.client_of("homeroom_teacher").get(reverse("registry:pupil", args=[scene.pupil.person_id]))
    own = scene.district.client(scene.guardianship.guardian).get(
        reverse("registry:guardianship", args=[scene.guardianship.pk])
    )

    assert "紧急停止查看" in card.content.decode() and "核实为误报" in card.content.decode()
    assert "核实为误报" not in own.content.decode()
    assert AuditEntry.objects.filter(action="guardianship.blocked").exists()


@pytest.mark.parametrize(
    ("change_", "said"),
    [
        ({"act": ""}, "请选择怎样变更"),
        ({"note": ""}, "请写明依据"),
        ({"note": "长" * 201}, "最长200个字"),
        ({"on": "x"}, "日期"),
    ],
    ids=["act", "note", "long", "day"],
)
def test_bad_input_changes_nothing(scene, change_, said):
    url, data = acts(scene)["guardianship_custody"]

    answer = scene.district.client_of("homeroom_teacher").post(url, {**data, **change_})

    assert answer.status_code == 422 and said in answer.content.decode()
    assert Guardianship.objects.get(pk=scene.guardianship.pk).custody_ends_on is None


def asking(scene, guardianship, **changes):
    return {
        "guardianship": guardianship.pk,
        "reason": "court",
        "on": scene.day.isoformat(),
        "statement": "判决由母亲抚养",
        **changes,
    }


def test_a_guardian_tells_the_school_and_the_school_acts_on_it(scene):
    CustodyRequest.objects.all().delete()
    father = scene.district.guardian(scene.pupil, name="曾国强", relation="father", sex="1")
    mother = scene.district.client(scene.guardianship.guardian)
    url = reverse("registry:ward_custody", args=[scene.pupil.person_id])

    mother.post(url, asking(scene, father))
    again = mother.post(url, asking(scene, father))
    asked = CustodyRequest.objects.get()
    teacher = scene.district.client_of("homeroom_teacher")
    todo = teacher.get("/todo/").content.decode()
    teacher.post(
        reverse("registry:custody_request", args=[asked.pk]),
        {"act": "withdraw", "on": scene.day.isoformat(), "note": "判决书〔2026〕9号"},
    )

    page = scene.district.client(father.guardian).get(reverse("registry:ward", args=[scene.pupil.person_id]))
    asked.refresh_from_db()
    assert again.status_code == 422 and "已经提过" in again.content.decode()
    assert "申请变更曾子衿的监护" in todo and page.status_code == 404 and asked.outcome == "done"
    assert "监护变更已办理" in mother.get("/notices/").content.decode()


def test_a_request_may_be_refused_and_is_answered_once(scene):
    teacher = scene.district.client_of("homeroom_teacher")
    url, data = acts(scene)["custody_request"]

    teacher.post(url, {**data, "act": "refuse", "note": "没有文书"})
    again = teacher.post(url, data)

    scene.asked.refresh_from_db()
    assert scene.asked.outcome == "refused" and again.status_code == 422
    assert Guardianship.objects.get(pk=scene.guardianship.pk).custody_ends_on is None


def test_nobody_asks_about_another_familys_guardian(scene):
    other = scene.district.guardian(scene.district.pupil("乐知远"))
    mother = scene.district.client(scene.guardianship.guardian)

    own_page = mother.post(reverse("registry:ward_custody", args=[scene.pupil.person_id]), asking(scene, other))
    their_page = mother.post(reverse("registry:ward_custody", args=[other.pupil_id]), asking(scene, other))

    assert own_page.status_code == 422 and their_page.status_code == 404
    assert CustodyRequest.objects.count() == 1


def test_a_guardian_unbinds_at_once_but_not_the_last_one(scene):
    mother = scene.district.client(scene.guardianship.guardian)
    url = reverse("registry:ward_leave", args=[scene.pupil.person_id])

    last = mother.post(url)
    scene.district.guardian(scene.pupil, name="曾国强", relation="father", sex="1")
    left = mother.post(url, {"note": "换由父亲联系"})

    assert last.status_code == 422 and "唯一的监护人" in last.content.decode()
    assert left.status_code == 302 and seen(scene, mother) == {404}
    assert AuditEntry.objects.filter(action="guardianship.left").exists()


@pytest.mark.parametrize(("act", "notices"), [("block", 0), ("withdraw", 1)])
def test_a_change_is_told_but_not_a_block(scene, act, notices):
    change(scene, act)

    assert Recipient.objects.filter(person_id=scene.guardianship.guardian_id).count() == notices
