"""Without `visible_to` the matrix turns red: it is taken away from five kinds of rows, one after the other."""

from __future__ import annotations

import pytest

from tests.security.test_matrix import differences, world  # noqa: F401
from xingtan.apps.staffing.querysets import StaffRecordQuerySet
from xingtan.apps.workbench.querysets import LetterQuerySet
from xingtan.people.accounts.querysets import AccountQuerySet
from xingtan.people.organisations.querysets import OrganisationQuerySet
from xingtan.people.roster.querysets import ClassGroupQuerySet, EnrolmentQuerySet

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (OrganisationQuerySet, "registry:organisation"),
        (EnrolmentQuerySet, "registry:pupil"),
        (ClassGroupQuerySet, "registry:class"),
        (AccountQuerySet, "gateway:account_card"),
        (StaffRecordQuerySet, "staffing:staff"),
        (LetterQuerySet, "workbench:letter"),
    ],
)
def test_a_view_without_visible_to_is_noticed(world, monkeypatch, rows, name):  # noqa: F811
    assert differences(world, name) == []

    monkeypatch.setattr(rows, "visible_to", lambda self, actor: self.all())

    leaks = differences(world, name)
    assert any("(other)" in leak for leak in leaks), leaks
