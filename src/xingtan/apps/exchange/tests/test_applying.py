"""Applying: cut off and resumed, deltas, what goes, what reaches our register and what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from xingtan.apps.exchange import services
from xingtan.apps.exchange.models import HeldRecord, Link, ReceivedSet, SetRow
from xingtan.apps.exchange.services import applying
from xingtan.apps.exchange.testing import apply, clerk, make_partner, receive, undo, zip_of
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup, Enrolment, TeachingAssignment

OWN = "metadata.xingtan."


def user(own: str, name: str, **more: str) -> dict[str, str]:
    return {
        "sourcedId": own,
        "enabledUser": "true",
        "username": own,
        "givenName": name[1:],
        "familyName": name[0],
        **more,
    }


def roster_set(year: int) -> dict[str, list[dict[str, str]]]:
    """A school we know, one class we do not, two pupils, a teacher and a principal."""
    role = {"roleType": "primary", "orgSourcedId": "s1"}
    member = {"classSourcedId": "c1", "schoolSourcedId": "s1", "beginDate": f"{year}-09-01"}
    return {
        "orgs": [{"sourcedId": "s1", "name": "测试区第一学校", "type": "school", "identifier": "3132000001"}],
        "users": [user("u1", "林静"), user("u2", "欧阳文"), user("u3", "诸葛明"), user("u4", "王校")],
        "demographics": [
            {"sourcedId": own, "sex": sex, "birthDate": born}
            for own, sex, born in (("u1", "female", f"{year - 12}-03-04"), ("u2", "male", f"{year - 12}-05-06"))
        ]
        + [{"sourcedId": own, "sex": "male", "birthDate": "1985-01-02"} for own in ("u3", "u4")],
        "roles": [
            {"sourcedId": "r3", "userSourcedId": "u3", "role": "teacher", **role},
            {"sourcedId": "r4", "userSourcedId": "u4", "role": "principal", **role},
        ],
        "classes": [
            {
                "sourcedId": "c1",
                "title": f"{year}级9班",
                "courseSourcedId": "k",
                "classType": "homeroom",
                "schoolSourcedId": "s1",
                "termSourcedIds": "t",
                f"{OWN}stage": "junior",
                f"{OWN}enrolYear": str(year),
                f"{OWN}classNumber": "9",
            }
        ],
        "enrollments": [
            {"sourcedId": "e1", "userSourcedId": "u1", "role": "student", **member},
            {"sourcedId": "e2", "userSourcedId": "u2", "role": "student", **member},
            {"sourcedId": "e3", "userSourcedId": "u3", "role": "teacher", f"{OWN}subject": "13", **member},
        ],
    }


@pytest.fixture
def partner(district):
    return make_partner(district.bureau, writes_register=True)


@pytest.fixture
def year(district) -> int:
    return district.class_group.cohort.enrol_year


def state() -> dict[str, list]:
    """Everything a set can have changed, without ids that count up."""
    return {
        "held": list(
            HeldRecord.objects.order_by("file", "sourced_id").values_list("file", "sourced_id", "position", "digest")
        ),
        "links": list(Link.objects.order_by("file", "sourced_id").values_list("file", "sourced_id", "target", "how")),
        "people": sorted(Person.objects.values_list("name", "sex", "born_on")),
        "stays": sorted(
            Enrolment.objects.values_list("person__name", "class_group__number", "starts_on", "ends_on"), key=str
        ),
        "posts": sorted(Posting.objects.values_list("person__name", "role", "title", "starts_on", "ends_on"), key=str),
        "teaching": sorted(TeachingAssignment.objects.values_list("person__name", "subject_code", "starts_on")),
        "outcomes": list(SetRow.objects.order_by("file", "sourced_id").values_list("sourced_id", "outcome", "remark")),
    }


def test_what_a_trusted_partner_sends_reaches_the_register(district, partner, year):
    received = apply(clerk(district), receive(clerk(district), partner, zip_of(roster_set(year))))

    assert received.summary["outcomes"]["written"] == 10, list(
        SetRow.objects.values_list("sourced_id", "outcome", "remark")
    )
    group = ClassGroup.objects.get(number=9)
    assert set(group.enrolments.values_list("person__name", flat=True)) == {"林静", "欧阳文"}
    assert TeachingAssignment.objects.get(class_group=group).person.name == "诸葛明"


def test_rights_never_come_from_a_file(district, partner, year):
    apply(clerk(district), receive(clerk(district), partner, zip_of(roster_set(year))))

    posting = Posting.objects.get(person__name="王校")
    assert (posting.role, posting.title) == ("staff", "principal")


def test_a_partner_that_may_not_write_changes_nothing_of_ours(district, year):
    before = (Person.objects.count(), ClassGroup.objects.count())
    actor = clerk(district)
    people = Person.objects.count()
    partner = make_partner(district.bureau)

    received = apply(actor, receive(actor, partner, zip_of(roster_set(year))))

    assert Person.objects.count() == people and ClassGroup.objects.count() == before[1]
    assert received.summary["outcomes"]["linked"] == 1 and "written" not in received.summary["outcomes"]


def test_a_namesake_is_held_back_and_says_so(district, partner, year):
    known = district.pupil("林静", sex="2", born_on=district.on.replace(year=year - 12, month=3, day=4)).person

    apply(clerk(district), receive(clerk(district), partner, zip_of(roster_set(year))))

    row = SetRow.objects.get(file="users", sourced_id="u1")
    assert row.outcome == "held_back" and "已有1名同名、同生日的人" in row.remark
    assert Person.objects.filter(name="林静").get() == known


def test_cut_off_anywhere_and_resumed_is_as_if_never_disturbed(district, partner, year, monkeypatch):
    actor = clerk(district)
    monkeypatch.setattr(applying, "APPLIED_AT_A_TIME", 3)
    received = apply(actor, receive(actor, partner, zip_of(roster_set(year))))
    undisturbed = state()
    undo(actor, received)
    ReceivedSet.objects.all().delete()
    again = receive(actor, partner, zip_of(roster_set(year)))
    now = timezone.now()
    services.start_applying(actor=actor, set_id=again.pk, accepts_losses=False, now=now)
    keep, kills = applying.holding.keep_records, [1, 2, 3, 5]

    def cut_off(*args):
        keep(*args)
        kills[0] -= 1
        if not kills[0]:
            kills.pop(0)
            raise SystemExit

    monkeypatch.setattr(applying.holding, "keep_records", cut_off)
    for _kill in range(3):
        with pytest.raises(SystemExit):
            applying.apply_set(actor=actor, set_id=again.pk, now=now)
    monkeypatch.setattr(applying.holding, "keep_records", keep)
    applying.apply_set(actor=actor, set_id=again.pk, now=now)

    assert state() == undisturbed


def test_undoing_takes_people_stays_and_postings_back(district, partner, year):
    actor = clerk(district)
    before = {key: rows for key, rows in state().items() if key != "outcomes"}

    received = undo(actor, apply(actor, receive(actor, partner, zip_of(roster_set(year)))))

    assert {key: rows for key, rows in state().items() if key != "outcomes"} == before
    assert received.summary.get("stayed", 0) == 0


def test_a_delta_changes_only_what_it_names(district, partner, year):
    actor = clerk(district)
    apply(actor, receive(actor, partner, zip_of(roster_set(year))))
    stamp = {"dateLastModified": "2026-11-01T00:00:00Z"}
    gone = {**roster_set(year)["enrollments"][0], "status": "tobedeleted", **stamp}
    renamed = user("u2", "欧阳武", status="active", **stamp)

    delta = receive(actor, partner, zip_of({"enrollments": [gone], "users": [renamed]}, modes="delta"))
    apply(actor, delta, accepts_losses=True)

    assert delta.counts["files"]["users"] == {"changed": 1} and delta.counts["files"]["enrollments"] == {"gone": 1}
    assert Enrolment.objects.get(person__name="林静").ends_on is not None
    assert Person.objects.filter(name="欧阳武").exists() and HeldRecord.objects.filter(file="users").count() == 4


def test_missing_from_a_bulk_set_ends_what_that_partner_wrote_and_nothing_else(district, partner, year):
    actor = clerk(district)
    own = district.pupil("自家学生")
    apply(actor, receive(actor, partner, zip_of(roster_set(year))))
    less = roster_set(year)
    less["enrollments"] = less["enrollments"][1:]

    apply(actor, receive(actor, partner, zip_of(less)), accepts_losses=True)

    assert Enrolment.objects.get(person__name="林静").ends_on == district.on
    own.refresh_from_db()
    assert own.ends_on is None


def test_after_a_day_or_a_newer_set_there_is_no_undo(district, partner, year):
    actor = clerk(district)
    first = apply(actor, receive(actor, partner, zip_of(roster_set(year))))
    apply(actor, receive(actor, partner, zip_of(roster_set(year))))
    client = district.client_of("bureau_staff")

    newer = client.post(f"/exchange/sets/{first.pk}/undo/")
    ReceivedSet.objects.update(applied_at=timezone.now() - timedelta(hours=25))
    late = client.post(f"/exchange/sets/{ReceivedSet.objects.latest('pk').pk}/undo/")

    assert newer.status_code == 409 and "之后又采用了一批" in newer.content.decode()
    assert late.status_code == 409 and "不能撤销" in late.content.decode()
