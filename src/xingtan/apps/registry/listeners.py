"""People's events in, tasks out. All of them may come twice."""

from __future__ import annotations

from xingtan.apps.registry import tasks
from xingtan.kernel.events.data import listens_to
from xingtan.people.organisations.data import OrganisationChanged
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.data import PersonChanged
from xingtan.people.postings.data import PostingEnded, PostingStarted
from xingtan.people.postings.models import Posting
from xingtan.people.roster.data import (
    ClassGroupChanged,
    EnrolmentEnded,
    GuardianshipDecided,
    PupilEnrolled,
    PupilFactsChanged,
    PupilsTakenIn,
)
from xingtan.people.roster.models import ClassGroup, Guardianship

WATCHED_ROLES = ("principal", "school_cio", "edtech_head", "homeroom_teacher")


@listens_to(PersonChanged, PupilEnrolled, EnrolmentEnded, PupilFactsChanged)
def look_at_pupil(event: PersonChanged | PupilEnrolled | EnrolmentEnded | PupilFactsChanged) -> None:
    tasks.look_at_person.enqueue(key=f"registry.person-{event.person_id}", person_id=event.person_id)


@listens_to(PupilsTakenIn)
def look_at_pupils(event: PupilsTakenIn) -> None:
    tasks.look_at_persons.enqueue(key=f"registry.batch-{event.batch}", person_ids=list(event.person_ids))


@listens_to(PersonChanged)
def look_at_wards(event: PersonChanged) -> None:
    """A guardian's new telephone number mends a finding about the child."""
    rows = Guardianship.objects.filter(guardian_id=event.person_id, status="confirmed")
    for pupil_id in rows.order_by("pk").values_list("pupil_id", flat=True):
        tasks.look_at_person.enqueue(key=f"registry.person-{pupil_id}", person_id=pupil_id)


@listens_to(GuardianshipDecided)
def look_at_ward(event: GuardianshipDecided) -> None:
    row = Guardianship.objects.filter(pk=event.guardianship_id).first()
    if row is not None:
        tasks.look_at_person.enqueue(key=f"registry.person-{row.pupil_id}", person_id=row.pupil_id)


@listens_to(PostingStarted, PostingEnded)
def look_at_post(event: PostingStarted | PostingEnded) -> None:
    posting = Posting.objects.filter(pk=event.posting_id, role__in=WATCHED_ROLES).first()
    if posting is not None:
        tasks.look_at_places.enqueue(key=f"registry.places-{posting.scope_path}", path=posting.scope_path)


@listens_to(ClassGroupChanged)
def look_at_class(event: ClassGroupChanged) -> None:
    class_group = ClassGroup.objects.filter(pk=event.class_group_id).first()
    if class_group is not None:
        tasks.look_at_places.enqueue(key=f"registry.places-{class_group.path}", path=class_group.path)
        tasks.index_class.enqueue(key=f"registry.class-{class_group.pk}", class_group_id=class_group.pk)


@listens_to(OrganisationChanged)
def look_at_organisation(event: OrganisationChanged) -> None:
    organisation = Organisation.objects.filter(pk=event.organisation_id).first()
    if organisation is not None:
        tasks.look_at_places.enqueue(key=f"registry.places-{organisation.path}", path=organisation.path)
        tasks.index_organisation.enqueue(
            key=f"registry.organisation-{organisation.pk}", organisation_id=organisation.pk
        )
