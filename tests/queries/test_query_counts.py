"""Each page asks the same number of queries however many rows there are, and the number is written down here.

A number that falls is good news: write it down. One that rises needs a reason.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xingtan.apps.gateway.models import ForgottenRequest
from xingtan.apps.registry.selectors.todos import REQUESTS_ONE_BY_ONE
from xingtan.apps.staffing.testing import make_staff
from xingtan.engines.papers.models import Paper, Seal, SealKeeper
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.services import tell
from xingtan.people.access.services import grant_role
from xingtan.people.organisations import services as organisations
from xingtan.people.persons.models import DataConfirmation
from xingtan.people.roster import selectors
from xingtan.people.roster import services as roster
from xingtan.people.roster.testing import build_district, open_class
from xingtan.project.demo.finishing import index

COUNTS: dict[str, dict[str, int]] = {
    "bureau_staff": {
        "/": 35,
        "/todo/": 18,
        "/notices/": 10,
        "/registry/organisations/": 16,
        "/registry/organisations/tree/": 10,
        "/registry/organisations/{school}/": 18,
        "/registry/organisations/groupings/": 10,
        "/registry/classes/": 13,
        "/registry/pupils/": 14,
        "/staffing/people/": 14,
        "/staffing/posts/": 10,
        "/staffing/certificates/": 12,
        "/staffing/certificates/unqualified/": 14,
        "/staffing/exchanges/": 14,
        "/staffing/edtech/": 12,
        "/staffing/shortage/": 18,
        "/staffing/statistics/": 22,
        "/staffing/plan/": 12,
        "/exchange/": 10,
        "/exchange/rows/": 10,
        "/exchange/findings/": 10,
        "/papers/": 10,
        "/papers/seals/": 11,
        "/search/?q=测试区": 14,
    },
    "principal": {
        "/": 30,
        "/todo/": 18,
        "/registry/pupils/": 14,
        "/registry/classes/": 13,
        "/staffing/people/": 14,
        "/staffing/people/{teacher}/": 27,
    },
    "school_administrator": {
        "/": 35,
        "/todo/": 23,
        "/registry/pupils/": 14,
        "/registry/pupils/{pupil}/": 22,
        "/registry/guardians/": 12,
        "/registry/guardians/{guardianship}/": 13,
        "/registry/classes/": 13,
        "/registry/classes/{class}/": 14,
        "/registry/teaching-groups/": 13,
        "/registry/findings/": 10,
        "/registry/statistics/": 13,
        "/registry/placements/": 10,
        "/registry/certificates/": 10,
        "/registry/gaps/": 10,
        "/registry/pairs/": 15,
        "/registry/terms/": 15,
        "/staffing/people/": 14,
        "/staffing/people/{teacher}/": 27,
        "/staffing/posts/": 10,
        "/accounts/": 14,
        "/accounts/{account}/": 13,
        "/accounts/forgotten/": 10,
        "/access/": 11,
    },
    "homeroom_teacher": {
        "/": 23,
        "/todo/": 18,
        "/notices/": 10,
        "/notices/sent/": 9,
        "/registry/pupils/": 14,
        "/registry/pupils/{pupil}/": 22,
        "/registry/guardians/": 12,
        "/registry/guardians/{guardianship}/": 13,
        "/registry/classes/": 13,
        "/registry/classes/{class}/": 14,
        "/registry/classes/{class}/guardians/": 12,
        "/registry/classes/{class}/code/show/": 9,
        "/search/?q=林": 11,
        "/apps/": 8,
    },
    "teacher": {
        "/": 16,
        "/todo/": 11,
        "/registry/pupils/": 14,
        "/registry/classes/": 13,
    },
    "student": {
        "/": 16,
        "/todo/": 11,
        "/notices/": 10,
        "/registry/me/": 18,
        "/account/": 15,
    },
    "guardian": {
        "/": 18,
        "/todo/": 12,
        "/notices/": 10,
        "/registry/wards/": 19,
        "/registry/wards/{pupil}/": 19,
        "/account/": 15,
        "/account/wards/": 13,
    },
    "security_administrator": {
        "/": 13,
        "/access/": 11,
        "/access/roles/": 8,
        "/access/people/{teacher}/": 13,
    },
    "system_administrator": {
        "/channels/": 14,
        "/channels/deliveries/": 11,
        "/channels/templates/": 10,
    },
    "audit_administrator": {
        "/": 13,
        "/audit/": 13,
    },
}


class Grown:
    """A district with some of everything, and more of everything on demand."""

    def __init__(self, role: str) -> None:
        self.district = build_district()
        self.role = role
        self.size = 0
        self._prepare_term()
        first = self.district.pupil()
        guardianship = self.district.guardian(first)
        self.viewer = self._viewer(role, first.person, guardianship.guardian)
        teacher = make_staff(self.district, subject_code="13").person
        for _ in range(REQUESTS_ONE_BY_ONE):  # with more than these, one line on the list stands for all of them
            self._request(first.person_id)
        self.ids = {
            "pupil": first.person_id,
            "guardianship": guardianship.pk,
            "class": self.district.class_group.pk,
            "school": self.district.school.pk,
            "teacher": teacher.pk,
            "account": self.district.account(first.person).pk,
        }
        self.client = self.district.client(self.viewer)

    def _prepare_term(self) -> None:
        year = selectors.school_year_on(self.district.on)
        starts_on = date(year, 9, 1)
        self.term = roster.add_term(
            actor=self.district.actor,
            starts_in=year,
            ordinal=1,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=140),
        )

    def _viewer(self, role: str, pupil, guardian):
        if role == "student":
            return pupil
        if role == "guardian":
            return guardian
        return self.district.staff(role)

    def grow(self, rows: int) -> None:
        for _ in range(rows):
            self.size += 1
            self._one_more(self.size)
        index()

    def _one_more(self, number: int) -> None:
        district, on, now = self.district, self.district.on, timezone.now()
        year = selectors.school_year_on(on)
        class_group = open_class(district, district.school, "junior", year, number + 1)
        teacher = make_staff(district, phone=f"100123{number:05d}", subject_code="13").person
        district.staff("homeroom_teacher", organisation=district.school, class_group=class_group)
        self._teaching(teacher, class_group, number)
        pupil = district.pupil()
        guardian = district.guardian(pupil).guardian
        district.pupil(class_group=class_group)
        self._request(pupil.person_id)
        organisations.create_organisation(
            actor=district.actor,
            parent_id=district.bureau.pk,
            kind="school",
            name=f"测试区第{number + 2}学校",
            on=date(on.year - 2, 9, 1),
            school_kind="312",
            code=f"31320000{number + 2:02d}",
        )
        account = district.account(pupil.person)
        district.account(guardian)
        ForgottenRequest.objects.create(
            account=account, organisation=district.school, scope_path=district.class_group.path, asked_at=now
        )
        for person_id in {self.viewer.pk, pupil.person_id}:
            DataConfirmation.objects.create(person_id=person_id, asked_on=on, due_on=on, reason="核对")
        self._notices(number)
        self._papers(number)
        self._deliveries(number, guardian.pk)
        grant_role(
            actor=district.actor,
            person_id=teacher.pk,
            role="school_cio",
            scope_path=district.school.path,
            starts_on=on,
        )

    def _papers(self, number: int) -> None:
        school, now = self.district.school, timezone.now()
        Paper.objects.create(
            organisation=school,
            organisation_name=school.name,
            kind="certificate",
            number=str(number),
            title="结业证书",
            holder_kind="training",
            holder_id=number,
            made_on=self.district.on,
            made_at=now,
            made_by=self.viewer,
            sha256="0" * 64,
            verify_code=f"{number:016d}",
        )
        seal = Seal.objects.create(organisation=school, kind="official", label=str(number), kept_since=self.district.on)
        SealKeeper.objects.create(seal=seal, person=self.viewer, starts_on=self.district.on)

    def _request(self, pupil_id: int) -> None:
        asking, on = self.district.person(), self.district.on
        roster.request_guardianship(
            guardian_id=asking.pk, pupil_id=pupil_id, relation="father", on=on, now=timezone.now()
        )

    def _teaching(self, teacher, class_group, number: int) -> None:
        district, on = self.district, self.district.on
        roster.assign_teaching(
            actor=district.actor, person_id=teacher.pk, class_group_id=class_group.pk, subject_code="13", on=on
        )
        if self.role in ("teacher", "homeroom_teacher"):
            roster.assign_teaching(
                actor=district.actor,
                person_id=self.viewer.pk,
                class_group_id=class_group.pk,
                subject_code="14",
                on=on,
            )
        roster.create_teaching_group(
            actor=district.actor,
            organisation_id=district.school.pk,
            term_id=self.term.pk,
            subject_code="13",
            name=f"数学{number}层",
        )

    def _deliveries(self, number: int, person_id: int) -> None:
        columns = {"provider": "aliyun", "kind": "workbench.letter", "person_id": person_id, "made_at": timezone.now()}
        for state, sent_at in (("accepted", timezone.now()), ("refused", None)):
            Delivery.objects.create(
                channel="sms",
                unit_path=self.district.school.path if number % 2 else self.district.other_school.path,
                state=state,
                sent_at=sent_at,
                settled_at=timezone.now(),
                parts=1,
                code="" if sent_at else "isv.AMOUNT_NOT_ENOUGH",
                **columns,
            )

    def _notices(self, number: int) -> None:
        for needs_receipt in (True, False):
            tell(
                kind="workbench.letter",
                subject_key=f"test:{number}:{needs_receipt}",
                person_ids=[self.viewer.pk],
                title=f"通知{number}",
                requires_ack=needs_receipt,
                ack_by=self.district.on if needs_receipt else None,
                organisation_path=self.district.school.path,
                now=timezone.now(),
            )


def queries_of(client: Client, path: str) -> int:
    """Queries of one page, after it has been looked at before: what a page writes the first time it writes once."""
    for _ in range(2):
        answer = client.get(path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def counted(grown: Grown) -> dict[str, int]:
    return {path: queries_of(grown.client, path.format(**grown.ids)) for path in COUNTS[grown.role]}


@pytest.mark.slow
@pytest.mark.parametrize("role", COUNTS)
def test_pages_ask_as_often_for_many_rows_as_for_few(db, role):
    grown = Grown(role)
    grown.grow(2)
    few = counted(grown)

    grown.grow(18)
    many = counted(grown)

    assert many == few
    assert few == COUNTS[role]
