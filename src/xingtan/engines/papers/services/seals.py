"""Seals: keeping one, saying who keeps it, pressing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from PIL import Image, ImageChops, ImageOps, ImageStat, UnidentifiedImageError

from xingtan.engines.papers import errors
from xingtan.engines.papers.data import (
    AUDIT_KEEPER,
    AUDIT_PRESSED,
    AUDIT_RETIRED,
    AUDIT_SEAL_KEPT,
    KEEPER_NOTICE,
    MANAGE_SEALS,
    MOST_COPIES,
    SEAL_HOLDER,
    SealKind,
)
from xingtan.engines.papers.models import Paper, Seal, SealKeeper, SealUse
from xingtan.engines.papers.selectors.seals import staff_ids
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import day_before, in_force
from xingtan.kernel.files import api as files
from xingtan.kernel.notices import api as notices
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation

SIDE = 1000  # pixels of a kept picture: 42 mm at 600 dots an inch
LIMIT_BYTES = 10 * 1024 * 1024
PNG = "image/png"


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """One pressing, and the picture that goes onto the paper; None for a seal that is pressed by hand only."""

    use: SealUse
    picture: bytes | None


@transaction.atomic
def keep_seal(
    *,
    actor: Actor,
    organisation_id: int,
    kind: str,
    label: str,
    on: date,
    width_mm: int = 42,
    picture: UploadedFile | bytes | None = None,
) -> Seal:
    """Register a seal. Its picture is drawn anew: square, without a ground, nothing hidden in it.

    Raises:
        SealNotFound: the organisation is not for this actor. NotPermitted.
        SealLabelTaken, PictureUnusable.
    """
    organisation = Organisation.objects.visible_to(actor).filter(pk=organisation_id).first()
    if organisation is None:
        raise errors.SealNotFound(organisation_id=organisation_id)
    require(actor, MANAGE_SEALS, organisation.path)
    twins = Seal.objects.filter(organisation=organisation, kind=kind, label=label, retired_on__isnull=True)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if twins.exists():
        raise errors.SealLabelTaken(label=label)
    seal = Seal.objects.create(
        organisation=organisation, kind=SealKind(kind), label=label, width_mm=width_mm, kept_since=on
    )
    if picture is not None:
        link = files.store(
            [_without_ground(picture)],
            actor=actor,
            holder=(SEAL_HOLDER, seal.pk),
            organisation_path=organisation.path,
            purpose="seal",
            accept=(PNG,),
            name="seal.png",
        )
        seal.file_link_id = link.pk
        seal.save(update_fields=["file_link_id"])
    audit.record(actor, AUDIT_SEAL_KEPT, "seal", seal.pk, organisation.path, {"kind": kind, "label": label})
    return seal


def _without_ground(picture: UploadedFile | bytes) -> bytes:
    """A seal on white paper as a seal on nothing: what is white lets the words through, what is red covers them."""
    content = picture if isinstance(picture, bytes) else picture.read(LIMIT_BYTES + 1)
    name = str(getattr(picture, "name", "") or "seal")[:60]
    if len(content) > LIMIT_BYTES:
        raise errors.PictureUnusable(name=name)
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > 40_000_000:
                raise ValueError("too large")
            drawn = ImageOps.pad(opened.convert("RGBA"), (SIDE, SIDE), color=(255, 255, 255, 0))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise errors.PictureUnusable(name=name) from error
    red, green, blue, cover = drawn.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    cover = ImageChops.multiply(cover, ImageChops.invert(darkest))  # pure white: nothing; pure red: everything
    inked = cover.point([0] * 128 + [255] * 128)
    if inked.getbbox() is None:
        raise errors.PictureUnusable(name=name)
    colour = tuple(round(part) for part in ImageStat.Stat(drawn.convert("RGB"), inked).mean)  # a seal has one colour
    sealed = Image.new("RGBA", (SIDE, SIDE), (*colour, 0))
    sealed.putalpha(cover)
    out = BytesIO()
    sealed.save(out, "PNG", optimize=True)
    return out.getvalue()


def managed_seal(actor: Actor, seal_id: int) -> Seal:
    """A seal that `actor` may manage, locked.

    Raises:
        SealNotFound, NotPermitted.
    """
    seal = _seal(actor, seal_id)
    require(actor, MANAGE_SEALS, seal.organisation.path)
    return seal


def _seal(actor: Actor, seal_id: int) -> Seal:
    rows = Seal.objects.visible_to(actor).select_for_update(of=("self",)).select_related("organisation")
    seal: Seal | None = rows.filter(pk=seal_id).first()
    if seal is None:
        raise errors.SealNotFound(seal_id=seal_id)
    return seal


@transaction.atomic
def appoint_keeper(*, actor: Actor, seal_id: int, person_id: int, starts_on: date, now: datetime) -> SealKeeper:
    """Say who keeps a seal from a day on; who kept it before keeps it until the day before.

    Raises:
        SealNotFound, NotPermitted, SealRetired.
        KeeperNotOnStaff: not posted at the organisation on that day.
        KeeperDayWrong: before the present keeper began, or before the seal was in use.
    """
    seal = managed_seal(actor, seal_id)
    if seal.retired_on is not None:
        raise errors.SealRetired
    if not staff_ids(seal.organisation, starts_on).filter(person_id=person_id).exists():
        raise errors.KeeperNotOnStaff(field="person_id")
    last = seal.keepers.filter(ends_on__isnull=True).first()
    earliest = max(seal.kept_since, last.starts_on) if last else seal.kept_since
    if starts_on < earliest:
        raise errors.KeeperDayWrong(day=earliest.isoformat())
    if last is not None and last.starts_on == starts_on:  # appointed wrongly today: put right, not handed over
        last.person_id = person_id
        last.save(update_fields=["person"])
        keeper: SealKeeper = last
    else:
        if last is not None:
            last.ends_on = day_before(starts_on)
            last.save(update_fields=["ends_on"])
        keeper = SealKeeper.objects.create(seal=seal, person_id=person_id, starts_on=starts_on)
    path = seal.organisation.path
    audit.record(actor, AUDIT_KEEPER, "seal", seal.pk, path, {"person": person_id, "starts_on": starts_on.isoformat()})
    notices.tell(
        kind=KEEPER_NOTICE,
        subject_key=f"seal:{seal.pk}:{person_id}:{starts_on.isoformat()}",
        person_ids=[person_id],
        title=_("请您保管“%(label)s”，自%(day)s起") % {"label": seal.label, "day": starts_on.isoformat()},
        url=reverse("papers:seal", args=[seal.pk]),
        organisation_path=path,
        now=now,
    )
    return keeper


@transaction.atomic
def press(
    *,
    actor: Actor,
    seal_id: int,
    copies: int,
    reason: str,
    asked_by_id: int,
    now: datetime,
    paper_id: int | None = None,
    title: str = "",
) -> Pressed:
    """Press a seal and write it down. Only the keeper of the day may; the record can never be changed.

    Args:
        paper_id: the issued paper it goes on; or else `title`, what the paper is called.
        asked_by_id: who asked for it, somebody on the staff of the organisation.
    Raises:
        SealNotFound, SealRetired, NotTheKeeper, PaperNotFound, CopiesWrong, ReasonMissing, KeeperNotOnStaff.
    """
    seal = _seal(actor, seal_id)
    if seal.retired_on is not None:
        raise errors.SealRetired
    if actor.person_id is None or not seal.keepers.filter(in_force(actor.on), person_id=actor.person_id).exists():
        raise errors.NotTheKeeper
    paper = Paper.objects.filter(pk=paper_id, organisation_id=seal.organisation_id).first() if paper_id else None
    if paper_id and paper is None:
        raise errors.PaperNotFound(paper_id=paper_id)
    words = (paper.title if paper else title).strip()[:200]
    if not reason.strip() or not words:
        raise errors.ReasonMissing
    if not 1 <= copies <= MOST_COPIES:
        raise errors.CopiesWrong(limit=MOST_COPIES)
    if not staff_ids(seal.organisation, actor.on).filter(person_id=asked_by_id).exists():
        raise errors.KeeperNotOnStaff(field="asked_by_id")
    use = SealUse.objects.create(
        seal=seal,
        paper=paper,
        title=words,
        copies=copies,
        reason=reason.strip()[:200],
        asked_by_id=asked_by_id,
        pressed_by_id=actor.person_id,
        at=now,
    )
    detail = {"title": words, "copies": copies}
    audit.record(actor, AUDIT_PRESSED, "seal", seal.pk, seal.organisation.path, detail)
    return Pressed(use=use, picture=_picture_of(seal))


def _picture_of(seal: Seal) -> bytes | None:
    if seal.file_link_id is None:
        return None
    link = files.FileLink.objects.select_related("file").get(pk=seal.file_link_id)
    with files.the_store().open(link.file.sha256) as kept:
        return kept.read()


@transaction.atomic
def retire_seal(*, actor: Actor, seal_id: int, reason: str, on: date) -> Seal:
    """Take a seal out of use (lost, broken, renamed organisation). Its uses stay; twice changes nothing.

    Raises:
        SealNotFound, NotPermitted, ReasonMissing.
    """
    seal = managed_seal(actor, seal_id)
    if not reason.strip():
        raise errors.ReasonMissing
    if seal.retired_on is None:
        seal.retired_on, seal.retire_reason = max(on, seal.kept_since), reason.strip()[:120]
        seal.save(update_fields=["retired_on", "retire_reason"])
        seal.keepers.filter(ends_on__isnull=True, starts_on__lte=seal.retired_on).update(ends_on=seal.retired_on)
        detail = {"reason": seal.retire_reason}
        audit.record(actor, AUDIT_RETIRED, "seal", seal.pk, seal.organisation.path, detail)
    return seal
