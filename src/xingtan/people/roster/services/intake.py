"""Many pupils put on rolls at once, for lists that come in, and taken off again when the list was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from xingtan.kernel.clock import in_force
from xingtan.kernel.codes import checks
from xingtan.kernel.copying import insert_all
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.access.models import Grant
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import open_accounts
from xingtan.people.persons import sealing
from xingtan.people.persons.intake import NewPerson, register_persons
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.postings.models import Posting
from xingtan.people.postings.services import add_first_postings
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship, PupilFacts
from xingtan.people.roster.services.enrolments import start_pupil
from xingtan.people.roster.services.facts import apply_facts, clean_pupil_fact


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A pupil to be put on the roll of `class_group`: a new person, or one registered already (`person_id`)."""

    class_group: ClassGroup
    starts_on: date
    person: NewPerson | None = None
    person_id: int | None = None
    student_number: str = ""
    columns: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def take_in(*, actor: Actor, newcomers: Sequence[Newcomer]) -> list[Enrolment]:
    """Register and enrol many pupils, in the order given, all or none.

    Who is registered already must not be on a roll, which callers have seen to; the database holds it.

    Raises:
        NotPermitted: one of the classes is beyond reach.
        ClassNotOpen, WrongStudentNumber, WrongName, WrongPhone, WrongFact.
    """
    for class_group in {new.class_group.pk: new.class_group for new in newcomers}.values():
        require(actor, data.MANAGE_PUPILS, class_group.path)
    for new in newcomers:
        _check_open(new.class_group, new.starts_on)
    people = _people(actor, newcomers)
    stays = [_stay(new, person) for new, person in zip(newcomers, people, strict=True)]
    insert_all(stays)
    fresh = [(stay, new) for stay, new in zip(stays, newcomers, strict=True) if new.person is not None]
    add_first_postings(actor=actor, postings=[_posting(stay) for stay, _new in fresh])
    for stay, new in zip(stays, newcomers, strict=True):
        if new.person is None:
            start_pupil(actor, stay, new.starts_on)
    _keep_facts([(stay.person_id, new.facts) for stay, new in zip(stays, newcomers, strict=True) if new.facts])
    announce([stay.person_id for stay in stays])
    return stays


def _check_open(class_group: ClassGroup, on: date) -> None:
    if class_group.ends_on is not None and class_group.ends_on < on:
        raise errors.ClassNotOpen(name=class_group.lasting_name, on=on)


def _people(actor: Actor, newcomers: Sequence[Newcomer]) -> list[Person]:
    made = iter(register_persons(actor=actor, newcomers=[new.person for new in newcomers if new.person is not None]))
    known = Person.objects.in_bulk([new.person_id for new in newcomers if new.person is None and new.person_id])
    people, fresh = [], []
    for new in newcomers:
        if new.person is not None:
            fresh.append(next(made))
            people.append(fresh[-1])
        else:
            people.append(known[new.person_id or 0])
    open_accounts(people=fresh)
    return people


def _stay(new: Newcomer, person: Person) -> Enrolment:
    stay = Enrolment(
        person=person,
        organisation_id=new.class_group.organisation_id,
        cohort_id=new.class_group.cohort_id,
        class_group=new.class_group,
        scope_path=new.class_group.path,
        starts_on=new.starts_on,
        **new.columns,
    )
    number = "".join(new.student_number.split()).upper()
    if number:
        if problem := checks.student_number_problem(number):
            raise errors.WrongStudentNumber(reason=problem)
        stay.student_number_sealed, stay.student_number_index = sealing.seal(number), sealing.blind_index(number)
        stay.student_number_masked = number[0] + sealing.mask_document(number[1:])
    return stay


def _posting(stay: Enrolment) -> Posting:
    return Posting(
        person_id=stay.person_id,
        organisation_id=stay.organisation_id,
        role="student",
        scope_path=stay.scope_path,
        starts_on=stay.starts_on,
        is_main=True,
    )


def _keep_facts(given: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    held = PupilFacts.objects.in_bulk([person_id for person_id, _facts in given])
    fresh = []
    for person_id, facts in given:
        row = held.get(person_id) or PupilFacts(person_id=person_id)
        if apply_facts(row, {name: clean_pupil_fact(name, value) for name, value in facts.items()}):
            if person_id in held:
                row.save()
            else:
                fresh.append(row)
    insert_all(fresh)


def announce(person_ids: Sequence[int]) -> None:
    """One event for all of them, so that findings and the search index are looked at in one go."""
    if person_ids:
        publish(data.PupilsTakenIn(batch=uuid4().hex, person_ids=list(person_ids)))


@transaction.atomic
def withdraw_intake(*, actor: Actor, enrolment_ids: Sequence[int]) -> set[int]:
    """Take back stays that `take_in` began by mistake, with the persons it registered, as if they had never been.

    Whoever has a history of their own since (moved class, account in use, guardians, corrected facts, anything that
    refers to them) stays. Returns the ids of the stays that are still there.

    Raises:
        NotPermitted: one of them is beyond reach.
    """
    stays = list(Enrolment.objects.select_for_update().filter(pk__in=enrolment_ids).order_by("pk"))
    for path in {stay.scope_path for stay in stays}:
        require(actor, data.MANAGE_PUPILS, path)
    lived_on = _lived_on([stay.person_id for stay in stays])
    removable = [stay for stay in stays if stay.ends_on is None and stay.person_id not in lived_on]
    gone = _remove_all(removable)
    announce([stay.person_id for stay in stays])
    return {stay.pk for stay in stays} - gone


def _lived_on(person_ids: Sequence[int]) -> set[int]:
    """Persons of whom more is known than one list said."""
    found: set[int] = set()
    stays = Enrolment.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True)
    met: set[int] = set()
    for person_id in stays:
        (found if person_id in met else met).add(person_id)
    changed: Any = apps.get_model("persons", "PersonEvent")
    stay_changed: Any = apps.get_model("roster", "EnrolmentEvent")
    used = Account.objects.filter(person_id__in=person_ids, activated_at__isnull=False)
    queries = (
        changed.objects.filter(pgh_obj_id__in=person_ids).values_list("pgh_obj_id", flat=True),
        stay_changed.objects.filter(person_id__in=person_ids).values_list("person_id", flat=True),
        used.values_list("person_id", flat=True),
        Guardianship.objects.filter(pupil_id__in=person_ids).values_list("pupil_id", flat=True),
        Guardianship.objects.filter(guardian_id__in=person_ids).values_list("guardian_id", flat=True),
        Posting.objects.filter(person_id__in=person_ids).exclude(role="student").values_list("person_id", flat=True),
    )
    for query in queries:
        found.update(query)
    return found


def _remove_all(stays: Sequence[Enrolment]) -> set[int]:
    """Remove them together; where something refers to one of them, one by one, so that only that one stays."""
    if not stays:
        return set()
    try:
        with transaction.atomic():
            _remove(stays)
    except IntegrityError:
        if len(stays) == 1:
            return set()
        half = len(stays) // 2
        return _remove_all(stays[:half]) | _remove_all(stays[half:])
    return {stay.pk for stay in stays}


def _remove(stays: Sequence[Enrolment]) -> None:
    people = [stay.person_id for stay in stays]
    Grant.objects.filter(person_id__in=people).delete()
    Posting.objects.filter(person_id__in=people).delete()
    PupilFacts.objects.filter(pk__in=people).delete()
    for model, condition in (
        (Enrolment, Q(pk__in=[stay.pk for stay in stays])),
        (Account, Q(person_id__in=people)),
        (IdentityDocument, Q(person_id__in=people)),
        (Person, Q(pk__in=people)),
    ):
        rows = model.objects.filter(condition)
        rows._raw_delete(rows.db)  # what refers to them is for the database to say, not for cascades
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@transaction.atomic
def resume_stay(*, actor: Actor, enrolment_id: int) -> Enrolment | None:
    """Take back that a stay was ended: it goes on as before. None when the pupil is on another roll meanwhile.

    Raises:
        PupilNotFound, NotPermitted.
    """
    stay: Enrolment | None = Enrolment.objects.select_for_update().filter(pk=enrolment_id).first()
    if stay is None:
        raise errors.PupilNotFound(enrolment_id=enrolment_id)
    require(actor, data.MANAGE_PUPILS, stay.scope_path)
    if stay.ends_on is None:
        return stay
    later = Enrolment.objects.filter(person_id=stay.person_id).filter(
        Q(starts_on__gt=stay.ends_on) | Q(ends_on__isnull=True)
    )
    if later.exists():
        return None
    ended_on = stay.ends_on
    stay.ends_on, stay.status, stay.end_basis = None, data.EnrolmentStatus.IN_SCHOOL, ""
    stay.save(update_fields=["ends_on", "status", "end_basis"])
    postings = Posting.objects.filter(person_id=stay.person_id, role="student", scope_path=stay.scope_path)
    for posting in postings.filter(ends_on=ended_on):
        Grant.objects.filter(posting_id=posting.pk).delete()
        posting.delete()
    start_pupil(actor, stay, stay.starts_on)
    announce([stay.person_id])
    return stay


@transaction.atomic
def correct_class(*, actor: Actor, enrolment_id: int, class_group_id: int) -> Enrolment:
    """Say that a stay was in another class of the school from its first day on: a correction, not a change of class.

    Raises:
        PupilNotFound, ClassGroupNotFound, NotPermitted, OtherSchool, ClassNotOpen.
    """
    stay: Enrolment | None = Enrolment.objects.select_for_update().filter(pk=enrolment_id, ends_on=None).first()
    if stay is None:
        raise errors.PupilNotFound(enrolment_id=enrolment_id)
    require(actor, data.MANAGE_PUPILS, stay.scope_path)
    target = ClassGroup.objects.select_related("cohort").filter(pk=class_group_id).first()
    if target is None:
        raise errors.ClassGroupNotFound(class_group_id=class_group_id)
    require(actor, data.MANAGE_PUPILS, target.path)
    if target.organisation_id != stay.organisation_id:
        raise errors.OtherSchool()
    _check_open(target, stay.starts_on)
    guardians = Guardianship.objects.confirmed(stay.starts_on).filter(pupil_id=stay.person_id)
    people = [stay.person_id, *guardians.values_list("guardian_id", flat=True)]
    postings = Posting.objects.filter(person_id__in=people, scope_path=stay.scope_path, starts_on=stay.starts_on)
    mine = list(postings.filter(role__in=("student", "guardian"), ends_on=None).values_list("pk", flat=True))
    Grant.objects.filter(posting_id__in=mine).delete()
    Posting.objects.filter(pk__in=mine).delete()
    stay.class_group, stay.cohort, stay.scope_path = target, target.cohort, target.path
    stay.save(update_fields=["class_group", "cohort", "scope_path"])
    start_pupil(actor, stay, stay.starts_on)
    announce([stay.person_id])
    return stay


def stays_within(path: str, on: date) -> Any:
    """Stays on the roll at or below a path on a day."""
    return Enrolment.objects.filter(in_force(on), scope_path__below=path, status__in=data.OPEN_STATUSES)
