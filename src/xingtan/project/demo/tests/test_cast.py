"""Everybody on the list of accounts has something to do today."""

from __future__ import annotations

import pytest

from xingtan.apps.registry.models import Finding
from xingtan.kernel.registry import REGISTRY, TodoItem, is_offered_to
from xingtan.people.access.data import GUARDED_ROLES
from xingtan.people.access.models import Grant
from xingtan.people.access.services import build_actor
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.selectors import agreements_to_accept
from xingtan.people.persons.models import DataConfirmation
from xingtan.people.roster.models import Consent, Enrolment, Guardianship
from xingtan.project.demo.cast import NOT_YET_ACCEPTED, PARTS
from xingtan.project.demo.tests.conftest import NOW

TODAY = NOW.date()
pytestmark = pytest.mark.usefixtures("loaded")


def account_of(role: str) -> Account:
    return Account.objects.get(preferences__demonstration__role=role)


def todos_of(role: str) -> list[TodoItem]:
    account = account_of(role)
    actor = build_actor(account_id=account.pk, person_id=account.person_id, posting_id=None, on=TODAY, now=NOW)
    sources = [source for source in REGISTRY.all("todos") if is_offered_to(source, actor)]
    return [item for source in sources for item in source.load(actor, NOW)]


@pytest.mark.parametrize("role", [part.role for part in PARTS])
def test_each_has_three_things_to_do_and_one_is_overdue(role):
    items = todos_of(role)

    assert len(items) >= 3
    assert any(item.due_on is not None and item.due_on < TODAY for item in items)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.role)
def test_each_holds_the_role_it_is_listed_under(part):
    account = account_of(part.role)
    held = set(Grant.objects.in_force(TODAY).filter(person=account.person).values_list("role", flat=True))

    assert part.role in held
    assert part.role not in GUARDED_ROLES or held == {part.role}


def test_all_but_one_have_accepted_the_terms():
    waiting = {part.role for part in PARTS if agreements_to_accept(person_id=account_of(part.role).person_id)}

    assert waiting == {NOT_YET_ACCEPTED}


def test_the_guardian_has_two_children_and_one_consent_to_give():
    guardian, student = account_of("guardian").person, account_of("student").person
    wards = set(Guardianship.objects.confirmed(TODAY).filter(guardian=guardian).values_list("pupil_id", flat=True))

    assert student.pk in wards and len(wards) == 2
    assert Consent.objects.get(pupil=student).given_at is not None
    assert Consent.objects.waiting().filter(pupil_id__in=wards).count() == 1


def test_the_class_of_the_cast_has_matters_of_each_kind():
    homeroom = account_of("homeroom_teacher").person.postings.get(role="homeroom_teacher", ends_on=None)
    pupils = Enrolment.objects.in_force(TODAY).filter(scope_path=homeroom.scope_path).values("person_id")

    requested = Guardianship.objects.filter(status="requested", pupil_id__in=pupils)
    assert requested.count() >= 2
    assert {row.kind for row in Finding.objects.filter(scope_path=homeroom.scope_path, resolved_at=None)} >= {
        "document_contradicts",
        "document_missing",
        "guardian_phone_missing",
    }
    assert DataConfirmation.objects.filter(person_id__in=pupils, confirmed_at=None).exists()


def test_posts_to_fill_and_a_suspected_double_are_found():
    kinds = set(Finding.objects.filter(resolved_at=None).values_list("kind", flat=True))

    assert {"cio_missing", "homeroom_missing", "edtech_head_missing", "duplicate_suspected"} <= kinds
    assert "age_out_of_range" not in kinds and "principal_missing" not in kinds
