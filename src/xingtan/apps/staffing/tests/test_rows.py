"""Rows of a staff file: written once, corrected, in step with what the file says today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xingtan.apps.staffing import errors, services
from xingtan.apps.staffing.models import Employment, HeldCertificate, HeldTitle, StaffRecord
from xingtan.apps.staffing.testing import make_staff
from xingtan.kernel.errors import NotPermitted

EARLIER, LATER = date(2012, 12, 20), date(2019, 12, 20)


@pytest.fixture
def clerk(district):
    return district.actor_of(district.staff("bureau_staff"))


@pytest.fixture
def record(district):
    return make_staff(district, title_code="", title_since=None)


def test_the_file_shows_the_title_obtained_last(district, clerk, record):
    for day, code in ((LATER, "2"), (EARLIER, "3")):
        services.record_title(actor=clerk, person_id=record.person_id, code=code, obtained_on=day)

    record.refresh_from_db()
    assert (record.title_code, record.title_since) == ("2", LATER)
    assert [row.code for row in HeldTitle.objects.filter(record=record)] == ["2", "3"]


def test_reading_a_row_in_twice_makes_one(district, clerk, record):
    for granted_by in ("", "市职改办"):
        services.record_title(
            actor=clerk, person_id=record.person_id, code="3", obtained_on=EARLIER, granted_by=granted_by
        )

    assert HeldTitle.objects.get(record=record).granted_by == "市职改办"


def test_a_new_post_ends_the_one_before(district, clerk, record):
    person_id = record.person_id
    services.record_employment(actor=clerk, person_id=person_id, establishment="contract", starts_on=EARLIER)
    services.record_employment(
        actor=clerk,
        person_id=person_id,
        establishment="public",
        starts_on=LATER,
        post_category="technical",
        post_level=10,
        contract_until=date(2030, 8, 31),
    )

    first, second = Employment.objects.filter(record=record).order_by("starts_on")
    record.refresh_from_db()
    assert first.ends_on == LATER - timedelta(days=1)
    assert second.ends_on is None
    assert (record.establishment, record.post_level, record.contract_until) == ("public", 10, date(2030, 8, 31))


@pytest.mark.parametrize(
    ("part", "columns", "error"),
    [
        ("title", {"code": "3", "obtained_on": date(2999, 1, 1)}, errors.RowInFuture),
        ("title", {"code": "3", "obtained_on": date(1900, 1, 2)}, errors.RowBeginsBeforeBirth),
        (
            "employment",
            {"establishment": "public", "starts_on": EARLIER, "post_category": "management", "post_level": 13},
            errors.LevelNotOfCategory,
        ),
        ("work", {"employer": "第一中学", "starts_on": LATER, "ends_on": EARLIER}, errors.RowEndsBeforeItBegins),
    ],
)
def test_what_cannot_be_is_refused(district, clerk, record, part, columns, error):
    with pytest.raises(error):
        services.record_row(actor=clerk, person_id=record.person_id, part=part, **columns)


def test_a_certificate_number_is_sealed_and_belongs_to_one(district, clerk, record):
    other = make_staff(district)
    values = {"kind": "teaching", "code": "3", "number": "20143200010000017", "issued_on": EARLIER}

    row = services.record_certificate(actor=clerk, person_id=record.person_id, **values)

    stored = HeldCertificate.objects.get(pk=row.pk)
    assert "0000017" not in stored.number_masked
    assert b"20143200010000017" not in bytes(stored.number_sealed) and stored.number == "20143200010000017"
    with pytest.raises(errors.CertificateNumberTaken):
        services.record_certificate(actor=clerk, person_id=other.person_id, **values)


def test_registration_is_due_every_five_years_and_stays_due_when_deferred(district, clerk, record):
    row = services.record_certificate(
        actor=clerk, person_id=record.person_id, kind="teaching", code="3", issued_on=date(2014, 7, 1)
    )
    assert row.registration_due_on == date(2019, 7, 1)

    for day, result in ((date(2019, 6, 1), "passed"), (date(2024, 6, 1), "deferred")):
        services.record_registration(actor=clerk, certificate_id=row.pk, decided_on=day, result=result)

    row.refresh_from_db()
    assert (row.registration_due_on, row.registration_result) == (date(2024, 6, 1), "deferred")


def test_facts_typed_into_the_file_reach_their_rows(district, clerk, record):
    facts = {
        "title_code": "3",
        "title_since": EARLIER,
        "education_code": "2",
        "major": "教育学",
        "establishment": "public",
    }
    services.update_staff(actor=clerk, person_id=record.person_id, facts=facts)
    services.update_staff(actor=clerk, person_id=record.person_id, facts={"title_code": "2", "title_since": LATER})

    assert list(HeldTitle.objects.filter(record=record).values_list("code", "obtained_on")) == [
        ("2", LATER),
        ("3", EARLIER),
    ]
    assert record.schoolings.get().major == "教育学"
    assert record.employments.get().establishment == "public"


def test_nobody_writes_into_a_file_they_do_not_manage(district, record):
    teacher = district.actor_of(record.person)
    stranger = district.actor_of(district.staff("school_administrator", organisation=district.other_school))

    with pytest.raises(NotPermitted):
        services.record_title(actor=teacher, person_id=record.person_id, code="1")
    with pytest.raises(errors.StaffNotFound):
        services.record_title(actor=stranger, person_id=record.person_id, code="1")
    assert StaffRecord.objects.get(pk=record.pk).title_code == ""
