"""The system administrator writes a new version of an agreement, looks at it, publishes it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.access.services import open_staff_power
from xingtan.people.accounts.data import PUBLISH_AGREEMENTS
from xingtan.people.accounts.models import Agreement
from xingtan.people.accounts.selectors import agreements_to_accept

LIST = reverse("gateway:agreements")
NEW = reverse("gateway:agreement_new", args=["terms"])
FILLED = {"version": "2099-01", "text_zh": "## 新条款\r\n- 第一点  \r\n", "text_en": "## New terms"}


@pytest.fixture
def publisher(district):
    return district.client_of("system_administrator", organisation=district.bureau)


@table(
    Case("system-administrator", ("system_administrator",), True, 302),
    Case("security-administrator", ("security_administrator",), True, 403),
    Case("bureau-leader", ("bureau_leader",), True, 403),
    Case("school-administrator", ("school_administrator",), True, 403),
)
def test_who_may_publish(case, district):
    [role] = case.permissions
    place = {} if role == "school_administrator" else {"organisation": district.bureau}

    answer = district.client_of(role, **place).post(NEW, FILLED)

    assert answer.status_code == case.status
    assert Agreement.objects.filter(version="2099-01").exists() == (case.status == 302)


@pytest.mark.parametrize(("place", "status"), [("school", 403), ("bureau", 302)])
def test_a_timed_power_on_one_school_does_not_publish_for_everybody(district, place, status):
    helper, now = district.staff("staff"), timezone.now()
    open_staff_power(
        actor=district.actor_of(district.staff("security_administrator", organisation=district.bureau)),
        person_id=helper.pk,
        permission=PUBLISH_AGREEMENTS,
        scope_path=getattr(district, place).path,
        expires_at=now + timedelta(hours=1),
        reason="代管",
        now=now,
    )

    assert district.client(helper).get(NEW).status_code == (403 if status == 403 else 200)
    assert district.client(helper).post(NEW, FILLED).status_code == status


def test_everybody_is_asked_for_what_is_published_and_can_read_what_it_replaced(district, publisher, stranger):
    before = Agreement.objects.get(kind="terms")
    teacher = district.staff("teacher")

    answer = publisher.post(NEW, FILLED, follow=True)

    new = Agreement.objects.get(version="2099-01")
    assert new.text_zh == "## 新条款\n- 第一点"
    assert new in agreements_to_accept(person_id=teacher.pk)
    assert stranger.get(reverse("gateway:agreement", args=["terms"])).context["agreement"] == new
    old = stranger.get(reverse("gateway:agreement", args=["terms"]), {"version": before.version})
    assert old.context["agreement"] == before
    assert answer.redirect_chain[0][0] == LIST


def test_the_list_shows_every_version_and_which_is_in_force(publisher, district):
    with_old = publisher.get(LIST).content.decode()
    Agreement.objects.create(kind="terms", version="2099-02", text_zh="新", published_at="2099-02-01T00:00:00Z")

    page = publisher.get(LIST).content.decode()

    assert "版本2099-02" not in with_old and "已被替换" not in with_old
    assert page.index("版本2099-02") < page.index("现行") < page.index("已被替换")


def test_a_preview_shows_the_text_as_readers_see_it_and_publishes_nothing(publisher):
    page = publisher.post(NEW, {**FILLED, "step": "preview"}).content.decode()

    assert "<h2>新条款</h2><ul><li>第一点</li></ul>" in page and "<h2>New terms</h2>" in page
    assert not Agreement.objects.filter(version="2099-01").exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"version": ""}, "请填写版本号。"),
        ({"version": "二〇二六"}, "版本号用数字、字母、点和短横"),
        ({"version": "9" * 21}, "版本号最多20个字符。"),
        ({"text_zh": "  "}, "请填写中文正文。"),
        ({"text_zh": "字" * 60_001}, "正文太长，最多6万字。"),
    ],
)
def test_what_is_wrong_with_a_version_is_said_and_nothing_published(publisher, changed, sentence):
    answer = publisher.post(NEW, FILLED | changed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Agreement.objects.filter(kind="terms").count() == 1


def test_a_version_is_published_once_and_only_with_another_text(publisher):
    current = Agreement.objects.get(kind="terms")
    same = {"version": "2099-01", "text_zh": current.text_zh, "text_en": current.text_en}

    unchanged = publisher.post(NEW, same)
    again = publisher.post(NEW, FILLED | {"version": current.version})

    assert "一样，不必发布" in unchanged.content.decode() and unchanged.status_code == 422
    assert "已经发布过，请换一个" in again.content.decode() and again.status_code == 422
    assert Agreement.objects.filter(kind="terms").count() == 1


def test_an_agreement_that_does_not_exist_is_not_found(publisher):
    assert publisher.get(reverse("gateway:agreement_new", args=["copyright"])).status_code == 404
    assert publisher.get(reverse("gateway:agreement", args=["terms"]), {"version": "1"}).status_code == 404


def test_publishing_is_journalled_with_kind_and_version(publisher, district):
    publisher.post(NEW, FILLED)

    page = district.client_of("audit_administrator", organisation=district.bureau).get("/audit/").content.decode()

    assert "发布协议" in page and "用户服务协议 2099-01" in page
