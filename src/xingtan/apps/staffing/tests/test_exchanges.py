"""支教 and 交流: arranged, extended and ended, rights by date, the share of a school year."""

from __future__ import annotations

from datetime import date, timedelta

from xingtan.apps.staffing.models import Honour
from xingtan.apps.staffing.selectors.exchanges import exchange_share
from xingtan.apps.staffing.testing import holder_client, make_staff
from xingtan.kernel.clock import in_force
from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.access.models import Grant
from xingtan.people.postings.models import Posting

ALL = ("staffing.view", "staffing.manage", "postings.view", "postings.manage", "organisations.view")
LOOK = ("staffing.view", "postings.view", "organisations.view")


def form(district, **changes):
    until = district.on + timedelta(days=200)
    values = {"kind": "support", "organisation_id": district.other_school.pk, "subject_code": "13"}
    return {**values, "starts_on": district.on.isoformat(), "ends_on": until.isoformat(), **changes}


def url(record) -> str:
    return f"/staffing/people/{record.person_id}/exchange/"


def sent(district, record, **changes) -> Posting:
    district.client_of("bureau_staff").post(url(record), form(district, **changes))
    return Posting.objects.get(person=record.person, kind__in=("support", "exchange"))


@table(
    Case("may-act", ALL, True, 302),
    Case("may-only-look", LOOK, True, 403),
    Case("no-grant", (), True, 404),
)
def test_who_may_send_somebody_out(district, case):
    record = make_staff(district)
    client = holder_client(district, case.permissions, district.bureau)

    assert client.post(url(record), form(district)).status_code == case.status


def test_a_school_does_not_send_people_to_schools_it_does_not_manage(district):
    record = make_staff(district)

    answer = district.client_of("school_administrator").post(url(record), form(district))

    assert answer.status_code == 403
    assert Posting.objects.filter(person=record.person).count() == 1


def test_the_file_stays_at_home_and_rights_there_end_with_the_posting(district):
    record = make_staff(district, "沈若兰")
    posting = sent(district, record, ends_on=(district.on + timedelta(days=30)).isoformat())

    record.refresh_from_db()
    assert record.organisation == district.school
    for day, is_there in ((district.on, True), (posting.ends_on, True), (posting.ends_on + timedelta(days=1), False)):
        rights = Grant.objects.filter(in_force(day), person=record.person, scope_path=posting.organisation.path)
        assert rights.exists() is is_there


def test_it_is_extended_only_to_a_later_day(district):
    posting = sent(district, make_staff(district))
    client = district.client_of("bureau_staff")
    later, earlier = posting.ends_on + timedelta(days=30), posting.ends_on - timedelta(days=30)

    refused = client.post(f"/staffing/exchanges/{posting.pk}/extend/", {"ends_on": earlier.isoformat()})
    done = client.post(f"/staffing/exchanges/{posting.pk}/extend/", {"ends_on": later.isoformat(), "basis": "延期函"})

    posting.refresh_from_db()
    assert refused.status_code == 422 and done.status_code == 302
    assert (posting.ends_on, posting.basis) == (later, "延期函")


def test_both_schools_see_who_is_out_and_a_third_does_not(district):
    record = make_staff(district, "沈若兰")
    sent(district, record)

    at_home = holder_client(district, ["staffing.view"], district.school).get("/staffing/exchanges/")
    at_guest = holder_client(district, ["staffing.view"], district.other_school).get("/staffing/exchanges/")

    assert "沈若兰" in at_home.content.decode() and "沈若兰" in at_guest.content.decode()
    assert district.client_of("guardian").get("/staffing/exchanges/").status_code == 403


def test_the_share_counts_the_eligible_the_exchanged_and_their_backbone(district):
    clerk = district.actor_of(district.staff("bureau_staff"))
    first, second = make_staff(district, "沈若兰"), make_staff(district, "顾行简")
    Posting.objects.filter(person__in=(first.person, second.person)).update(starts_on=date(2010, 9, 1))
    Honour.objects.create(record=first, kind="backbone", level="2", name="骨干教师", year=2024)
    sent(district, first)

    share = exchange_share(clerk, district.on)

    assert (share.eligible, share.exchanged, share.backbone) == (2, 1, 1)
    assert (share.percent, share.backbone_percent, share.is_met) == (50.0, 100.0, True)
