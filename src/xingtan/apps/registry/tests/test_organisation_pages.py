"""Schools, units and groupings: pages, history, and what is refused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from xingtan.apps.registry.testing import build_grouping
from xingtan.people.access.services import grant_role
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db


def new_school(district, **changes):
    return {
        "parent": district.bureau.pk,
        "name": "测试区第三学校",
        "school_kind": "211",
        "primary_years": 6,
        "code": "2132000003",
        "on": district.on.isoformat(),
        "basis": "测政复3号",
        **changes,
    }


ADD = "registry:organisation_add"


def test_the_bureau_adds_a_school_and_sees_it_in_list_and_tree():
    district = build_district()
    client = district.client_of("bureau_staff")

    client.post(f"{reverse(ADD)}?kind=school", new_school(district))

    for page in ("organisation_list", "organisation_tree"):
        assert "测试区第三学校" in client.get(reverse(f"registry:{page}")).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "12"}, "10位"),
        ({"code": "3132000001"}, "终身不变"),
        ({"credit_code": "123456789012345678"}, "信用代码"),
        ({"name": "测试区第一学校"}, "已有"),
        ({"name": "长" * 350_000}, "80"),
        ({"parent": "99999"}, ""),
        ({"on": "2026-02-30"}, "日期"),
    ],
)
def test_what_is_wrong_about_a_new_school_is_said(changes, sentence):
    district = build_district()
    before = Organisation.objects.count()

    answer = district.client_of("bureau_staff").post(f"{reverse(ADD)}?kind=school", new_school(district, **changes))

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert Organisation.objects.count() == before


@pytest.mark.parametrize(("role", "status"), [("bureau_staff", 302), ("principal", 403), ("school_administrator", 422)])
def test_who_may_add_a_school(role, status):
    district = build_district()

    answer = district.client_of(role).post(f"{reverse(ADD)}?kind=school", new_school(district))

    assert answer.status_code == status


def test_a_renamed_school_shows_the_old_name_for_earlier_days():
    district = build_district()
    client = district.client_of("bureau_staff")
    card = reverse("registry:organisation", args=[district.school.pk])
    facts = {"name": "测试区实验学校", "school_kind": "312", "on": district.on.isoformat(), "basis": "测教发1号"}

    client.post(reverse("registry:organisation_facts", args=[district.school.pk]), facts)

    yesterday = (district.on - timedelta(days=1)).isoformat()
    assert "<h1>测试区实验学校</h1>" in client.get(card).content.decode()
    assert "<h1>测试区第一学校</h1>" in client.get(card, {"on": yesterday}).content.decode()


def test_a_cycle_in_the_tree_is_refused():
    district = build_district()
    client = district.client_of("bureau_staff")
    point = {**new_school(district, parent=district.school.pk, name="石门教学点", school_kind="218")}
    client.post(f"{reverse(ADD)}?kind=school", point)
    below = Organisation.objects.get(name="石门教学点")

    answer = client.post(reverse("registry:organisation_move", args=[district.school.pk]), {"parent": below.pk})

    assert answer.status_code == 422 and "自己的下级" in answer.content.decode()
    assert Organisation.objects.get(pk=district.school.pk).parent_id == district.bureau.pk


def test_a_school_with_open_units_below_is_not_closed():
    district = build_district()
    client = district.client_of("bureau_staff")
    url = reverse("registry:organisation_close", args=[district.school.pk])
    department = {"parent": district.school.pk, "name": "教导处", "on": district.on.isoformat(), "basis": ""}
    client.post(f"{reverse(ADD)}?kind=department", department)

    answer = client.post(url, {"on": district.on.isoformat(), "basis": "撤并"})

    assert answer.status_code == 422 and "未撤销的下级单位" in answer.content.decode()


def test_another_schools_card_is_not_there_for_a_school():
    district = build_district()
    url = reverse("registry:organisation", args=[district.other_school.pk])

    assert district.client_of("school_administrator").get(url).status_code == 404
    assert district.client_of("bureau_leader").get(url).status_code == 200


def test_a_homeroom_teacher_sees_the_short_card_of_the_own_school():
    district = build_district()

    answer = district.client_of("homeroom_teacher").get(reverse("registry:organisation", args=[district.school.pk]))

    text = answer.content.decode()
    assert answer.status_code == 200 and "责任人" in text and "沿革" not in text


def test_members_of_a_grouping_have_dates():
    district = build_district()
    grouping = build_grouping(district)
    client = district.client_of("bureau_staff")
    card = reverse("registry:grouping", args=[grouping.pk])
    add = reverse("registry:grouping_member_add", args=[grouping.pk])

    client.post(add, {"organisation": district.other_school.pk, "on": district.on.isoformat()})
    again = client.post(add, {"organisation": district.other_school.pk, "on": district.on.isoformat()})
    end = reverse("registry:grouping_member_end", args=[grouping.pk, district.school.pk])
    reversed_dates = client.post(end, {"on": date(2001, 1, 1).isoformat()})
    client.post(end, {"on": district.on.isoformat()})

    assert again.status_code == 422 and reversed_dates.status_code == 422
    tomorrow = (district.on + timedelta(days=1)).isoformat()
    assert district.school.name in client.get(card, {"on": district.on.isoformat()}).content.decode()
    assert grouping.members.filter(ends_on=district.on).count() == 1
    assert "以前的成员" in client.get(card, {"on": tomorrow}).content.decode()


def end_of(grouping):
    return reverse("registry:grouping_end", args=[grouping.pk])


def test_a_grouping_ends_with_its_members_and_stays_on_record(journal):
    district = build_district()
    grouping = build_grouping(district)
    client = district.client_of("bureau_staff")
    yesterday = district.on - timedelta(days=1)

    answer = client.post(end_of(grouping), {"on": yesterday.isoformat(), "basis": "测教发7号"})

    card = client.get(reverse("registry:grouping", args=[grouping.pk])).content.decode()
    then = client.get(reverse("registry:grouping", args=[grouping.pk]), {"on": yesterday.isoformat()}).content.decode()
    listed = client.get(reverse("registry:grouping_list")).content.decode()
    assert answer.status_code == 302
    assert "测教发7号" in card and "以前的成员" in card and end_of(grouping) not in card
    assert "这一天还没有成员学校" not in then
    assert "已撤销" in listed and "泮水学区" in listed
    assert ("grouping.ended", str(grouping.pk)) in journal()


def test_rights_given_on_a_grouping_end_with_it():
    district = build_district()
    grouping = build_grouping(district)
    leader = district.staff("teacher", organisation=district.other_school)
    granted = {"person_id": leader.pk, "role": "district_leader", "grouping_id": grouping.pk}
    grant = grant_role(actor=district.actor, starts_on=district.on - timedelta(days=9), **granted)
    pupils = reverse("registry:class", args=[district.class_group.pk])
    before = district.client(leader).get(pupils).status_code

    yesterday = district.on - timedelta(days=1)
    district.client_of("bureau_staff").post(end_of(grouping), {"on": yesterday.isoformat(), "basis": "测教发7号"})

    grant.refresh_from_db()
    assert (before, district.client(leader).get(pupils).status_code) == (200, 404)
    assert grant.ends_on == yesterday
    assert "district_leader" not in district.actor_of(leader).roles


def test_a_grouping_ends_once_and_never_before_its_youngest_member():
    district = build_district()
    grouping = build_grouping(district)
    client = district.client_of("bureau_staff")
    add = reverse("registry:grouping_member_add", args=[grouping.pk])
    client.post(add, {"organisation": district.other_school.pk, "on": district.on.isoformat()})

    def end(on, basis="测教发7号"):
        return client.post(end_of(grouping), {"on": on.isoformat(), "basis": basis}).status_code

    assert end(district.on - timedelta(days=1)) == end(date(2001, 1, 1)) == end(district.on, basis="") == 422
    assert end(district.on) == 302
    assert end(district.on) == 422
    assert client.post(add, {"organisation": district.school.pk, "on": district.on.isoformat()}).status_code == 422


@pytest.mark.parametrize(
    ("role", "status"),
    [("bureau_staff", 302), ("system_administrator", 302), ("school_administrator", 403), ("guardian", 404)],
)
def test_who_may_end_a_grouping(role, status):
    district = build_district()
    grouping = build_grouping(district)
    data = {"on": district.on.isoformat(), "basis": "测教发7号"}

    assert district.client_of(role).post(end_of(grouping), data).status_code == status


@pytest.mark.parametrize(("role", "status"), [("bureau_staff", 302), ("school_administrator", 403), ("teacher", 403)])
def test_who_may_found_a_grouping(role, status):
    district = build_district()
    data = {"kind": "district", "name": "洙泗学区", "on": district.on.isoformat()}

    assert district.client_of(role).post(reverse("registry:grouping_add"), data).status_code == status
