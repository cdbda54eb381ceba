"""Our own registers out and in again: the same people in the same classes; deltas; what leaves and what does not."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest

from xingtan.apps.exchange.models import Link
from xingtan.apps.exchange.testing import apply, clerk, deliver, make_partner, receive
from xingtan.people.roster import selectors
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment

ALL_FIELDS = ["e_id", "sex", "birth_date", "email", "phone", "seat_number"]


def table(content: bytes, file: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{file}.csv").decode())))


@pytest.fixture
def furnished(district):
    """A district with a term, four pupils, two teachers, one of whom teaches."""
    year = selectors.school_year_on(district.on)
    starts_on = date(year, 9, 1)
    roster.add_term(
        actor=district.actor, starts_in=year, ordinal=1, starts_on=starts_on, ends_on=starts_on + timedelta(days=140)
    )
    for name in ("欧阳若兰", "李明", "买买提·艾力", "陈𬭚"):
        district.pupil(name)
    district.pupil("王小芳", class_group=district.other_class)
    teacher = district.staff("teacher", name="诸葛文")
    district.staff("teacher", name="林静")
    roster.assign_teaching(
        actor=district.actor,
        person_id=teacher.pk,
        class_group_id=district.class_group.pk,
        subject_code="13",
        on=starts_on,
    )
    return district


def test_what_we_deliver_is_read_without_a_single_finding(furnished):
    actor = clerk(furnished)
    partner = make_partner(furnished.bureau, released=ALL_FIELDS, is_cleared_for_numbers=True)
    _delivery, content = deliver(actor, partner, furnished.bureau)

    received = receive(actor, make_partner(furnished.bureau, "回读"), content)

    assert (received.counts["errors"], received.counts["notes"]) == (0, 0)
    apply(actor, received)
    linked = set(Link.objects.values_list("target", flat=True))
    assert {"organisation", "person", "class_group", "enrolment", "teaching", "term", "posting"} <= linked
    assert set(Link.objects.filter(file="users").values_list("how", flat=True)) == {"e_id"}


def test_only_released_fields_leave(furnished):
    actor = clerk(furnished)
    partner = make_partner(furnished.bureau, released=[])

    _delivery, content = deliver(actor, partner, furnished.bureau)

    users = table(content, "users")
    assert {user["familyName"] + user["givenName"] for user in users} >= {"欧阳若兰", "王小芳"}
    assert {user["familyName"] for user in users} >= {"欧阳", "诸葛", "王"}
    for column in (
        "userMasterIdentifier",
        "email",
        "sms",
        "phone",
        "metadata.xingtan.sex",
        "metadata.xingtan.studentNumber",
    ):
        assert {user[column] for user in users} == {""}, column
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "demographics.csv" not in archive.namelist()
    manifest = {row["propertyName"]: row["value"] for row in table(content, "manifest")}
    assert manifest["file.demographics"] == "absent" and manifest["file.users"] == "bulk"


def test_a_delta_holds_what_changed_and_what_went_since_the_last_delivery(furnished):
    actor = clerk(furnished)
    partner = make_partner(furnished.bureau, released=["e_id"])
    deliver(actor, partner, furnished.bureau)
    stay = Enrolment.objects.get(person__name="李明")
    roster.end_enrolment(actor=furnished.actor, enrolment_id=stay.pk, on=stay.starts_on, status="left")
    furnished.pupil("赵新来")

    delivery, content = deliver(actor, partner, furnished.bureau, "delta")

    users = table(content, "users")
    assert {(user["metadata.xingtan.name"], user["status"]) for user in users} == {
        ("赵新来", "active"),
        ("李明", "tobedeleted"),
    }
    assert all(user["dateLastModified"] for user in users)
    assert delivery.counts == {"users": 2, "roles": 2, "enrollments": 2}
    nothing, _empty = deliver(actor, partner, furnished.bureau, "delta")
    assert nothing.counts == {}


def test_a_school_gets_only_its_own(furnished):
    actor = clerk(furnished)
    partner = make_partner(furnished.bureau, released=["e_id"])

    _delivery, content = deliver(actor, partner, furnished.other_school)

    assert {user["metadata.xingtan.name"] for user in table(content, "users")} == {"王小芳"}
    assert {org["name"] for org in table(content, "orgs")} == {furnished.other_school.name}
