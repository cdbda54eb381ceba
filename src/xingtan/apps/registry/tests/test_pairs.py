"""Pupils who look like one: found, decided, merged without losing a day, and taken back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.registry.data import PORTRAIT_HOLDER
from xingtan.apps.registry.models import DifferentPair, Finding
from xingtan.apps.registry.selectors import pairs
from xingtan.apps.registry.services import findings
from xingtan.apps.registry.testing import build_scene
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.files.models import FileLink, StoredFile
from xingtan.people.accounts.models import Account
from xingtan.people.persons import services as persons
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment, Guardianship, PersonMerge
from xingtan.people.roster.testing import resident_id

pytestmark = pytest.mark.django_db


class Doubles:
    """One child registered twice: the older record has left with a cancelled stay, unless both are kept open."""

    def __init__(self, *, are_both_open=False):
        self.scene = build_scene()
        self.district = self.scene.district
        born_on = date(self.scene.pupil.cohort.enrol_year - 12, 5, 6)
        self.kept, self.other = (self.district.pupil("林子衿", born_on=born_on) for _ in range(2))
        self.guardian = self.district.guardian(self.other).guardian
        number = resident_id(born_on, "2", 9)
        persons.set_document(actor=self.district.actor, person_id=self.other.person_id, kind="1", number=number)
        self.district.account(self.other.person)
        if not are_both_open:
            roster.end_enrolment(
                actor=self.district.actor,
                enrolment_id=self.other.pk,
                on=self.district.on - timedelta(days=1),
                status="cancelled",
            )
        self.clerk = self.district.client_of("school_administrator")
        self.url = reverse("registry:pair_decide", args=[self.kept.person_id, self.other.person_id])

    def decide(self, verdict, client=None):
        return (client or self.clerk).post(self.url, {"verdict": verdict, "note": "对照户口簿"})


def test_a_pair_is_listed_and_shown_side_by_side():
    doubles = Doubles()

    listed = doubles.clerk.get(reverse("registry:pair_list")).content.decode()
    shown = doubles.clerk.get(doubles.url).content.decode()

    assert doubles.url in listed and "姓名和出生日期相同" in listed
    assert doubles.kept.person.e_id_spaced in shown and doubles.other.person.e_id_spaced in shown


def test_the_same_person_gets_everything_in_one_record_and_no_day_changes():
    doubles = Doubles()
    yesterday = doubles.district.on - timedelta(days=1)
    before = Enrolment.objects.in_school(yesterday).count()

    answer = doubles.decide("first")

    kept = doubles.kept.person
    assert answer.status_code == 302
    assert set(kept.enrolments.values_list("pk", flat=True)) == {doubles.kept.pk, doubles.other.pk}
    assert kept.documents.count() == 1 and Guardianship.objects.get(guardian=doubles.guardian).pupil_id == kept.pk
    assert not Account.objects.get(person=doubles.other.person).is_active
    assert Enrolment.objects.in_school(yesterday).count() == before
    assert AuditEntry.objects.filter(action="pupil.merged", object_id=str(kept.pk)).exists()


def test_a_merge_is_taken_back_as_it_was():
    doubles = Doubles()
    doubles.decide("first")

    answer = doubles.clerk.post(reverse("registry:merge_undo", args=[PersonMerge.objects.get().pk]))

    assert answer.status_code == 302
    assert Enrolment.objects.get(pk=doubles.other.pk).person_id == doubles.other.person_id
    assert doubles.other.person.documents.count() == 1
    assert Account.objects.get(person=doubles.other.person).is_active
    assert Guardianship.objects.get(guardian=doubles.guardian).pupil_id == doubles.other.person_id


def test_a_portrait_goes_along_with_a_merge_and_comes_back():
    doubles = Doubles()
    held = FileLink.objects.create(
        file=StoredFile.objects.create(sha256="0" * 64, size=1, media_type="image/png"),
        holder_kind=PORTRAIT_HOLDER,
        holder_id=doubles.other.person_id,
        organisation_path=doubles.district.school.path,
        purpose="avatar",
        name="portrait.png",
    )

    doubles.decide("first")
    held.refresh_from_db()
    merged = held.holder_id
    doubles.clerk.post(reverse("registry:merge_undo", args=[PersonMerge.objects.get().pk]))
    held.refresh_from_db()

    assert merged == doubles.kept.person_id
    assert held.holder_id == doubles.other.person_id


def test_two_who_are_both_enrolled_are_not_merged():
    doubles = Doubles(are_both_open=True)

    answer = doubles.decide("first")

    assert answer.status_code == 422 and "现在都在籍" in answer.content.decode()
    assert not PersonMerge.objects.exists()


def test_different_people_are_remembered_and_the_finding_goes():
    doubles = Doubles(are_both_open=True)
    ids = [doubles.kept.person_id, doubles.other.person_id]
    findings.check_persons(person_ids=ids, on=doubles.district.on, now=timezone.now())
    found = Finding.objects.open().filter(kind="duplicate_suspected").count()

    doubles.decide("different")

    actor = doubles.district.actor_of(doubles.district.staff("school_administrator"))
    assert found == 2 and DifferentPair.objects.count() == 1
    assert not Finding.objects.open().filter(kind="duplicate_suspected").exists()
    assert pairs.pairs_of(actor) == []


@pytest.mark.parametrize(
    ("role", "elsewhere", "status"),
    [
        ("school_administrator", False, 302),
        ("bureau_staff", False, 302),
        ("principal", False, 404),
        ("homeroom_teacher", False, 404),
        ("school_administrator", True, 404),
        ("citizen", False, 404),
    ],
)
def test_who_may_decide(role, elsewhere, status):
    doubles = Doubles()
    place = {"organisation": doubles.district.other_school} if elsewhere else {}

    answer = doubles.decide("first", doubles.district.client_of(role, **place))

    assert answer.status_code == status


def test_a_merge_of_another_school_is_not_taken_back():
    doubles = Doubles()
    doubles.decide("first")
    stranger = doubles.district.client_of("school_administrator", organisation=doubles.district.other_school)

    answer = stranger.post(reverse("registry:merge_undo", args=[PersonMerge.objects.get().pk]))

    assert answer.status_code == 404


def test_a_school_does_not_see_pairs_with_another_school_but_the_bureau_does():
    scene = build_scene()
    born_on = date(scene.pupil.cohort.enrol_year - 12, 5, 6)
    district = scene.district
    for class_group in (district.class_group, district.other_class):
        district.pupil("林子衿", class_group=class_group, born_on=born_on)

    school = pairs.pairs_of(district.actor_of(district.staff("school_administrator")))
    bureau = pairs.pairs_of(district.actor_of(district.staff("bureau_staff")))

    assert (len(school), len(bureau)) == (0, 1)
