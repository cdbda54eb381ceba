"""Every printed list is headed by the full name of the unit, as on its seal, and by the day."""

import re

import pytest

from xingtan.apps.registry.testing import build_scene
from xingtan.kernel.i18n.dates import day_text
from xingtan.people.organisations import services as organisations

pytestmark = pytest.mark.django_db
LISTS = (
    "/registry/pupils/",
    "/registry/classes/",
    "/registry/teaching-groups/",
    "/registry/guardians/",
    "/registry/organisations/",
    "/registry/findings/rows/",
    "/staffing/people/",
    "/accounts/",
)
HEAD = re.compile(r'<div class="xt-print-only-head"><h1>(.*?)<br>.*?</h1>(.*?)</div>', re.DOTALL)


def head(client, address):
    """The unit that stands above the title, and what stands below it."""
    found = HEAD.search(client.get(address, {"format": "print"}).content.decode())
    assert found, address
    return found.group(1), found.group(2)


@pytest.mark.parametrize("address", LISTS)
def test_a_school_prints_under_its_full_name_and_the_day(address):
    scene = build_scene()

    unit, below = head(scene.district.client_of("school_administrator"), address)

    assert unit == scene.district.school.name
    assert day_text(scene.day) in below


def test_a_division_of_the_bureau_prints_under_the_bureaus_name():
    district = build_scene().district
    bureau = district.bureau
    division = organisations.create_organisation(
        actor=district.actor, parent_id=bureau.pk, kind="department", name="组织人事科", on=district.on
    )

    assert head(district.client_of("bureau_staff", organisation=division), "/staffing/people/")[0] == bureau.name


def test_a_class_prints_under_the_name_of_its_school():
    scene = build_scene()

    assert head(scene.district.client_of("homeroom_teacher"), LISTS[0])[0] == scene.district.school.name


def test_the_journal_prints_under_the_bureaus_name():
    district = build_scene().district
    auditor = district.client_of("audit_administrator", organisation=district.bureau)

    assert head(auditor, "/audit/")[0] == district.bureau.name
