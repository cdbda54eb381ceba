"""The invented district could be real, and could not be taken for a real one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from django.db.models import Count, F, Q

from xingtan.kernel.clock import age_on, in_force
from xingtan.kernel.codes import api as codes
from xingtan.kernel.codes import checks
from xingtan.people.access.models import Grant
from xingtan.people.accounts import passwords
from xingtan.people.accounts.models import Account
from xingtan.people.organisations.models import Organisation, OrganisationFacts
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import (
    ClassGroup,
    Enrolment,
    Guardianship,
    TeachingAssignment,
    TeachingGroup,
    TeachingGroupMember,
)
from xingtan.project.demo import names, numbers
from xingtan.project.demo.tests.conftest import NOW

TODAY = NOW.date()
YEAR = 2025
pytestmark = pytest.mark.usefixtures("loaded")

USUAL_AGE_AT_ENTRY = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15}


def on_the_roll(on: date = TODAY) -> list[Enrolment]:
    return list(Enrolment.objects.in_school(on).select_related("person", "cohort", "organisation"))


def test_eight_schools_from_kindergarten_to_senior_high_and_a_teaching_point():
    schools = Organisation.objects.filter(kind="school")

    assert schools.count() == 8
    assert {stage for school in schools for stage in school.stages} == {"kindergarten", "primary", "junior", "senior"}
    assert schools.filter(is_teaching_point=True).count() == 1
    assert 2800 <= Person.objects.count() <= 3600


def test_ages_fit_grades():
    wrong = []
    for row in on_the_roll():
        usual = USUAL_AGE_AT_ENTRY[row.cohort.stage] - (row.cohort.stage == "junior" and row.cohort.years == 4)
        age = age_on(row.person.born_on, date(row.cohort.enrol_year, 8, 31))
        if not usual <= age <= usual + 1:
            wrong.append((row.pk, age, usual))

    assert wrong == []


def test_boys_and_girls_are_in_the_usual_ratio():
    sexes = Counter(row.person.sex for row in on_the_roll())

    assert 105 <= 100 * sexes["1"] / sexes["2"] <= 112


def test_class_sizes():
    sizes = Counter(row.class_group_id for row in on_the_roll())

    for class_group in ClassGroup.objects.open_on(TODAY).select_related("cohort", "organisation"):
        size = sizes[class_group.pk]
        if class_group.organisation.is_teaching_point:
            assert 4 <= size <= 15
        elif class_group.cohort.stage == "kindergarten":
            assert 20 <= size <= 35, class_group.lasting_name
        else:
            assert 25 <= size <= 55, (class_group.organisation.name, class_group.lasting_name)


def test_staff_are_of_working_age_and_began_as_adults():
    working = Posting.objects.filter(in_force(TODAY), role="teacher").select_related("person")

    for posting in working:
        assert 21 <= age_on(posting.person.born_on, TODAY) < (60 if posting.person.sex == "1" else 55)
    for posting in Posting.objects.filter(role="teacher").select_related("person"):
        assert age_on(posting.person.born_on, posting.starts_on) >= 20


def test_no_surname_is_too_frequent_and_peoples_have_their_share():
    surnames = Counter(person.name[0] for person in Person.objects.all())
    minorities = Person.objects.exclude(ethnic_code=names.HAN).count()
    total = Person.objects.count()

    assert max(surnames.values()) / total <= 0.12
    assert 0.04 <= minorities / total <= 0.065


def test_names_cover_the_hard_cases():
    people = list(Person.objects.all())
    same = Counter(person.name for person in people)

    assert any("·" in person.name and len(person.name) >= 7 for person in people)
    assert any(ord(character) > 0xFFFF for person in people for character in person.name)
    assert max(same.values()) >= 3
    assert all(person.name_pinyin.startswith("zeng ") for person in people if person.name.startswith("曾"))
    assert any(person.name.startswith("曾") for person in people)


def test_numbers_are_right_and_invented():
    for document in IdentityDocument.objects.all():
        assert document.number.startswith(numbers.ID_DIVISION)
        assert checks.resident_id_problem(document.number, on=TODAY) is None
    for person in Person.objects.exclude(phone_masked=""):
        assert person.phone.startswith(numbers.PHONE_PREFIX) and len(person.phone) == 11
    for organisation in Organisation.objects.all():
        assert not organisation.credit_code or checks.credit_code_problem(organisation.credit_code) is None
        if organisation.kind == "school":
            assert checks.school_code_problem(organisation.code) is None
            assert int(organisation.code[4:]) > numbers.SCHOOL_SERIAL_FROM
    with_number = Enrolment.objects.exclude(student_number_masked="")
    assert all(row.student_number == f"G{row.student_number[1:]}" for row in with_number[:50])
    assert not Enrolment.objects.filter(cohort__stage="kindergarten").exclude(student_number_masked="").exists()


def test_totals_reconcile():
    rows = on_the_roll()
    students = Posting.objects.filter(in_force(TODAY), role="student")

    assert len({row.person_id for row in rows}) == len(rows) == students.count()
    assert sum(1 for row in rows if row.class_group_id) == len(rows)
    assert {row.person_id: row.scope_path for row in rows} == dict(students.values_list("person_id", "scope_path"))


def test_any_day_of_three_years_has_its_pupils_and_teachers():
    for year in range(YEAR - 2, YEAR + 1):
        rows = on_the_roll(date(year, 10, 1))
        teachers = Posting.objects.filter(in_force(date(year, 10, 1)), role="teacher").count()

        assert len({row.person_id for row in rows}) == len(rows)
        assert 1000 <= len(rows) <= 1500
        assert 60 <= teachers <= 130


def test_nobody_is_in_two_places_at_once():
    stays: dict[int, list[Enrolment]] = {}
    for row in Enrolment.objects.order_by("person_id", "starts_on"):
        stays.setdefault(row.person_id, []).append(row)
    facts: dict[int, list[OrganisationFacts]] = {}
    for row in OrganisationFacts.objects.order_by("organisation_id", "starts_on"):
        facts.setdefault(row.organisation_id, []).append(row)

    for rows in (*stays.values(), *facts.values()):
        for before, after in pairwise(rows):
            assert before.ends_on is not None and before.ends_on < after.starts_on
    homerooms = Posting.objects.filter(in_force(TODAY), role="homeroom_teacher").values("scope_path")
    assert not homerooms.annotate(holders=Count("pk")).filter(holders__gt=1).exists()
    assert not Posting.objects.filter(starts_on__gt=TODAY).exists()
    assert not TeachingAssignment.objects.filter(starts_on__gt=TODAY).exists()


def test_postings_of_one_kind_do_not_overlap():
    seen: dict[tuple[object, ...], Posting] = {}
    for row in Posting.objects.order_by("starts_on", "pk"):
        key = (row.person_id, row.organisation_id, row.role, row.scope_path, row.subject_code)
        before = seen.get(key)
        assert before is None or (before.ends_on is not None and before.ends_on < row.starts_on), row.pk
        seen[key] = row


def test_every_grant_of_a_posting_equals_it():
    columns = ("posting_id", "person_id", "role", "scope_path", "starts_on", "ends_on")
    grants = Grant.objects.filter(source="posting")

    postings = Posting.objects.values_list("pk", *columns[1:])
    assert sorted(grants.values_list(*columns), key=str) == sorted(postings, key=str)
    assert set(Grant.objects.exclude(source="posting").values_list("role", flat=True)) == {"district_leader"}


def test_every_pupil_has_guardians_and_one_first_contact():
    pupils = {row.person_id for row in on_the_roll()}
    contacts = Guardianship.objects.confirmed(TODAY).filter(is_first_contact=True)
    each = Guardianship.objects.confirmed(TODAY).values("pupil_id").annotate(guardians=Count("pk"))

    assert set(contacts.values_list("pupil_id", flat=True)) == pupils
    assert {row["guardians"] for row in each} <= {1, 2, 3}
    assert Guardianship.objects.values("guardian_id").annotate(wards=Count("pk")).filter(wards__gt=1).exists()
    younger = Guardianship.objects.filter(status="confirmed", guardian__born_on__gte=F("pupil__born_on"))
    assert not younger.exists()


def test_only_the_cast_can_sign_in():
    usable = [account for account in Account.objects.select_related("person") if account.has_usable_password()]

    assert len(usable) == 17
    for account in usable:
        shown = account.preferences["demonstration"]
        assert account.check_password(shown["password"])
        account.password = ""
        assert passwords.problems(shown["password"], account) == []
    assert not Account.objects.filter(activated_at__isnull=False).exclude(pk__in=[a.pk for a in usable]).exists()
    assert Account.objects.count() == Person.objects.count()


def test_teaching_lies_within_the_life_of_its_class():
    outside = TeachingAssignment.objects.filter(
        Q(starts_on__lt=F("class_group__starts_on")) | Q(ends_on__gt=F("class_group__ends_on"))
    )

    assert not outside.exists()
    taught = TeachingAssignment.objects.filter(in_force(TODAY)).exclude(class_group=None).values("class_group")
    assert taught.distinct().count() == ClassGroup.objects.open_on(TODAY).count()
    subjects = set(codes.table("subject").codes)
    assert set(TeachingAssignment.objects.values_list("subject_code", flat=True)) <= subjects


def test_electives_bring_pupils_of_several_classes_together():
    for group in TeachingGroup.objects.all():
        members = TeachingGroupMember.objects.filter(in_force(TODAY), teaching_group=group).values("person_id")
        stays = Enrolment.objects.in_force(TODAY).filter(person_id__in=members)

        assert 15 <= stays.count() <= 25
        assert stays.values("class_group").distinct().count() >= 2
        assert TeachingAssignment.objects.filter(in_force(TODAY), teaching_group=group).count() == 1
    assert TeachingGroup.objects.count() >= 6


def test_a_few_people_have_a_former_name_and_can_be_found_by_it():
    renamed = list(Person.objects.exclude(former_name=""))

    assert 3 <= len(renamed) < Person.objects.count() * 0.01
    assert all(person.former_name[0] == person.name[0] and person.former_name != person.name for person in renamed)
    pupils = {stay.person_id for stay in on_the_roll()}
    assert {person.pk in pupils for person in renamed} == {True, False}
