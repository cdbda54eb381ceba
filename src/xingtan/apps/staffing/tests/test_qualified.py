"""持证上岗: who teaches without a fitting certificate, as the list and the card say it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xingtan.apps.staffing.models import HeldCertificate
from xingtan.apps.staffing.testing import make_staff
from xingtan.people.roster import services as roster

URL = "/staffing/certificates/unqualified/"


def teacher(district, name: str, *certificates: dict, subject: str = "13"):
    """Teaches `subject` to a class of the first school (junior)."""
    record = make_staff(district, name)
    for columns in certificates:
        values = {"kind": "teaching", "code": "3", "subject_code": "13", **columns}
        HeldCertificate.objects.create(record=record, **values)
    roster.assign_teaching(
        actor=district.actor,
        person_id=record.person_id,
        class_group_id=district.class_group.pk,
        subject_code=subject,
        on=district.on,
    )
    return record


def listed(district, view: str) -> str:
    return district.client_of("school_administrator").get(URL, {"view": view}).content.decode()


@pytest.mark.parametrize(
    ("certificates", "subject", "lacks"),
    [
        ((), "13", ["none"]),
        (({},), "13", []),
        (({"code": "4"},), "13", []),
        (({"code": "2"},), "13", ["stage"]),
        (({"code": "2"}, {"code": "3"}), "13", []),
        (({"subject_code": "14"},), "13", ["subject"]),
        (({"subject_code": "15"},), "16", []),
        (({"subject_code": ""},), "13", []),
        (({"registration_due_on": date(2020, 1, 1)},), "13", ["registration"]),
        (({"registration_result": "failed"},), "13", ["registration"]),
        (({"kind": "putonghua", "code": "X3"},), "13", ["none"]),
    ],
)
def test_each_sort_of_lack_is_found_and_nothing_else(district, certificates, subject, lacks):
    teacher(district, "沈若兰", *certificates, subject=subject)

    found = [view for view in ("none", "stage", "subject", "registration") if "沈若兰" in listed(district, view)]

    assert found == lacks


def test_who_teaches_no_longer_is_not_asked_about(district):
    record = teacher(district, "沈若兰")
    record.person.teaching.update(starts_on=district.on - timedelta(days=9), ends_on=district.on - timedelta(days=1))

    assert "沈若兰" not in listed(district, "none")


def test_the_card_names_what_is_lacking(district):
    record = teacher(district, "沈若兰", {"code": "2"})

    page = district.client_of("school_administrator").get(f"/staffing/people/{record.person_id}/").content.decode()

    assert "资格种类低于任教学段" in page
