"""Every use of a timed power is a line of the journal, for an auditor to find."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from xingtan.kernel.audit.models import AuditEntry
from xingtan.people.access.models import Grant
from xingtan.people.access.services import open_staff_power
from xingtan.people.roster.data import VIEW_PUPILS

USED = "grant.staff_power_used"


@pytest.fixture
def teacher(district):
    return district.staff("teacher", name="顾行简")


@pytest.fixture
def power(district, teacher):
    """The teacher may look at the pupils of the school for four hours."""
    return open_staff_power(
        actor=district.actor,
        person_id=teacher.pk,
        permission=VIEW_PUPILS,
        scope_path=district.school.path,
        expires_at=timezone.now() + timedelta(hours=4),
        reason="核对学籍",
        now=timezone.now(),
    )


@pytest.fixture
def pupil(district):
    return district.pupil("曾子衿")


@pytest.fixture
def auditor(district):
    return district.client_of("audit_administrator", organisation=district.bureau)


def uses():
    return list(AuditEntry.objects.filter(action=USED).order_by("at", "id"))


def test_who_used_which_power_for_what_stands_in_the_journal(district, teacher, power, pupil):
    card = reverse("registry:pupil", args=[pupil.person_id])

    district.client(teacher).get(card)

    [line] = uses()
    assert (line.person_id, line.object_kind, line.object_id) == (teacher.pk, "grant", str(power.pk))
    assert line.detail == {"permission": VIEW_PUPILS, "method": "GET", "address": card}
    assert (line.organisation_path, line.result) == (district.school.path, "ok")


def test_an_auditor_finds_the_uses_of_one_power(district, teacher, power, pupil, auditor):
    card = reverse("registry:pupil", args=[pupil.person_id])
    client = district.client(teacher)
    client.get(card)

    listed = auditor.get("/audit/", {"view": "powers", "power": VIEW_PUPILS, "who": "顾行简"}).content.decode()
    other = auditor.get("/audit/", {"power": "staffing.view"}).content.decode()
    rights = auditor.get("/audit/", {"view": "rights"}).content.decode()

    assert "使用限时特权" in listed and f"限时特权“查看学生”：打开{card}" in listed
    assert card not in other and card not in rights


def test_pages_that_rest_on_no_power_leave_no_line(district, teacher, power):
    client = district.client(teacher)

    for page in ("/account/", "/notices/", "/registry/classes/"):
        assert client.get(page).status_code == 200

    assert [line.detail["address"] for line in uses()] == []


def test_a_refusal_is_no_use(district, teacher, power):
    far = district.pupil(class_group=district.other_class)

    answer = district.client(teacher).get(reverse("registry:pupil", args=[far.person_id]))

    assert answer.status_code == 404
    assert uses() == []


def test_what_a_role_allows_anyway_is_no_use_of_a_power(district, power, pupil):
    homeroom = district.staff("homeroom_teacher")
    Grant.objects.filter(pk=power.pk).update(person=homeroom, scope_path=district.class_group.path)

    district.client(homeroom).get(reverse("registry:pupil", args=[pupil.person_id]))

    assert uses() == []


def test_a_power_that_is_over_is_not_used(district, teacher, power, pupil):
    Grant.objects.filter(pk=power.pk).update(expires_at=timezone.now() - timedelta(minutes=1))

    answer = district.client(teacher).get(reverse("registry:pupil", args=[pupil.person_id]))

    assert answer.status_code == 404
    assert uses() == []
