"""Constant numbers of queries, to-dos, cards and search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.registry.selectors import cards, todos
from xingtan.apps.registry.services import findings
from xingtan.apps.registry.testing import build_scene
from xingtan.kernel.search import api as search
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db

# Queries of the view beyond what every signed-in page costs (session, account, grants, shell).
LISTS = {
    "pupil_list": 8,
    "class_list": 6,
    "organisation_list": 8,
    "guardian_list": 5,
    "finding_rows": 4,
    "finding_list": 2,
    "organisation_tree": 2,
    "teaching_group_list": 4,
    "calendar": 6,
}


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return captured.captured_queries


@pytest.mark.parametrize(("page", "most"), LISTS.items())
def test_a_list_runs_the_same_queries_however_many_rows_there_are(page, most):
    scene = build_scene()
    findings.check_all(on=scene.day, now=timezone.now())
    client = scene.district.client_of("school_administrator")
    url = reverse(f"registry:{page}")
    few = queries_of(client, url)

    for name in ("安清怡", "包景凯", "蔡雨夏", "曹玥"):
        pupil = scene.district.pupil(name, class_group=scene.pupil.class_group)
        scene.district.guardian(pupil)
    findings.check_all(on=scene.day, now=timezone.now())
    many = queries_of(client, url)

    shell = queries_of(client, reverse("registry:term_add").replace("terms/add/", "classes/add/"))
    assert len(many) == len(few), [query["sql"][:200] for query in many]
    assert len(many) <= len(shell) + most


def test_the_card_costs_the_same_for_one_guardian_or_three():
    scene = build_scene()
    client = scene.district.client_of("school_administrator")
    url = reverse("registry:pupil", args=[scene.pupil.person_id])
    few = queries_of(client, url)

    scene.district.guardian(scene.pupil, relation="grandmother")
    scene.district.guardian(scene.pupil, relation="grandfather")

    assert len(queries_of(client, url)) == len(few)


def test_the_homeroom_teacher_has_records_and_guardians_to_look_at():
    scene = build_scene()
    findings.check_all(on=scene.day, now=timezone.now())
    actor = scene.district.actor_of(scene.district.staff("homeroom_teacher"))

    records = todos.records_to_mend(actor, timezone.now())
    guardians = todos.guardians_to_confirm(actor, timezone.now())

    assert {item.key for item in records} == {
        "registry.finding:document_missing",
        "registry.finding:ethnic_missing",
        "registry.finding:guardian_phone_missing",
    }
    assert [item.url for item in guardians] == [reverse("registry:guardianship", args=[scene.request.pk])]


def test_deciding_takes_the_to_do_away():
    scene = build_scene()
    actor = scene.district.actor_of(scene.district.staff("homeroom_teacher"))
    client = scene.district.client_of("homeroom_teacher")

    client.post(reverse("registry:guardianship_decide", args=[scene.request.pk]), {"decision": "confirm"})

    assert todos.guardians_to_confirm(actor, timezone.now()) == []


def test_vacant_posts_stand_on_the_lists_of_those_who_may_fill_them():
    district = build_district()
    principal = district.actor_of(district.staff("principal"))
    clerk = district.actor_of(district.staff("bureau_staff"))
    leader = district.actor_of(district.staff("bureau_leader"))
    findings.check_all(on=district.on, now=timezone.now())

    at_school = todos.posts_to_fill(principal, timezone.now())
    at_bureau = todos.posts_to_fill(clerk, timezone.now())

    assert len(at_school) == 3  # CIO, head of educational technology, homeroom teacher
    assert len(at_bureau) == 3 + 4
    assert todos.posts_to_fill(leader, timezone.now()) == []


def test_a_vacant_post_opens_the_page_where_it_is_filled():
    district = build_district()
    principal = district.staff("principal")
    findings.check_all(on=district.on, now=timezone.now())

    urls = {item.url for item in todos.posts_to_fill(district.actor_of(principal), timezone.now())}
    answers = {url: district.client(principal).get(url).status_code for url in urls}
    listed = district.client(principal).get(reverse("registry:finding_rows")).content.decode()

    assert answers == {
        reverse("registry:class_homeroom", args=[district.class_group.pk]): 200,
        reverse("staffing:post_fill", args=[district.school.pk, "school_cio"]): 200,
        reverse("staffing:post_fill", args=[district.school.pk, "edtech_head"]): 200,
    }
    assert all(f'href="{url}"' in listed for url in urls)


def test_who_may_not_fill_a_post_is_not_led_to_it():
    district = build_district()
    findings.check_all(on=district.on, now=timezone.now())

    page = district.client_of("bureau_leader").get(reverse("registry:finding_rows")).content.decode()

    assert "任命班主任" in page and reverse("registry:class_homeroom", args=[district.class_group.pk]) not in page


@pytest.mark.parametrize(
    ("role", "card"),
    [
        ("bureau_leader", cards.pupils_of_three_years),
        ("bureau_leader", cards.school_sizes),
        ("principal", cards.pupils_by_grade),
        ("guardian", cards.own_class),
        ("student", cards.own_class),
    ],
)
def test_cards_are_there_for_their_role_and_away_for_others(role, card):
    scene = build_scene()
    actor = scene.district.actor_of(scene.district.somebody(role))
    stranger = scene.district.actor_of(scene.district.somebody("citizen"))

    assert card(actor, timezone.now())
    assert card(stranger, timezone.now()) is None


@pytest.mark.parametrize(
    ("role", "card"),
    [
        ("bureau_leader", cards.pupils_of_three_years),
        ("bureau_leader", cards.school_sizes),
        ("principal", cards.pupils_by_grade),
    ],
)
def test_a_chart_says_of_which_day_and_how_its_numbers_were_counted(role, card):
    district = build_scene().district

    chart = card(district.actor_of(district.somebody(role)), timezone.now())["chart"]

    assert chart.foot.startswith("截至") and "口径：当日在籍" in chart.foot


def test_a_homeroom_teacher_of_one_class_reads_its_numbers_once():
    scene = build_scene()
    district = scene.district
    leader = district.somebody("homeroom_teacher")

    assert cards.homeroom_classes(district.actor_of(leader), timezone.now()) is None

    district.staff("homeroom_teacher", class_group=district.other_class, person=leader)
    assert len(cards.homeroom_classes(district.actor_of(leader), timezone.now())["classes"]) == 2


def test_pupils_classes_and_schools_are_found_by_those_who_may_see_them():
    scene = build_scene()
    for source in ("registry.pupils", "registry.classes", "registry.schools"):
        search.rebuild(source)
    clerk = scene.district.actor_of(scene.district.staff("school_administrator"))
    other = scene.district.actor_of(
        scene.district.staff("school_administrator", organisation=scene.district.other_school)
    )

    def titles(actor, text):
        return {hit.title for group in search.find(actor, text).groups for hit in group.hits}

    assert "曾子衿" in titles(clerk, "zzj") and "曾子衿" not in titles(other, "zzj")
    assert "测试区第一学校" in titles(clerk, "测试区第一学校")
