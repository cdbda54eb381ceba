"""A list as somebody likes to see it, kept under a name beside the tabs, for nobody else."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from xingtan.apps.registry.testing import build_scene
from xingtan.kernel.tables.models import OwnView
from xingtan.kernel.tables.own_views import MOST

pytestmark = pytest.mark.django_db
PUPILS = "/registry/pupils/"
GIRLS = f"{PUPILS}?sex=2&sort=-name"


@pytest.fixture
def scene():
    return build_scene()


@pytest.fixture
def clerk(scene):
    return scene.district.client_of("school_administrator")


def keep_page(client, address):
    """Where the list leads to keep what it shows."""
    page = client.get(address)
    return page.context["listing"].keep_url


def keep(client, address, name):
    return client.post(keep_page(client, address), {"name": name})


def own_tabs(client, address=PUPILS):
    return {tab["label"]: tab["is_on"] for tab in client.get(address).context["listing"].own_tabs}


def test_conditions_and_order_are_kept_and_one_press_away(clerk):
    answer = keep(clerk, GIRLS, " 女生  倒序 ")

    page = clerk.get(PUPILS).content.decode()
    assert answer.status_code == 302 and urlsplit(answer["Location"]).query == "sex=2&sort=-name"
    assert f'href="{GIRLS.replace("&", "&amp;")}"' in page and "女生 倒序" in page
    assert own_tabs(clerk) == {"女生 倒序": False}


def test_the_view_one_stands_in_is_marked_and_no_other_tab(clerk):
    keep(clerk, GIRLS, "女生")

    listing = clerk.get(GIRLS).context["listing"]

    assert [tab["is_on"] for tab in listing.own_tabs] == [True]
    assert not any(tab["is_on"] for tab in listing.tabs)
    assert own_tabs(clerk, f"{PUPILS}?sex=1") == {"女生": False}


def test_columns_are_kept_too(clerk):
    address = f"{PUPILS}?cols=name,sex"
    keep(clerk, address, "两列")

    link = clerk.get(PUPILS).context["listing"].own_tabs[0]["url"]

    assert [column.key for column in clerk.get(link).context["listing"].columns] == ["name", "sex"]


def test_a_swapped_list_brings_the_tabs_along(clerk):
    keep(clerk, GIRLS, "女生")
    swap = {"HX-Request": "true", "HX-Target": clerk.get(PUPILS).context["table"].code + "-body"}

    fragment = clerk.get(GIRLS, headers=swap).content.decode()

    assert "女生</a>" in fragment and "管理常用" in fragment


def test_a_list_offers_to_keep_only_what_has_no_name_yet(clerk):
    plain, narrowed = clerk.get(PUPILS).content.decode(), clerk.get(GIRLS).content.decode()
    keep(clerk, GIRLS, "女生")
    kept = clerk.get(GIRLS).content.decode()

    assert "存为常用</a>" not in plain and "存为常用</a>" in narrowed
    assert "存为常用</a>" not in kept and "管理常用</a>" in kept


def test_the_same_name_means_the_new_conditions(clerk):
    keep(clerk, GIRLS, "常看")
    keep(clerk, f"{PUPILS}?sex=1", "常看")

    assert OwnView.objects.get().query == "sex=1"


def test_a_view_is_renamed_and_dropped(clerk):
    keep(clerk, GIRLS, "女生")
    view = OwnView.objects.get()

    clerk.post(reverse("tables:own_view_rename", args=[view.pk]), {"name": "女同学"})
    renamed = own_tabs(clerk)
    dropped = clerk.post(reverse("tables:own_view_drop", args=[view.pk]), {"next": "//evil.example/"})

    assert renamed == {"女同学": False} and own_tabs(clerk) == {}
    assert dropped["Location"] == PUPILS


@pytest.mark.parametrize("name", ["", "   ", "\x00", "长" * 21])
def test_a_view_needs_a_name_that_fits_a_tab(clerk, name):
    answer = keep(clerk, GIRLS, name)

    assert answer.status_code in (400, 422)
    assert not OwnView.objects.exists()


def test_two_views_of_a_list_have_two_names(clerk):
    keep(clerk, GIRLS, "女生")
    keep(clerk, f"{PUPILS}?sex=1", "男生")

    answer = clerk.post(reverse("tables:own_view_rename", args=[OwnView.objects.last().pk]), {"name": "女生"})

    assert answer.status_code == 422 and set(own_tabs(clerk)) == {"女生", "男生"}


def test_there_is_an_end_to_keeping(clerk):
    for number in range(MOST):
        keep(clerk, GIRLS, f"第{number}个")

    answer = keep(clerk, GIRLS, "再一个")

    assert answer.status_code == 422 and f"最多存{MOST}个" in answer.content.decode()
    assert OwnView.objects.count() == MOST


def test_nobody_sees_or_touches_what_others_keep(scene, clerk):
    keep(clerk, GIRLS, "女生")
    view = OwnView.objects.get()
    colleague = scene.district.client_of("school_administrator")

    answers = [
        colleague.post(reverse("tables:own_view_rename", args=[view.pk]), {"name": "别的"}).status_code,
        colleague.post(reverse("tables:own_view_drop", args=[view.pk])).status_code,
    ]

    assert answers == [404, 404] and own_tabs(colleague) == {}
    assert "女生" not in colleague.get(reverse("tables:own_views")).content.decode()
    assert own_tabs(clerk) == {"女生": False}


@pytest.mark.parametrize("token", ["", "x", "eyJjb2RlIjoieCJ9:abc:def"])
def test_what_no_list_has_offered_is_not_kept(clerk, token):
    answer = clerk.post(f"{reverse('tables:own_views')}?list={token}", {"name": "女生"})

    assert answer.status_code == 422 and "请回到列表" in answer.content.decode()
    assert not OwnView.objects.exists()


def test_each_list_has_its_own(clerk):
    keep(clerk, GIRLS, "女生")

    assert own_tabs(clerk, "/registry/classes/") == {}
    assert "学生" in clerk.get(reverse("tables:own_views")).content.decode()


def test_a_view_shows_only_what_its_owner_may_see_today(scene):
    homeroom = scene.district.staff("homeroom_teacher")
    client = scene.district.client(homeroom)
    keep(client, f"{PUPILS}?q=曾", "姓曾")
    link = client.get(PUPILS).context["listing"].own_tabs[0]["url"]
    before = client.get(link).content.decode()

    homeroom.grants.all().delete()

    assert "曾子衿" in before
    assert client.get(link).status_code == 403
