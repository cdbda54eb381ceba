"""The roster's models, by noun."""

from xingtan.people.roster.models.calendar import CalendarDay, SchoolYear, Term
from xingtan.people.roster.models.classes import (
    ClassGroup,
    Cohort,
    TeachingAssignment,
    TeachingGroup,
    TeachingGroupMember,
)
from xingtan.people.roster.models.enrolments import Enrolment
from xingtan.people.roster.models.facts import PupilFacts
from xingtan.people.roster.models.guardianships import Consent, Guardianship, GuardianshipLog
from xingtan.people.roster.models.merges import PersonMerge

__all__ = [
    "CalendarDay",
    "ClassGroup",
    "Cohort",
    "Consent",
    "Enrolment",
    "Guardianship",
    "GuardianshipLog",
    "PersonMerge",
    "PupilFacts",
    "SchoolYear",
    "TeachingAssignment",
    "TeachingGroup",
    "TeachingGroupMember",
    "Term",
]
