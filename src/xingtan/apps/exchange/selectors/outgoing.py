"""Our registers as records of the format, for one scope and one partner. Rows come one by one, memory stays small.

What may leave is decided here: the names the format demands, and the personal fields released to the partner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.kernel.codes import api as codes
from xingtan.kernel.search.surnames import COMPOUND
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import sealing
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster import naming
from xingtan.people.roster.models import (
    ClassGroup,
    Enrolment,
    SchoolYear,
    TeachingAssignment,
    TeachingGroup,
    TeachingGroupMember,
    Term,
)
from xingtan.people.roster.selectors import school_year_on

Values = dict[str, str]
Records = Iterator[tuple[str, Values]]  # sourcedId, column -> value
CHUNK = 2000
OWN = "metadata.xingtan."
COLUMNS: dict[str, tuple[str, ...]] = {
    "academicSessions": ("title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "orgs": ("name", "type", "identifier", "parentSourcedId", f"{OWN}schoolKind", f"{OWN}openedOn"),
    "courses": (*("schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes"),),
    "users": (
        *("enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email"),
        *("sms", "phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier", "resourceSourcedIds"),
        *("preferredGivenName", "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns"),
        *(f"{OWN}name", f"{OWN}sex", f"{OWN}studentNumber"),
    ),
    "demographics": (
        *("birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
        *("nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces"),
        *("hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth"),
        "publicSchoolResidenceStatus",
    ),
    "roles": (
        *("userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId"),
        f"{OWN}title",
    ),
    "classes": (
        *("title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId"),
        *("termSourcedIds", "subjects", "subjectCodes", "periods"),
        *(f"{OWN}stage", f"{OWN}enrolYear", f"{OWN}classNumber", f"{OWN}startsOn"),
    ),
    "enrollments": (
        *("classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"),
        *(f"{OWN}seatNumber", f"{OWN}subject"),
    ),
}
ROLES = {
    "teacher": "teacher",
    "homeroom_teacher": "teacher",
    "principal": "principal",
    "school_administrator": "siteAdministrator",
    "bureau_leader": "districtAdministrator",
    "bureau_staff": "districtAdministrator",
}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a delivery covers: the subtree of an organisation, on one day, for one partner."""

    organisation: Organisation
    on: date
    partner_id: int
    released: frozenset[str]

    def person(self, person_id: int) -> str:
        """What the partner knows a person by: the same in each delivery, another one for each partner."""
        return f"usr-{sealing.blind_index(f'exchange:{self.partner_id}:{person_id}').hex()[:24]}"

    @property
    def path(self) -> str:
        return str(self.organisation.path)

    def orgs(self) -> Any:
        """The bureau or school itself, and the schools below it that are open that day."""
        below = Organisation.objects.below(self.path).filter(Q(kind="school") | Q(pk=self.organisation.pk))
        return below.open_on(self.on).order_by("path")

    def stays(self) -> Any:
        return Enrolment.objects.in_school(self.on).filter(scope_path__below=self.path, class_group__isnull=False)

    def posts(self) -> Any:
        held = Posting.objects.filter(in_force(self.on), organisation__path__below=self.path, role__in=STAFF_ROLES)
        return held.filter(organisation__in=self.orgs().order_by().values("pk"))

    def classes(self) -> Any:
        return ClassGroup.objects.filter(in_force(self.on), organisation__path__below=self.path)

    def terms(self) -> Any:
        return Term.objects.filter(school_year__starts_in=school_year_on(self.on)).order_by("ordinal")

    def groups(self) -> Any:
        return TeachingGroup.objects.filter(organisation__path__below=self.path, term__in=self.terms().order_by())


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def academic_sessions(scope: Scope) -> Records:
    for year in SchoolYear.objects.filter(starts_in=school_year_on(scope.on)):
        head = {"schoolYear": str(year.starts_in + 1), "parentSourcedId": ""}
        days = {"startDate": _iso(year.starts_on), "endDate": _iso(year.ends_on)}
        yield f"year-{year.starts_in}", {"title": f"{year.name}学年", "type": "schoolYear", **days, **head}
        for term in scope.terms():
            days = {"startDate": _iso(term.starts_on), "endDate": _iso(term.ends_on)}
            title = f"{year.name}学年第{'一二'[term.ordinal - 1]}学期"
            parent = {"parentSourcedId": f"year-{year.starts_in}", "schoolYear": head["schoolYear"]}
            yield f"term-{year.starts_in}-{term.ordinal}", {"title": title, "type": "term", **days, **parent}


def orgs(scope: Scope) -> Records:
    there = set(scope.orgs().values_list("pk", flat=True))
    for unit in scope.orgs():
        parent = f"org-{unit.parent_id}" if unit.parent_id in there else ""
        yield (
            f"org-{unit.pk}",
            {
                "name": unit.name,
                "type": "school" if unit.kind == "school" else "district",
                "identifier": unit.code or "",
                "parentSourcedId": parent,
                f"{OWN}schoolKind": unit.school_kind,
                f"{OWN}openedOn": _iso(unit.opened_on),
            },
        )


def courses(scope: Scope) -> Records:
    """The format wants a course for each class: one for the classes themselves, one for each subject taught."""
    org = {"orgSourcedId": f"org-{scope.organisation.pk}"}
    yield "crs-class", {"title": "行政班", "courseCode": "", **org}
    for subject in scope.groups().order_by("subject_code").values_list("subject_code", flat=True).distinct():
        name = str(codes.label("subject", subject))
        yield f"crs-{subject}", {"title": name, "courseCode": subject, "subjects": name, "subjectCodes": subject, **org}


def _people(scope: Scope) -> Any:
    pupils, staff = scope.stays().order_by().values("person_id"), scope.posts().order_by().values("person_id")
    return Person.objects.filter(Q(pk__in=pupils) | Q(pk__in=staff)).order_by("pk")


def users(scope: Scope) -> Records:
    people = _people(scope).iterator(chunk_size=CHUNK)
    while chunk := list(islice(people, CHUNK)):
        ids = [person.pk for person in chunk]
        stays = {stay.person_id: stay for stay in scope.stays().filter(person_id__in=ids).select_related("cohort")}
        posts = dict(
            scope.posts().filter(person_id__in=ids).order_by("is_main").values_list("person_id", "organisation")
        )
        for person in chunk:
            yield scope.person(person.pk), _user(scope, person, stays.get(person.pk), posts.get(person.pk))


def _user(scope: Scope, person: Person, stay: Enrolment | None, post: int | None) -> Values:
    family, given = split_name(person.name)
    place = stay.organisation_id if stay is not None else post
    released = scope.released
    phone = person.phone if "phone" in released else ""
    number = stay.student_number if stay is not None and "student_number" in released else ""
    own = scope.person(person.pk)
    return {
        "enabledUser": "true",
        "username": person.e_id if "e_id" in released else own,
        "givenName": given,
        "familyName": family,
        "email": person.email if "email" in released else "",
        "sms": phone,
        "phone": phone,
        "grades": _grade(stay, scope.on) if stay is not None else "",
        "userMasterIdentifier": person.e_id if "e_id" in released else "",
        "primaryOrgSourcedId": f"org-{place}" if place else "",
        f"{OWN}name": person.name,
        f"{OWN}sex": person.sex if "sex" in released else "",
        f"{OWN}studentNumber": number,
    }


def split_name(name: str) -> tuple[str, str]:
    """Family name and given name. Where they cannot be told apart the whole name stands in both."""
    if all(letter > "\u2e80" for letter in name) and "·" not in name and len(name) > 1:
        size = next((length for length in (4, 3, 2) if name[:length] in COMPOUND and len(name) > length), 1)
        return name[:size], name[size:]
    first, _space, last = name.rpartition(" ")
    return (last, first) if first else (name, name)


def _grade(stay: Enrolment, on: date) -> str:
    grade = stay.cohort.grade_in(school_year_on(on))
    if stay.cohort.stage == "kindergarten":
        return "KG"
    return f"{naming.overall_grade(stay.cohort.stage, grade, stay.cohort.years):02d}"


def demographics(scope: Scope) -> Records:
    if not {"sex", "birth_date"} & scope.released:
        return
    for person in _people(scope).iterator(chunk_size=CHUNK):
        born = _iso(person.born_on) if "birth_date" in scope.released else ""
        sex = {"1": "male", "2": "female"}[person.sex] if "sex" in scope.released else ""
        yield scope.person(person.pk), {"birthDate": born, "sex": sex}


def roles(scope: Scope) -> Records:
    stays = scope.stays().order_by("pk").values_list("pk", "person_id", "organisation_id", "starts_on", "ends_on")
    for pk, person_id, place, starts_on, ends_on in stays.iterator(chunk_size=CHUNK):
        yield f"rol-e{pk}", _role(scope, person_id, "student", place, starts_on, ends_on, is_main=True)
    for post in scope.posts().order_by("pk").iterator(chunk_size=CHUNK):
        role = ROLES.get(post.role, "aide")
        values = _role(
            scope, post.person_id, role, post.organisation_id, post.starts_on, post.ends_on, is_main=post.is_main
        )
        yield f"rol-p{post.pk}", {**values, f"{OWN}title": post.title}


def _role(
    scope: Scope, person_id: int, role: str, place: int, starts_on: date, ends_on: date | None, *, is_main: bool
) -> Values:
    return {
        "userSourcedId": scope.person(person_id),
        "roleType": "primary" if is_main else "secondary",
        "role": role,
        "beginDate": _iso(starts_on),
        "endDate": _iso(ends_on),
        "orgSourcedId": f"org-{place}",
    }


def classes(scope: Scope) -> Records:
    year = school_year_on(scope.on)
    terms = ",".join(f"term-{year}-{ordinal}" for ordinal in scope.terms().values_list("ordinal", flat=True))
    for group in scope.classes().select_related("cohort").order_by("pk").iterator(chunk_size=CHUNK):
        cohort = group.cohort
        grade = naming.overall_grade(cohort.stage, cohort.grade_in(year), cohort.years)
        yield (
            f"cls-{group.pk}",
            {
                "title": f"{cohort.enrol_year}级{group.number}班",
                "grades": "KG" if cohort.stage == "kindergarten" else f"{grade:02d}",
                "courseSourcedId": "crs-class",
                "classType": "homeroom",
                "location": group.room,
                "schoolSourcedId": f"org-{group.organisation_id}",
                "termSourcedIds": terms or f"year-{year}",
                f"{OWN}stage": cohort.stage,
                f"{OWN}enrolYear": str(cohort.enrol_year),
                f"{OWN}classNumber": str(group.number),
                f"{OWN}startsOn": _iso(group.starts_on),
            },
        )
    for taught in scope.groups().select_related("term__school_year").order_by("pk").iterator(chunk_size=CHUNK):
        term = f"term-{taught.term.school_year.starts_in}-{taught.term.ordinal}"
        yield (
            f"grp-{taught.pk}",
            {
                "title": taught.name,
                "courseSourcedId": f"crs-{taught.subject_code}",
                "classType": "scheduled",
                "schoolSourcedId": f"org-{taught.organisation_id}",
                "termSourcedIds": term,
                "subjectCodes": taught.subject_code,
            },
        )


def enrollments(scope: Scope) -> Records:
    for stay in scope.stays().order_by("pk").iterator(chunk_size=CHUNK):
        seat = str(stay.seat_number or "") if "seat_number" in scope.released else ""
        values = _membership(scope, stay, f"cls-{stay.class_group_id}", stay.organisation_id, "student")
        yield f"enr-{stay.pk}", {**values, f"{OWN}seatNumber": seat}
    members = TeachingGroupMember.objects.filter(in_force(scope.on), teaching_group__in=scope.groups().order_by())
    for member in members.select_related("teaching_group").order_by("pk").iterator(chunk_size=CHUNK):
        group = member.teaching_group
        yield f"mem-{member.pk}", _membership(scope, member, f"grp-{group.pk}", group.organisation_id, "student")
    taught = TeachingAssignment.objects.filter(in_force(scope.on)).filter(
        Q(class_group__in=scope.classes().order_by()) | Q(teaching_group__in=scope.groups().order_by()),
        person_id__in=scope.posts().order_by().values("person_id"),
    )
    for row in taught.select_related("class_group", "teaching_group").order_by("pk").iterator(chunk_size=CHUNK):
        place = row.class_group or row.teaching_group
        own = f"cls-{row.class_group_id}" if row.class_group_id else f"grp-{row.teaching_group_id}"
        values = _membership(scope, row, own, place.organisation_id, "teacher")
        yield f"tch-{row.pk}", {**values, f"{OWN}subject": row.subject_code}


def _membership(scope: Scope, row: Any, own: str, place: int, role: str) -> Values:
    return {
        "classSourcedId": own,
        "schoolSourcedId": f"org-{place}",
        "userSourcedId": scope.person(row.person_id),
        "role": role,
        "primary": "false",
        "beginDate": _iso(row.starts_on),
        "endDate": _iso(row.ends_on),
    }


SOURCES = {
    "academicSessions": academic_sessions,
    "orgs": orgs,
    "courses": courses,
    "users": users,
    "demographics": demographics,
    "roles": roles,
    "classes": classes,
    "enrollments": enrollments,
}
