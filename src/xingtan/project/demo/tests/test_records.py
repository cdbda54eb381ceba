"""Staff files fit the people they are about."""

from __future__ import annotations

import pytest

from xingtan.apps.staffing.data import Certificate, State, Title
from xingtan.apps.staffing.models import StaffRecord
from xingtan.kernel.clock import age_on, in_force
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.postings.models import Posting
from xingtan.project.demo.tests.conftest import NOW

TODAY = NOW.date()
YOUNGEST = {Title.SENIOR_PROFESSOR: 45, Title.SENIOR: 40, Title.FIRST: 31, Title.SECOND: 24}
pytestmark = pytest.mark.usefixtures("loaded")


def test_everybody_at_work_has_a_file_and_nobody_who_left_is_at_work():
    working = set(Posting.objects.filter(in_force(TODAY), role__in=STAFF_ROLES).values_list("person_id", flat=True))
    files = dict(StaffRecord.objects.values_list("person_id", "state"))

    assert working <= files.keys()
    assert all((person in working) == (state not in (State.LEFT, State.RETIRED)) for person, state in files.items())


def test_titles_fit_ages_and_certificates_fit_schools():
    records = StaffRecord.objects.select_related("person", "organisation").exclude(state=State.RETIRED)

    for record in records:
        assert age_on(record.person.born_on, TODAY) >= YOUNGEST.get(record.title_code, 0), record.title_code
        if record.organisation.school_kind == "111" and record.certificate_code:
            assert record.certificate_code == Certificate.KINDERGARTEN
        assert record.work_started_on <= record.joined_on <= TODAY
        assert age_on(record.person.born_on, record.work_started_on) >= 20
    seniors = records.filter(title_code__in=(Title.SENIOR_PROFESSOR, Title.SENIOR)).count()
    assert 0.1 <= seniors / records.exclude(title_code="").count() <= 0.35
