"""How addresses may be asked, and who may open a list at all."""

import pytest
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.registry.services import findings
from xingtan.apps.registry.testing import build_grouping
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db
LISTS = {
    "pupil_list": ("school_administrator", "teacher"),
    "class_list": ("school_administrator", "teacher"),
    "teaching_group_list": ("school_administrator", "teacher"),
    "guardian_list": ("school_administrator", "homeroom_teacher"),
    "organisation_list": ("school_administrator", "teacher"),
    "organisation_tree": ("school_administrator", "teacher"),
    "grouping_list": ("school_administrator", "teacher"),
    "finding_list": ("school_administrator", "homeroom_teacher"),
}


@pytest.mark.parametrize("page", LISTS)
def test_lists_are_for_staff(page):
    district = build_district()
    url = reverse(f"registry:{page}")

    for role in LISTS[page]:
        assert district.client_of(role).get(url).status_code == 200
    for role in ("student", "guardian", "citizen"):
        assert district.client_of(role).get(url).status_code == 403


def test_pages_that_only_show_do_not_take_a_post():
    district = build_district()
    client = district.client_of("bureau_staff")
    pupil = district.pupil()
    pages = [
        reverse("registry:class_list"),
        reverse("registry:organisation_tree"),
        reverse("registry:calendar"),
        reverse("registry:pupil", args=[pupil.person_id]),
        reverse("registry:class", args=[pupil.class_group_id]),
        reverse("registry:organisation", args=[pupil.organisation_id]),
    ]

    assert {client.post(page).status_code for page in pages} == {405}


def test_a_finding_leads_to_the_card_only_for_who_may_open_it():
    district = build_district()
    pupil = district.pupil("单于飞")
    findings.check_all(on=district.on, now=timezone.now())
    rows, card = reverse("registry:finding_rows"), reverse("registry:pupil", args=[pupil.person_id])

    for role, leads in (("school_administrator", True), ("school_cio", False)):
        client = district.client_of(role)
        text = client.get(rows).content.decode()
        assert "单于飞" in text
        assert (card in text) == leads == (client.get(card).status_code == 200)


def test_a_grouping_leads_only_to_schools_within_reach():
    district = build_district()
    grouping = build_grouping(district)
    for school in (district.school, district.other_school):
        grouping.members.get_or_create(organisation=school, defaults={"starts_on": district.on})
    client = district.client_of("school_administrator")

    text = client.get(reverse("registry:grouping", args=[grouping.pk])).content.decode()

    own, other = (reverse("registry:organisation", args=[row.pk]) for row in (district.school, district.other_school))
    assert district.other_school.name in text
    assert f'href="{own}"' in text and f'href="{other}"' not in text
