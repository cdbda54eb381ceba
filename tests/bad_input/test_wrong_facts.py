"""Facts that cannot be true are refused with the sentence that says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.bad_input.asking import assert_refused, every_address, form_of, state_of_all_tables
from tests.security.world import World
from tests.standing import address_of, taken_back
from xingtan.people.roster.testing import resident_id

pytestmark = pytest.mark.slow

BORN = date(2013, 5, 4)


def refused(world: World, form: str, words: str = "", **wrong: object) -> None:
    """The form as it stands on the page, but for what is wrong, is refused and says `words`."""
    found = form_of(world, form)
    assert found is not None
    role, fields = found
    assert_refused(world.clients[role], address_of(form, world.ids["own"]), {**fields, **wrong}, words)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (resident_id(BORN, "1", 7)[:-1] + "?", "证件"),
        (resident_id(BORN, "1", 7)[:-1] + ("0" if resident_id(BORN, "1", 7)[-1] != "0" else "1"), "校验"),
        ("9" * 24, "证件"),
    ],
    ids=["letters", "check-digit", "too-long"],
)
@pytest.mark.parametrize("name", ["registry:pupil_add", "staffing:staff_add"])
def test_a_wrong_number_is_refused(name: str, number: str, words: str, world: World, db: None) -> None:
    person = {"name": "林一", "sex": "1", "born_on": BORN.isoformat(), "document_kind": "1"}

    refused(world, name, words, **person, document_number=number)


@pytest.mark.parametrize("name", ["registry:pupil_add", "staffing:staff_add"])
def test_a_number_that_somebody_has_is_refused(name: str, world: World, db: None) -> None:
    from xingtan.people.persons.models import Person

    born = Person.objects.get(pk=world.ids["own"]["pupil"]).born_on
    taken = resident_id(born, "2", 41)
    person = {"name": "林一", "sex": "2", "born_on": born.isoformat(), "document_kind": "1"}

    refused(world, name, "已登记", **person, document_number=taken)


def test_a_tree_never_becomes_a_ring(world: World, db: None) -> None:
    bureau, school = world.district.bureau, world.district.school
    client = world.clients["bureau_staff"]

    for moved, parent in ((school, school), (bureau, school), (bureau, bureau)):
        address = address_of("registry:organisation_move", {**world.ids["own"], "organisation": moved.pk})
        assert_refused(client, address, {"parent": str(parent.pk)})


@pytest.mark.parametrize("name", ["staffing:posting_add", "staffing:posting_correct"])
def test_a_posting_that_ends_before_it_begins_is_refused(name: str, world: World, db: None) -> None:
    on = world.district.on

    refused(world, name, "早于", starts_on=on.isoformat(), ends_on=(on - timedelta(days=1)).isoformat(), role="teacher")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("registry:term_add", {"starts_in": "2030", "starts_on": "2030-09-01", "ends_on": "2030-08-01"}),
        ("registry:term_edit", {"starts_on": "2027-01-19", "ends_on": "2026-09-01"}),
        ("gateway:grant_end", {"on": "0001-01-01", "reason": "到期"}),
        ("staffing:posting_end", {"on": "0001-01-01"}),
        ("registry:pupil_end", {"on": "0001-01-01", "basis": "转学联系表"}),
        ("registry:guardianship_end", {"on": "0001-01-01", "note": "判决书"}),
    ],
)
def test_days_that_run_backwards_are_refused(name: str, wrong: dict[str, str], world: World, db: None) -> None:
    refused(world, name, **wrong)


FORMS = (
    "registry:pupil_add",
    "registry:organisation_add",
    "registry:class_add",
    "registry:term_add",
    "staffing:staff_add",
    "staffing:posting_add",
    "workbench:letter_new",
    "gateway:access_grant",
    "gateway:account_password",
)


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_says_what_is_missing(name: str, world: World, db: None) -> None:
    role, _fields = form_of(world, name) or ("", {})

    assert_refused(world.clients[role], address_of(name, world.ids["own"]), {})


@pytest.mark.parametrize("name", FORMS)
def test_choices_that_were_not_offered_are_refused(name: str, world: World, db: None) -> None:
    role, fields = form_of(world, name) or ("", {})

    assert_refused(world.clients[role], address_of(name, world.ids["own"]), dict.fromkeys(fields, "x" * 41))


@pytest.mark.parametrize("name", FORMS)
def test_lists_and_objects_in_place_of_values_are_refused(name: str, world: World, db: None) -> None:
    role, fields = form_of(world, name) or ("", {})
    address, client = address_of(name, world.ids["own"]), world.clients[role]

    assert_refused(client, address, {f"{field}[]": ["1", "2"] for field in fields})
    assert_refused(client, address, {field: ["", "x" * 41] for field in fields})
    assert_refused(client, address, [{"name": 1}], content_type="application/json")


@pytest.mark.parametrize("name", every_address())
def test_bytes_that_are_no_text_are_refused(name: str, world: World, db: None) -> None:
    client, before = world.clients["school_administrator"], state_of_all_tables(name)
    address = address_of(name, world.ids["own"])

    with taken_back(client):
        for raw in (b"name=\xff\xfe", b"name=%ff", b"name=a%00b", b"\xc0\xaf=1", b"name=\x00"):
            response = client.generic("POST", address, raw, content_type="application/x-www-form-urlencoded")
            assert response.status_code in (400, 405, 403, 404)
        assert state_of_all_tables(name) == before


@pytest.mark.parametrize("name", FORMS)
def test_a_name_of_a_megabyte_is_refused(name: str, world: World, db: None) -> None:
    role, fields = form_of(world, name) or ("", {})

    assert_refused(world.clients[role], address_of(name, world.ids["own"]), dict.fromkeys(fields, "林" * 350_000))
