"""Facts that the national register asks for, and the portrait: kept with a line in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from xingtan.apps.registry import data, errors
from xingtan.apps.registry.services import findings
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.files import api as files
from xingtan.kernel.scopes import Actor, require
from xingtan.people.roster import data as roster_data
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment, PupilFacts


def managed_stay(actor: Actor, person_id: int) -> Enrolment:
    """The stay in force of a pupil whom the actor may manage.

    Raises:
        PupilNotFound, NotPermitted.
    """
    stays = Enrolment.objects.visible_to(actor).in_force(actor.on).filter(person_id=person_id)
    stay = stays.select_related("person", "class_group").first()
    if stay is None:
        raise errors.PupilNotFound(person_id=person_id)
    require(actor, roster_data.MANAGE_PUPILS, stay.scope_path)
    return stay


@transaction.atomic
def correct_facts(*, actor: Actor, person_id: int, facts: Mapping[str, Any], now: datetime) -> PupilFacts:
    """Keep the given facts of a pupil; what is not given stays. The journal names the fields, not their values.

    Raises:
        PupilNotFound, NotPermitted, UnknownFact, WrongFact.
    """
    stay = managed_stay(actor, person_id)
    row = roster.set_pupil_facts(actor=actor, person_id=person_id, facts=facts)
    audit.record(actor, data.AUDIT_FACTS, "person", person_id, stay.scope_path, detail={"fields": sorted(facts)})
    findings.check_person(person_id=person_id, on=local_day(now), now=now)
    return row


@transaction.atomic
def set_portrait(*, actor: Actor, person_id: int, upload: UploadedFile | Iterable[bytes]) -> None:
    """Keep a pupil's portrait, drawn anew in the shape that the settings name, in place of the one before.

    Raises:
        PupilNotFound, NotPermitted.
        FileTooLarge, FileIsEmpty, FileTypeRefused, PictureUnreadable, PictureTooLarge: it is no picture to keep.
    """
    stay = managed_stay(actor, person_id)
    files.store_avatar(
        upload,
        actor=actor,
        holder=(data.PORTRAIT_HOLDER, person_id),
        organisation_path=stay.organisation.path,
        shape=settings.PORTRAIT_SHAPE,
    )
    audit.record(actor, data.AUDIT_PORTRAIT_SET, "person", person_id, stay.scope_path)


@transaction.atomic
def remove_portrait(*, actor: Actor, person_id: int) -> bool:
    """Let go of a pupil's portrait. Returns whether there was one.

    Raises:
        PupilNotFound, NotPermitted.
    """
    stay = managed_stay(actor, person_id)
    held = files.FileLink.objects.filter(holder_kind=data.PORTRAIT_HOLDER, holder_id=person_id, purpose=files.AVATAR)
    links = list(held.visible_to(actor))
    for link in links:
        files.remove(link)
    if links:
        audit.record(actor, data.AUDIT_PORTRAIT_REMOVED, "person", person_id, stay.scope_path)
    return bool(links)


def portrait_links(person_ids: Iterable[int]) -> dict[int, files.FileLink]:
    """Portraits of pupils: person -> link with its content. For callers that have asked who may."""
    rows = files.FileLink.objects.filter(holder_kind=data.PORTRAIT_HOLDER, holder_id__in=list(person_ids))
    return {link.holder_id: link for link in rows.filter(purpose=files.AVATAR).select_related("file")}


def hold_portrait(*, link: files.FileLink, holder: tuple[str, int], purpose: str) -> files.FileLink:
    """Have something else hold a portrait too, so that it may be put back."""
    held: files.FileLink = files.FileLink.objects.create(
        file=link.file,
        holder_kind=holder[0],
        holder_id=holder[1],
        organisation_path=link.organisation_path,
        purpose=purpose,
        name=link.name,
        uploaded_by=link.uploaded_by,
    )
    return held


@transaction.atomic
def put_portrait_back(*, actor: Actor, person_id: int, held_id: int | None) -> None:
    """Put the portrait that `hold_portrait` kept in place of the present one; None: there was none before.

    Raises:
        PupilNotFound, NotPermitted.
    """
    remove_portrait(actor=actor, person_id=person_id)
    held = files.FileLink.objects.select_related("file").filter(pk=held_id or 0).first()
    if held is not None:
        hold_portrait(link=held, holder=(data.PORTRAIT_HOLDER, person_id), purpose=files.AVATAR)
        stay = managed_stay(actor, person_id)
        audit.record(actor, data.AUDIT_PORTRAIT_SET, "person", person_id, stay.scope_path)
