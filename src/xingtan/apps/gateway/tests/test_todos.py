"""What gateway asks people to do; each disappears by being done."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from xingtan.apps.gateway.selectors import todos
from xingtan.kernel.registry import REGISTRY, is_offered_to
from xingtan.people.accounts.models import Agreement
from xingtan.people.accounts.services import open_account
from xingtan.people.persons.models import DataConfirmation
from xingtan.people.roster.models import Consent


def _titles(load, actor):
    return [str(item.title) for item in load(actor, timezone.now())]


def test_a_guardian_confirms_for_themselves_and_the_child(district):
    guardianship = district.guardian(district.pupil("林小满"), name="周若梅")
    for person in (guardianship.guardian, guardianship.pupil, district.staff("teacher")):
        DataConfirmation.objects.create(
            person=person, asked_on=date(2025, 9, 1), due_on=date(2025, 9, 30), reason="开学核对"
        )

    items = todos.data_to_confirm(district.actor_of(guardianship.guardian), timezone.now())

    assert {str(item.title) for item in items} == {"确认本人资料", "确认林小满的资料"}
    assert all(item.due_on == date(2025, 9, 30) for item in items)


def test_a_consent_waits_until_it_is_given(district):
    guardianship = district.guardian(district.pupil("林小满"))
    consent = Consent.objects.create(
        pupil=guardianship.pupil,
        agreement=Agreement.objects.get(kind="children"),
        asked_on=date(2025, 9, 1),
        due_on=date(2025, 9, 30),
    )
    actor = district.actor_of(guardianship.guardian)

    before = _titles(todos.consents_to_give, actor)
    district.client(guardianship.guardian).post(f"/account/consents/{consent.pk}/give/")

    assert before == ["为林小满阅读并决定是否同意"]
    assert _titles(todos.consents_to_give, actor) == []


@pytest.mark.parametrize(
    ("role", "count"), [("school_administrator", 3), ("homeroom_teacher", 1), ("teacher", 0), ("bureau_staff", 0)]
)
def test_accounts_to_activate_are_counted_in_ones_own_school_or_class(role, count, district):
    person = district.staff(role)
    actor = district.actor_of(person)
    for owner in (district.staff("teacher"), district.staff("teacher"), district.pupil().person):
        open_account(person_id=owner.pk)
    open_account(person_id=district.staff("teacher", organisation=district.other_school).pk)

    items = todos.accounts_to_activate(actor, timezone.now())

    assert sum(item.count for item in items) == count


def test_a_request_for_help_is_due_in_two_days(district, stranger):
    account = district.account(district.staff("teacher", name="沈若兰"))
    actor = district.actor_of(district.staff("school_administrator"))
    stranger.post("/forgotten/", {"person_name": "沈若兰", "username": account.person.e_id})

    (item,) = todos.help_requests(actor, timezone.now())

    assert str(item.title) == "沈若兰忘记密码，请核实后重置" and item.due_on == district.on + timedelta(days=2)


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("guardian", {"gateway.data_to_confirm", "gateway.consents_to_give"}),
        ("teacher", {"gateway.data_to_confirm"}),
        (
            "school_administrator",
            {"gateway.data_to_confirm", "gateway.accounts_to_activate", "gateway.help_requests"},
        ),
    ],
)
def test_each_source_concerns_only_some(role, codes, district):
    actor = district.actor_of(district.somebody(role))

    offered = {source.code for source in REGISTRY.all("todos") if is_offered_to(source, actor)}

    assert {code for code in offered if code.startswith("gateway.")} == codes
