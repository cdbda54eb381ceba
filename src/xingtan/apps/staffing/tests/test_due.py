"""What is due becomes a to-do and goes away by being done: contracts, leave, registrations."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from xingtan.apps.staffing import services
from xingtan.apps.staffing.models import HeldCertificate, StaffRecord
from xingtan.apps.staffing.selectors import todos
from xingtan.apps.staffing.testing import make_staff


def clerk(district):
    return district.actor_of(district.staff("school_administrator"))


def test_a_contract_that_ends_soon_is_asked_about_until_it_is_renewed(district):
    actor = clerk(district)
    record = make_staff(district, "沈若兰", contract_until=district.on + timedelta(days=20))
    elsewhere = {"organisation": district.other_school, "contract_until": district.on}
    make_staff(district, "顾行简", **elsewhere)

    asked = todos.contracts_ending(actor, timezone.now())
    services.record_employment(
        actor=actor,
        person_id=record.person_id,
        establishment="contract",
        starts_on=district.on,
        contract_until=district.on + timedelta(days=1000),
    )

    assert [item.due_on for item in asked] == [district.on + timedelta(days=20)]
    assert "沈若兰" in str(asked[0].title)
    assert todos.contracts_ending(actor, timezone.now()) == []


def test_leave_that_is_over_and_registrations_that_are_due_are_counted(district):
    actor = clerk(district)
    make_staff(district, state="on_leave", state_until=district.on - timedelta(days=1))
    record = make_staff(district)
    held = HeldCertificate.objects.create(
        record=record, kind="teaching", code="3", registration_due_on=district.on + timedelta(days=30)
    )

    asked = {item.key: item.count for item in todos.states_over(actor, timezone.now())}
    services.record_registration(actor=actor, certificate_id=held.pk, decided_on=district.on, result="passed")
    StaffRecord.objects.filter(state="on_leave").update(state="at_work", state_until=None)

    assert asked == {"staff-state-over": 1, "staff-registration-due": 1}
    assert todos.states_over(actor, timezone.now()) == []
