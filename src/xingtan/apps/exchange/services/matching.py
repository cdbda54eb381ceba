"""Which of ours a record stands for, by rule alone: the same code, the same number, the same dates, the same name here.

A name and a birthday are never enough; they are only offered to the clerk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from xingtan.apps.exchange.data import How, Target
from xingtan.apps.exchange.models import Link, Partner
from xingtan.apps.exchange.services.reading.cells import RESIDENT_ID
from xingtan.apps.exchange.services.reading.records import full_name
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import e_id as e_ids
from xingtan.people.persons import sealing
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
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

Values = Mapping[str, str]
Match = tuple[str, int, str] | None  # target, id, how
STAFF_ROLES_OF = {"teacher": "teacher"}  # every other role of the format becomes `staff`: rights never come from a file
NUMBERED = ("userMasterIdentifier", "identifier", "username", "metadata.xingtan.studentNumber")


class Matcher:
    """Looks records up for one partner, as one actor: what the actor may not see is not there."""

    def __init__(self, actor: Actor, partner: Partner) -> None:
        self.actor, self.partner = actor, partner
        self.path = partner.organisation.path

    def match(self, read_as: str, values: Values) -> Match:
        """What the record stands for; None when no rule says so."""
        rule = getattr(self, f"_{read_as}", None)
        found: Match = rule(values) if rule is not None else None
        return found

    def linked(self, file: str, sourced_id: str, target: str) -> int | None:
        """Id of what a record of the partner stands for, when it stands for a `target`."""
        links = Link.objects.filter(partner=self.partner, file=file, sourced_id=sourced_id, target=target)
        return links.values_list("target_id", flat=True).first()

    def _orgs(self, values: Values) -> Match:
        inside = Organisation.objects.visible_to(self.actor).below(self.path)
        code = values.get("identifier", "")
        if code and (found := inside.filter(code=code).first()):
            return Target.ORGANISATION, found.pk, How.CODE
        if values.get("type") == "district" and self.partner.organisation.kind == "bureau":
            return Target.ORGANISATION, self.partner.organisation_id, How.ROOT
        parent = self.linked("orgs", values.get("parentSourcedId", ""), Target.ORGANISATION)
        named = inside.filter(parent_id=parent, name=values.get("name", ""), closed_on__isnull=True)
        if parent is not None and values.get("type") == "department" and (found := named.first()):
            return Target.ORGANISATION, found.pk, How.NAME
        return None

    def _academicSessions(self, values: Values) -> Match:
        starts_on, ends_on = values.get("startDate"), values.get("endDate")
        model, target = (SchoolYear, Target.SCHOOL_YEAR) if values.get("type") == "schoolYear" else (Term, Target.TERM)
        found = model.objects.filter(starts_on=starts_on, ends_on=ends_on).first()
        return (target, found.pk, How.DATES) if found is not None else None

    def _users(self, values: Values) -> Match:
        known = [values.get(name, "") for name in NUMBERED]
        known += re.findall(r":\s*([^{}]+?)\s*\}", values.get("userIds", ""))
        seen = Person.objects.visible_to(self.actor)
        for text in known:
            if e_ids.is_valid(text) and (person := seen.filter(e_id=e_ids.canonical(text)).first()):
                return Target.PERSON, person.pk, How.E_ID
        for text in known:
            if text[:1] in "GLJ" and RESIDENT_ID.fullmatch(text):
                index = sealing.blind_index(text)
                stays = Enrolment.objects.visible_to(self.actor).filter(student_number_index=index)
                if (person_id := stays.values_list("person_id", flat=True).first()) is not None:
                    return Target.PERSON, person_id, How.NUMBER
        return None

    def _roles(self, values: Values) -> Match:
        person = self.linked("users", values.get("userSourcedId", ""), Target.PERSON)
        place = self.linked("orgs", values.get("orgSourcedId", ""), Target.ORGANISATION)
        if person is None or place is None:
            return None
        role = values.get("role", "")
        if role == "student":
            stay = Enrolment.objects.filter(person_id=person, organisation_id=place).order_by("-starts_on").first()
            return (Target.ENROLMENT, stay.pk, How.FOLLOWS) if stay is not None else None
        held = Posting.objects.filter(person_id=person, organisation_id=place, ends_on__isnull=True)
        posting = held.filter(role=role_of(values)).first()
        return (Target.POSTING, posting.pk, How.FOLLOWS) if posting is not None else None

    def _classes(self, values: Values) -> Match:
        school = self.linked("orgs", values.get("schoolSourcedId", ""), Target.ORGANISATION)
        if school is None:
            return None
        title = values.get("title", "")
        groups = ClassGroup.objects.visible_to(self.actor).filter(organisation_id=school).select_related("cohort")
        year = school_year_on(self.actor.on)
        named = [group for group in groups if title in (group.lasting_name, group.name_in(year))]
        if len(named) == 1:
            return Target.CLASS_GROUP, named[0].pk, How.NAME
        terms = [self.linked("academicSessions", own, Target.TERM) for own in split(values.get("termSourcedIds", ""))]
        taught = TeachingGroup.objects.visible_to(self.actor).filter(organisation_id=school, name=title)
        group = taught.filter(term_id__in=[term for term in terms if term is not None]).first()
        return (Target.TEACHING_GROUP, group.pk, How.NAME) if group is not None else None

    def _enrollments(self, values: Values) -> Match:
        person = self.linked("users", values.get("userSourcedId", ""), Target.PERSON)
        own = values.get("classSourcedId", "")
        class_group = self.linked("classes", own, Target.CLASS_GROUP)
        group = self.linked("classes", own, Target.TEACHING_GROUP)
        if person is None or (class_group is None and group is None):
            return None
        model, target = self._membership(values.get("role", ""), is_class=class_group is not None)
        if model is None:
            return None
        place = {"class_group_id": class_group} if class_group is not None else {"teaching_group_id": group}
        rows: Any = model.objects.filter(person_id=person, **place)
        if model is TeachingAssignment and (subject := values.get("metadata.xingtan.subject")):
            rows = rows.filter(subject_code=subject)
        found = rows.order_by("-starts_on", "-pk").first()
        return (target, found.pk, How.FOLLOWS) if found is not None else None

    @staticmethod
    def _membership(role: str, *, is_class: bool) -> tuple[Any, str]:
        if role == "teacher":
            return TeachingAssignment, Target.TEACHING
        if role != "student":
            return None, ""
        return (Enrolment, Target.ENROLMENT) if is_class else (TeachingGroupMember, Target.MEMBERSHIP)


def role_of(values: Values) -> str:
    """Our role for a role of the format: teachers teach, all others are plain staff. Rights never come from a file."""
    return STAFF_ROLES_OF.get(values.get("role", ""), "staff")


def split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def alike(actor: Actor, partner: Partner, values: Values, born_on: date | None) -> list[Person]:
    """People of this name, and of this birthday when one is known: a suggestion for the clerk, never a rule.

    Whoever another record of the same partner stands for already is somebody else.
    """
    taken = Link.objects.filter(partner=partner, target=Target.PERSON).values("target_id")
    found = Person.objects.visible_to(actor).filter(name=full_name(values)).exclude(pk__in=taken)
    if born_on is not None:
        found = found.filter(born_on=born_on)
    return list(found.order_by("pk")[:20])
