"""电教编配: one keeper for a school, one more for each further twelve classes; who may name one."""

from __future__ import annotations

import pytest

from xingtan.apps.staffing.models import EdtechKeeper
from xingtan.apps.staffing.selectors.edtech import keepers_needed, school_keepers
from xingtan.apps.staffing.testing import holder_client, make_staff
from xingtan.kernel.testing.who_may import Case, table

VIEW, MANAGE, ORGANISATIONS = "staffing.view", "staffing.manage", "organisations.view"


@pytest.mark.parametrize(("classes", "needed"), [(0, 1), (6, 1), (12, 1), (23, 1), (24, 2), (36, 3)])
def test_a_school_needs_one_keeper_for_each_twelve_classes(classes, needed):
    assert keepers_needed(classes) == needed


@table(
    Case("may-act", (VIEW, MANAGE, ORGANISATIONS), True, 302),
    Case("may-only-look", (VIEW, ORGANISATIONS), True, 403),
    Case("other-school", (VIEW, MANAGE, ORGANISATIONS), False, 404),
    Case("no-grant", (), True, 404),
)
@pytest.mark.parametrize("act", ["appoint", "end"])
def test_who_may_name_and_end_keepers(district, case, act):
    record = make_staff(district)
    place = district.school if case.is_own_school else district.other_school
    client = holder_client(district, case.permissions, place)
    day = district.on.isoformat()
    if act == "appoint":
        address = f"/staffing/edtech/{district.school.pk}/add/"
        form = {"person_id": record.person_id, "is_full_time": "1", "starts_on": day}
    else:
        keeper = EdtechKeeper.objects.create(record=record, organisation=district.school, starts_on=district.on)
        address, form = f"/staffing/edtech/keepers/{keeper.pk}/end/", {"on": day}

    assert client.post(address, form).status_code == case.status


def test_part_time_keepers_do_not_fill_the_number(district):
    record = make_staff(district, "沈若兰")
    clerk = district.actor_of(district.staff("bureau_staff"))
    keeper = EdtechKeeper.objects.create(
        record=record, organisation=district.school, starts_on=district.on, is_full_time=False
    )

    def missing() -> int:
        return school_keepers(clerk, district.on, district.school.pk)[0].missing

    assert missing() == 1
    EdtechKeeper.objects.filter(pk=keeper.pk).update(is_full_time=True)
    assert missing() == 0
    page = district.client_of("bureau_staff").get("/staffing/edtech/").content.decode()
    assert "沈若兰" in page
