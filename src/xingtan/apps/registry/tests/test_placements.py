"""Placing pupils into classes through the pages: drafted, dealt, moved by hand, confirmed, taken back, printed."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.registry.models import Placement
from xingtan.apps.registry.services import placements as services
from xingtan.kernel.audit.models import AuditEntry
from xingtan.people.roster import selectors
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.testing import build_district, open_class

pytestmark = pytest.mark.django_db


class School:
    """A first school with three classes of one cohort, and newcomers who wait."""

    def __init__(self, waiting=9):
        self.district = build_district()
        self.cohort = self.district.class_group.cohort
        year = self.cohort.enrol_year
        self.classes = [
            self.district.class_group,
            *(open_class(self.district, self.district.school, "junior", year, number) for number in (2, 3)),
        ]
        self.waiting = [self.newcomer(sex="12"[at % 2]) for at in range(waiting)]
        self.clerk = self.district.client_of("school_administrator")

    def newcomer(self, **columns):
        person = self.district.person(born_on=self.district.on - timedelta(days=12 * 365), **columns)
        return roster.enrol_in_cohort(
            actor=self.district.actor, person_id=person.pk, cohort_id=self.cohort.pk, starts_on=self.district.on
        )

    def draft(self, **changes):
        sent = {"cohort": self.cohort.pk, "who": "waiting", "on": self.district.on.isoformat(), "basis": "新生分班"}
        self.clerk.post(reverse("registry:placement_add"), {**sent, **changes})
        return Placement.objects.latest("pk")

    def post(self, name, placement, **sent):
        return self.clerk.post(reverse(f"registry:{name}", args=[placement.pk]), sent)

    def class_of(self, stay, on=None):
        return selectors.stay_on(stay.person_id, on=on or self.district.on).class_group_id


def test_newcomers_are_dealt_evenly_and_come_into_their_classes_when_it_is_confirmed():
    school = School(waiting=9)
    placement = school.draft()

    school.post("placement_lots", placement, seed="382915", siblings="free")
    between = {school.class_of(stay) for stay in school.waiting}
    answer = school.post("placement_confirm", placement, checked="on")

    assert between == {None} and answer.status_code == 302
    assert sorted(Counter(school.class_of(stay) for stay in school.waiting).values()) == [3, 3, 3]
    entry = AuditEntry.objects.get(action="placement.confirmed")
    assert entry.detail["seed"] == "382915" and entry.rows == 9


def test_the_same_seed_gives_the_same_classes_again():
    school = School()
    first, second = school.draft(), school.draft()

    for placement in (first, second):
        school.post("placement_lots", placement, seed="77", siblings="free")

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.places == second.places


def test_without_a_seed_one_is_made_and_kept():
    school = School()
    placement = school.draft()

    school.post("placement_lots", placement, seed="", siblings="free")

    placement.refresh_from_db()
    assert len(placement.seed) == 12


def test_pupils_are_moved_by_ticks_without_a_script_and_the_protocol_counts_it():
    school = School()
    placement = school.draft()
    school.post("placement_lots", placement, seed="7", siblings="free")
    placement.refresh_from_db()
    stay = next(int(pk) for pk, to in placement.places.items() if to != school.classes[0].pk)

    answer = school.post("placement_seats", placement, stay=[stay], to=school.classes[0].pk)

    placement.refresh_from_db()
    assert answer.status_code == 302
    assert placement.places[str(stay)] == school.classes[0].pk and placement.moved_by_hand == 1


def test_the_script_gets_the_heads_counted_anew():
    school = School()
    placement = school.draft()

    answer = school.post(
        "placement_seats", placement, stay=[school.waiting[0].pk], to=school.classes[1].pk, part="heads"
    )

    page = answer.content.decode()
    assert f'data-head="{school.classes[1].pk}"' in page and "1人" in page and "<html" not in page


def test_nothing_ticked_is_said_and_changes_nothing():
    school = School()
    placement = school.draft()

    answer = school.post("placement_seats", placement, to=school.classes[0].pk)

    assert answer.status_code == 422 and "请先勾选学生" in answer.content.decode()


def test_it_is_not_confirmed_while_somebody_waits_but_may_be_left_out():
    school = School(waiting=2)
    placement = school.draft()
    school.post("placement_seats", placement, stay=[school.waiting[0].pk], to=school.classes[0].pk)

    refused = school.post("placement_confirm", placement)
    school.post("placement_seats", placement, stay=[school.waiting[1].pk], to="out")
    accepted = school.post("placement_confirm", placement)

    assert (refused.status_code, accepted.status_code) == (409, 302)
    assert school.class_of(school.waiting[0]) == school.classes[0].pk
    assert school.class_of(school.waiting[1]) is None


def test_a_whole_cohort_is_placed_anew_from_a_day_and_taken_back():
    school = School(waiting=0)
    pupils = [school.district.pupil() for _ in range(6)]
    day = school.district.on + timedelta(days=1)
    placement = school.draft(who="whole", on=day.isoformat())
    school.post("placement_lots", placement, seed="5", siblings="free")
    school.post("placement_confirm", placement)
    spread = Counter(school.class_of(stay, day) for stay in pupils)

    answer = school.post("placement_undo", placement)

    assert sorted(spread.values()) == [2, 2, 2]
    assert {school.class_of(stay) for stay in pupils} == {school.classes[0].pk}
    assert {school.class_of(stay, day) for stay in pupils} == {school.classes[0].pk}
    assert answer.status_code == 302
    assert Enrolment.objects.filter(person_id__in=[stay.person_id for stay in pupils]).count() == 6


def test_who_left_meanwhile_stops_it_by_name():
    school = School(waiting=3)
    placement = school.draft()
    school.post("placement_lots", placement, seed="5", siblings="free")
    gone = school.waiting[0]
    roster.end_enrolment(actor=school.district.actor, enrolment_id=gone.pk, on=school.district.on, status="transferred")

    answer = school.post("placement_confirm", placement)

    assert answer.status_code == 409 and gone.person.name in answer.content.decode()
    assert school.class_of(school.waiting[1]) is None


def test_what_is_settled_is_not_changed_any_more():
    school = School(waiting=3)
    placement = school.draft()
    school.post("placement_lots", placement, seed="5", siblings="free")
    school.post("placement_confirm", placement)

    answers = [
        school.post("placement_lots", placement, seed="6", siblings="free"),
        school.post("placement_seats", placement, stay=[school.waiting[0].pk], to=""),
        school.post("placement_confirm", placement),
        school.post("placement_drop", placement),
    ]

    assert {answer.status_code for answer in answers} == {409}


def test_the_protocol_prints_seed_fingerprint_and_every_pupil_and_who_printed_is_known():
    school = School(waiting=6)
    placement = school.draft()
    school.post("placement_lots", placement, seed="382915", siblings="apart")

    page = school.clerk.get(reverse("registry:placement_print", args=[placement.pk])).content.decode()

    assert "382915" in page and "名单指纹" in page and "草稿，未生效" in page
    assert all(stay.person.name in page for stay in school.waiting)
    assert AuditEntry.objects.filter(action="placement.printed").exists()


def test_no_word_of_marks_or_better_classes_stands_on_the_board():
    school = School(waiting=3)

    page = school.clerk.get(reverse("registry:placement", args=[school.draft().pk])).content.decode()

    assert not any(word in page for word in ("重点班", "快班", "排名", "分数"))


def test_chosen_pupils_of_the_list_are_taken_to_a_placement():
    school = School(waiting=0)
    pupils = [school.district.pupil() for _ in range(3)]

    services.draft_placement_of(
        actor=school.district.actor,
        rows=Enrolment.objects.filter(pk__in=[stay.pk for stay in pupils[:2]]),
        on=school.district.on,
        basis="均衡编班",
    )

    assert Placement.objects.get().seats == {stay.pk: None for stay in pupils[:2]}


VERBS = {
    "placement_seats": {"to": ""},
    "placement_lots": {"seed": "1", "siblings": "free"},
    "placement_confirm": {},
    "placement_undo": {},
    "placement_drop": {},
}


@pytest.mark.parametrize(
    ("role", "elsewhere", "statuses"),
    [
        ("school_administrator", False, {302}),
        ("bureau_staff", False, {302}),
        ("principal", False, {403}),
        ("grade_leader", False, {403, 404}),
        ("homeroom_teacher", False, {404}),
        ("citizen", False, {404}),
        ("school_administrator", True, {404}),
    ],
)
def test_who_may_work_on_a_placement(role, elsewhere, statuses):
    school = School(waiting=2)
    place = {"organisation": school.district.other_school} if elsewhere else {}
    client = school.district.client_of(role, **place)
    settled = school.draft()
    school.post("placement_lots", settled, seed="1", siblings="free")
    answers = {}

    for verb, sent in VERBS.items():
        if verb == "placement_undo":
            services.confirm_placement(actor=school.district.actor, placement_id=settled.pk, now=timezone.now())
        placement = settled if verb == "placement_undo" else school.draft(who="whole")
        given = sent | ({"stay": [school.waiting[0].pk]} if verb == "placement_seats" else {})
        if verb == "placement_confirm":
            school.post("placement_lots", placement, seed="2", siblings="free")
            placement.refresh_from_db()
            placement.places = {str(school.district.pupil().pk): school.classes[1].pk}
            placement.on = school.district.on + timedelta(days=1)
            placement.save()
        answers[verb] = client.post(reverse(f"registry:{verb}", args=[placement.pk]), given).status_code

    assert set(answers.values()) <= statuses, answers


def test_the_board_asks_the_same_queries_however_many_pupils_there_are():
    school = School(waiting=4)
    placement = school.draft()
    url = reverse("registry:placement", args=[placement.pk])
    school.clerk.get(url)
    with CaptureQueriesContext(connection) as before:
        school.clerk.get(url)
    placement.places |= {str(school.newcomer().pk): None for _ in range(30)}
    placement.save()

    with CaptureQueriesContext(connection) as after:
        school.clerk.get(url)

    assert len(before) == len(after)
