"""The start page: what must I do today, for each of nine roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from xingtan.apps.workbench.models import Tally
from xingtan.kernel.notices import api as notices
from xingtan.people.roster import services as roster

ROLES = (
    "bureau_leader",
    "bureau_staff",
    "principal",
    "school_administrator",
    "homeroom_teacher",
    "teacher",
    "student",
    "guardian",
    "citizen",
)


def tell(district, person, title: str, *, due: int | None = 3) -> notices.Notice:
    ack_by = district.on + timedelta(days=due) if due is not None else None
    return notices.tell(
        kind="workbench.letter",
        subject_key=f"letter:{title}",
        person_ids=[person.pk],
        title=title,
        requires_ack=due is not None,
        ack_by=ack_by,
        now=timezone.now(),
    )


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_told_what_to_do_and_what_is_late(district, role):
    person = district.somebody(role)
    for days, title in ((-2, "安全责任书"), (1, "信息核对"), (9, "家长会回执")):
        tell(district, person, title, due=days)

    page = district.client(person).get("/").content.decode()

    assert "3件事" in page
    assert "超期2天" in page
    assert page.index("安全责任书") < page.index("信息核对") < page.index("家长会回执")


def test_nothing_to_do_is_said_calmly(district):
    page = district.client_of("teacher").get("/").content.decode()

    assert "今天没有等您办的事" in page and "都办完了" in page


def test_acting_in_place_lets_the_count_fall(district):
    person = district.somebody("teacher")
    first = tell(district, person, "安全责任书", due=-2)
    tell(district, person, "信息核对")
    client = district.client(person)
    assert "2件事" in client.get("/").content.decode()

    response = client.post(f"/notices/{first.pk}/acknowledge/", headers={"HX-Request": "true"})

    assert response.status_code == 200 and "xt:badges" in response["HX-Trigger"]
    part = client.get("/today/", headers={"HX-Request": "true"}).content.decode()
    assert "1件事" in part and "安全责任书" not in part
    assert "<b>1</b>" in client.get("/badges/").content.decode()


def test_what_has_not_changed_is_not_sent_again(district):
    person = district.somebody("teacher")
    client = district.client(person)
    first = client.get("/today/")

    again = client.get("/today/", headers={"If-None-Match": first["ETag"]})
    badges = client.get("/badges/")

    assert again.status_code == 304
    assert client.get("/badges/", headers={"If-None-Match": badges["ETag"]}).status_code == 304
    tell(district, person, "安全责任书")
    assert client.get("/today/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_tally_is_kept_for_a_minute_and_forgotten_after_an_act(district):
    person = district.somebody("teacher")
    client = district.client(person)
    client.get("/badges/")
    notice = tell(district, person, "安全责任书")

    assert "<b>1</b>" not in client.get("/apps/").content.decode().split("xt-badges")[1][:400].split("/notices/")[0]
    client.post("/notices/read/")
    assert not Tally.objects.filter(account=person.account).exists()
    assert f"/notices/{notice.pk}/" in client.get("/todo/").content.decode()


def test_a_guardian_sees_one_child_at_a_time(district):
    first = district.pupil("赵一诺")
    guardian = district.guardian(first).guardian
    second = district.pupil("赵二诺", class_group=district.other_class)
    roster.add_guardian(
        actor=district.actor,
        guardian_id=guardian.pk,
        pupil_id=second.person_id,
        relation="mother",
        on=district.on,
        now=timezone.now(),
    )
    client = district.client(guardian)

    page = client.get("/", {"child": second.person_id}).content.decode()

    assert 'xt-lead-name">赵二诺' in page and "赵一诺" in page
    stranger = district.pupil("别家孩")
    assert "别家孩" not in client.get("/", {"child": stranger.person_id}).content.decode()


def test_after_an_act_a_guardian_gets_the_family_page_again(district):
    guardian = district.somebody("guardian")
    first = tell(district, guardian, "家长会回执", due=1)
    tell(district, guardian, "安全责任书")
    client = district.client(guardian)
    client.post(f"/notices/{first.pk}/acknowledge/", headers={"HX-Request": "true"})

    part = client.get("/today/", headers={"HX-Request": "true"}).content.decode()

    assert "xt-card-you" in part and "安全责任书" in part and "1件事" in part and "家长会回执" not in part


def test_nobody_signed_in_is_sent_to_sign_in(client, db):
    for path in ("/", "/todo/", "/notices/", "/search/", "/apps/", "/jobs/"):
        assert client.get(path).status_code == 302, path


def test_todos_stand_by_deadline_or_by_source(district):
    person = district.somebody("teacher")
    tell(district, person, "安全责任书", due=-2)
    client = district.client(person)

    assert "已经超期" in client.get("/todo/").content.decode()
    assert "待签收的通知" in client.get("/todo/", {"by": "source"}).content.decode()


@pytest.mark.parametrize(("role", "queries"), [("homeroom_teacher", 22), ("teacher", 16), ("guardian", 18)])
def test_the_start_page_runs_a_constant_number_of_queries(district, count_queries, role, queries):
    person = district.somebody(role)
    client = district.client(person)
    tell(district, person, "安全责任书")
    client.get("/")
    with count_queries(queries):
        client.get("/")
    for number in range(5):
        tell(district, person, f"通知{number}")
    client.get("/")
    with count_queries(queries):
        client.get("/")
