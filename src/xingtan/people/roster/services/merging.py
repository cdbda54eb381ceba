"""Two records of one pupil made one. Every past day gives the same figures; nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from xingtan.kernel.events.api import publish
from xingtan.kernel.files.api import FileLink
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor, require
from xingtan.people.accounts.models import Account
from xingtan.people.persons.data import PersonChanged
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.roster import data, errors
from xingtan.people.roster.models import Enrolment, Guardianship, PersonMerge, PupilFacts, TeachingGroupMember

# What names the person by this field goes over whole.
WHOLE = (
    ("roster.Enrolment", "person_id"),
    ("postings.Posting", "person_id"),
    ("access.Grant", "person_id"),
    ("persons.DataConfirmation", "person_id"),
    ("roster.Consent", "pupil_id"),
)


def managed_pupil(actor: Actor, person_id: int) -> Person:
    """A pupil, past ones too, whose last stay the actor may manage.

    Raises:
        PupilNotFound, NotPermitted.
    """
    stays = Enrolment.objects.visible_to(actor).filter(person_id=person_id).order_by("-starts_on", "-pk")
    stay = stays.first()
    if stay is None:
        raise errors.PupilNotFound(person_id=person_id)
    require(actor, data.MANAGE_PUPILS, stay.scope_path)
    return Person.objects.select_for_update().get(pk=person_id)


@transaction.atomic
def merge_pupils(*, actor: Actor, kept_id: int, merged_id: int, note: str, now: datetime) -> PersonMerge:
    """Move everything that `merged` has to `kept`, who is the same person. The emptied record stays, without access.

    What both have only once (a document of a kind, a guardian, the register items) stays with the emptied record.

    Raises:
        PupilNotFound, NotPermitted, SamePerson.
        BothEnrolled: both are on a roll now; one stay has to end first.
    """
    if kept_id == merged_id:
        raise errors.SamePerson()
    people = {pk: managed_pupil(actor, pk) for pk in sorted((kept_id, merged_id))}
    kept, merged = people[kept_id], people[merged_id]
    open_stays = Enrolment.objects.filter(person_id__in=people).open_or_later(actor.on)
    schools = list(open_stays.order_by("pk").values_list("person_id", "organisation__name"))
    if len({person_id for person_id, _name in schools}) == 2:
        raise errors.BothEnrolled(name=kept.name, schools="、".join(name for _person, name in schools))
    moved = {f"{label}.{field}": _move(label, field, merged_id, kept_id) for label, field in WHOLE}
    moved["persons.IdentityDocument.person_id"] = _move_documents(merged_id, kept_id)
    moved["roster.Guardianship.pupil_id"] = _move_guardianships(merged_id, kept_id)
    moved["roster.TeachingGroupMember.person_id"] = _move_memberships(merged_id, kept_id)
    moved["roster.PupilFacts.person_id"] = _move_facts(merged_id, kept_id)
    moved["files.FileLink.holder_id"] = _move_files(merged_id, kept_id)
    accounts = Account.objects.filter(person_id=merged_id, is_active=True)
    moved["accounts.Account"] = list(accounts.values_list("pk", flat=True))
    accounts.update(is_active=False)
    record = PersonMerge.objects.create(
        kept=kept, merged=merged, moved=moved, note=note, done_by_id=actor.person_id, done_at=now
    )
    _announce(kept_id, merged_id)
    return record


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: int, now: datetime) -> PersonMerge:
    """Take a merge back: the rows that went over return, what came since stays with who has it.

    Raises:
        MergeNotFound: there is none for this actor, or it was taken back already. NotPermitted.

    """
    record = PersonMerge.objects.select_for_update().filter(pk=merge_id, undone_at__isnull=True).first()
    if record is None:
        raise errors.MergeNotFound(merge_id=merge_id)
    managed_pupil(actor, record.kept_id)
    moved: Mapping[str, list[int]] = record.moved
    for key, ids in moved.items():
        label, _dot, field = key.rpartition(".")
        if key == "accounts.Account":
            Account.objects.filter(pk__in=ids).update(is_active=True)
        elif key == "roster.PupilFacts.person_id":
            PupilFacts.objects.filter(pk__in=[record.kept_id] if ids else []).update(person_id=record.merged_id)
        else:
            rows = apps.get_model(label)._base_manager.filter(pk__in=ids, **{field: record.kept_id})
            rows.update(**{field: record.merged_id})
    record.undone_at, record.undone_by_id = now, actor.person_id
    record.save(update_fields=["undone_at", "undone_by"])
    _announce(record.kept_id, record.merged_id)
    return record


def _announce(*person_ids: int) -> None:
    for person_id in person_ids:
        publish(PersonChanged(person_id=person_id))


def _move(label: str, field: str, old: int, new: int) -> list[int]:
    model: Any = apps.get_model(label)
    ids = list(model._base_manager.filter(**{field: old}).order_by("pk").values_list("pk", flat=True))
    model._base_manager.filter(pk__in=ids).update(**{field: new})
    return ids


def _move_documents(old: int, new: int) -> list[int]:
    held = IdentityDocument.objects.filter(person_id=new).values("kind")
    ids = list(IdentityDocument.objects.filter(person_id=old).exclude(kind__in=held).values_list("pk", flat=True))
    IdentityDocument.objects.filter(pk__in=ids).update(person_id=new)
    return ids


def _move_guardianships(old: int, new: int) -> list[int]:
    held = Guardianship.objects.filter(pupil_id=new).values("guardian_id")
    rows = Guardianship.objects.filter(pupil_id=old).exclude(guardian_id__in=held).exclude(guardian_id=new)
    ids = list(rows.values_list("pk", flat=True))
    Guardianship.objects.filter(pk__in=ids).update(pupil_id=new)
    return ids


def _move_memberships(old: int, new: int) -> list[int]:
    held = TeachingGroupMember.objects.filter(person_id=new).values("teaching_group_id")
    rows = TeachingGroupMember.objects.filter(person_id=old).exclude(teaching_group_id__in=held)
    ids = list(rows.values_list("pk", flat=True))
    TeachingGroupMember.objects.filter(pk__in=ids).update(person_id=new)
    return ids


def _move_files(old: int, new: int) -> list[int]:
    """Portraits and the like, where the kept record has none."""
    kinds = [holder.kind for holder in REGISTRY.all("file_holders") if holder.is_person]
    links = FileLink.objects.filter(holder_kind__in=kinds)
    held = links.filter(holder_id=new).values("holder_kind")
    ids = list(links.filter(holder_id=old).exclude(holder_kind__in=held).values_list("pk", flat=True))
    FileLink.objects.filter(pk__in=ids).update(holder_id=new)
    return ids


def _move_facts(old: int, new: int) -> list[int]:
    if PupilFacts.objects.filter(pk=new).exists() or not PupilFacts.objects.filter(pk=old).exists():
        return []
    PupilFacts.objects.filter(pk=old).update(person_id=new)
    return [old]
