"""What the national register asks of a pupil: read leniently, kept exactly, the sensitive part sealed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from xingtan.kernel.codes import api as codes
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.events.models import EventRow
from xingtan.people.roster import data, errors, services
from xingtan.people.roster.models import PupilFacts
from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db


def test_every_fact_has_a_place_and_a_code_table_that_exists():
    columns = {field.name for field in PupilFacts._meta.get_fields()}

    assert set(data.OPEN_FACTS) <= columns and not set(data.SEALED_FACTS) & columns
    assert {fact.table for fact in data.PUPIL_FACTS.values() if fact.kind == "code"} <= set(codes.table_keys())
    assert all(fact.length for fact in data.PUPIL_FACTS.values() if fact.kind in ("text", "web"))


def test_facts_are_kept_as_codes_however_they_were_written():
    district = build_district()
    pupil = district.pupil()

    row = services.set_pupil_facts(
        actor=district.actor,
        person_id=pupil.person_id,
        facts={
            "household_kind_code": "农业户口",
            "is_only_child": "是",
            "distance_km": "１．５公里",
            "travel_code": "x6",
        },
    )

    row.refresh_from_db()
    assert (row.household_kind_code, row.is_only_child, row.distance_km, row.travel_code) == (
        "X1",
        True,
        Decimal("1.5"),
        "X6",
    )


def test_sensitive_facts_are_not_readable_in_the_database():
    district = build_district()
    pupil = district.pupil()

    services.set_pupil_facts(
        actor=district.actor,
        person_id=pupil.person_id,
        facts={"home_address": "杏花街七号", "needs_aid": True, "health_code": "有慢性病"},
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM roster_pupilfacts f")
        kept = cursor.fetchone()[0]
    row = PupilFacts.objects.get(pk=pupil.person_id)
    assert "杏花街" not in kept and "X3" not in kept
    assert row.sealed_facts == {"home_address": "杏花街七号", "needs_aid": True, "health_code": "X3"}
    assert row.sealed_names == ["health_code", "home_address", "needs_aid"]


def test_what_is_not_given_stays_and_an_empty_value_takes_away():
    district = build_district()
    person_id = district.pupil().person_id
    first = {"home_address": "杏花街七号", "needs_aid": False, "specialty": "二胡"}
    services.set_pupil_facts(actor=district.actor, person_id=person_id, facts=first)

    row = services.set_pupil_facts(
        actor=district.actor, person_id=person_id, facts={"home_address": "", "had_preschool": "有"}
    )

    assert row.sealed_facts == {"needs_aid": False}
    assert (row.specialty, row.had_preschool) == ("二胡", True)


def test_the_same_facts_again_announce_nothing():
    district = build_district()
    person_id = district.pupil().person_id
    facts = {"needs_aid": "是", "distance_km": "2", "postal_code": "212300"}
    services.set_pupil_facts(actor=district.actor, person_id=person_id, facts=facts)

    services.set_pupil_facts(actor=district.actor, person_id=person_id, facts=facts)

    assert EventRow.objects.filter(code=data.PupilFactsChanged.code).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("travel_code", "飞行", "不在代码表“上下学交通方式”里"),
        ("birthplace_code", "3204", "应为6位数字"),
        ("birthplace_code", "580000", "不是省级行政区划"),
        ("entered_month", "202413", "应为年月"),
        ("distance_km", "很远", "应为公里数"),
        ("distance_km", "5000", "0至500公里"),
        ("is_orphan", "也许", "应填“是”或“否”"),
        ("homepage", "javascript:alert(1)", "网址"),
        ("specialty", "长" * 61, "最长60个字"),
        ("postal_code", "21230", "6位"),
    ],
)
def test_a_value_that_cannot_be_so_is_refused_in_words(field, value, words):
    with pytest.raises(errors.WrongFact) as refused:
        services.clean_pupil_fact(field, value)

    assert words in str(refused.value)


def test_an_unknown_field_is_refused():
    with pytest.raises(errors.UnknownFact):
        services.clean_pupil_fact("rank_in_class", "1")


@pytest.mark.parametrize(
    ("role", "elsewhere", "refusal"),
    [
        ("school_administrator", False, None),
        ("bureau_staff", False, None),
        ("homeroom_teacher", False, NotPermitted),
        ("principal", False, NotPermitted),
        ("school_administrator", True, errors.PupilNotFound),
        ("citizen", False, errors.PupilNotFound),
    ],
)
def test_who_may_write_facts(role, elsewhere, refusal):
    district = build_district()
    pupil = district.pupil()
    place = {"organisation": district.other_school} if elsewhere else {}
    actor = district.actor_of(district.staff(role, **place))

    if refusal is None:
        services.set_pupil_facts(actor=actor, person_id=pupil.person_id, facts={"specialty": "二胡"})
        assert PupilFacts.objects.visible_to(actor).filter(pk=pupil.person_id).exists()
    else:
        with pytest.raises(refusal):
            services.set_pupil_facts(actor=actor, person_id=pupil.person_id, facts={"specialty": "二胡"})


def test_facts_are_not_written_for_who_has_left():
    district = build_district()
    pupil = district.pupil()
    services.end_enrolment(
        actor=district.actor, enrolment_id=pupil.pk, on=district.on - timedelta(days=1), status="transferred"
    )

    with pytest.raises(errors.PupilNotFound):
        services.set_pupil_facts(actor=district.actor, person_id=pupil.person_id, facts={"specialty": "二胡"})
