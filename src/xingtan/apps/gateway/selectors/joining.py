"""Reads of people who are about to get an account: by class code, by pupil."""

from __future__ import annotations

import unicodedata
from datetime import date

from xingtan.apps.gateway.errors import ClassCodeExpired, ClassCodeUnknown, PupilNotMatched
from xingtan.people.persons.models import Person
from xingtan.people.persons.names import means_the_same
from xingtan.people.roster.models import ClassGroup, Enrolment
from xingtan.people.roster.selectors import code_ends_on


def class_by_code(*, code: str, on: date) -> ClassGroup:
    """The open class that this code belongs to; spaces, hyphens, width and case do not matter.

    Raises:
        ClassCodeUnknown: no open class has it. ClassCodeExpired: it was made too long ago.
    """
    typed = "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())[:12]
    found = ClassGroup.objects.open_on(on).select_related("organisation", "cohort").filter(join_code=typed).first()
    if found is None or not typed:
        raise ClassCodeUnknown
    if (last_day := code_ends_on(found)) is not None and last_day < on:
        raise ClassCodeExpired
    return found


def pupil_in_class(*, class_group: ClassGroup, name: str, proof: str, on: date) -> Person:
    """The one pupil of the class with this name and either the last four characters of the e-ID or the seat number.

    Raises:
        PupilNotMatched: nobody, or more than one. Which of the two facts is wrong is not said.
    """
    typed = "".join(unicodedata.normalize("NFKC", proof).split()).upper()
    stays = Enrolment.objects.in_school(on).filter(class_group=class_group).select_related("person")
    matched = [stay.person for stay in stays if means_the_same(name, stay.person.name) and _is_proof(typed, stay)]
    if len({person.pk for person in matched}) != 1:
        raise PupilNotMatched
    return matched[0]


def _is_proof(typed: str, stay: Enrolment) -> bool:
    if len(typed) == 4 and stay.person.e_id.endswith(typed):
        return True
    return typed.isdecimal() and stay.seat_number is not None and int(typed) == stay.seat_number
