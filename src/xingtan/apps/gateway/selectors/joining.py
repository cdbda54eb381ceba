"""Reads of people who are about to get an account: by class code, by pupil."""

from __future__ import annotations

from datetime import date

from xingtan.apps.gateway.errors import ClassCodeUnknown, PupilNotMatched
from xingtan.people.persons.models import Person
from xingtan.people.roster.models import ClassGroup, Enrolment


def class_by_code(*, code: str, on: date) -> ClassGroup:
    """The open class that this code belongs to; spaces, hyphens and case do not matter.

    Raises:
        ClassCodeUnknown: no open class has it.
    """
    typed = "".join(code.split()).replace("-", "").upper()
    found = ClassGroup.objects.open_on(on).select_related("organisation", "cohort").filter(join_code=typed).first()
    if found is None or not typed:
        raise ClassCodeUnknown
    return found


def pupil_in_class(*, class_group: ClassGroup, name: str, proof: str, on: date) -> Person:
    """The one pupil of the class with this name and either the last four characters of the e-ID or the seat number.

    Raises:
        PupilNotMatched: nobody, or more than one. Which of the two facts is wrong is not said.
    """
    enrolments = Enrolment.objects.in_school(on).filter(class_group=class_group, person__name=name.strip())
    typed = "".join(proof.split()).upper()
    matched = [
        enrolment.person
        for enrolment in enrolments.select_related("person")
        if (len(typed) == 4 and enrolment.person.e_id.endswith(typed))
        or (typed.isdigit() and enrolment.seat_number is not None and int(typed) == enrolment.seat_number)
    ]
    if len({person.pk for person in matched}) != 1:
        raise PupilNotMatched
    return matched[0]
