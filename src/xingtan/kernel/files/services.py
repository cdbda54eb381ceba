"""Taking files in, letting them go, clearing away what nothing holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from xingtan.kernel.files import pictures, sniffing
from xingtan.kernel.files.errors import FileTypeRefused
from xingtan.kernel.files.models import FileLink, StoredFile
from xingtan.kernel.files.places import the_store
from xingtan.kernel.files.sniffing import PICTURES, ZIP
from xingtan.kernel.files.store import Incoming
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor

AVATAR = "avatar"
AVATAR_BYTES = 10 * 1024 * 1024
GRACE = timedelta(days=1)
COLLECTING = 0x7869_6E67_7461_6E01  # the lock that a collector takes alone and copiers of the store share
Holder = tuple[str, int]
Shape = tuple[int, int]


def store(
    upload: UploadedFile | Iterable[bytes],
    *,
    actor: Actor,
    holder: Holder,
    organisation_path: str,
    purpose: str,
    accept: Sequence[str] = (),
    limit_bytes: int | None = None,
    name: str = "",
) -> FileLink:
    """Keep an uploaded file and have `holder` hold it. The caller has checked that `actor` may change the holder.

    Args:
        holder: (kind, id); some manifest declares a `FileHolder` of this kind.
        accept: media types allowed, by content; empty allows everything but markup a browser would run.
        limit_bytes: largest size; the installation's own limit when not given.
    Raises:
        FileTooLarge, FileIsEmpty, FileTypeRefused, ArchiveRefused, PictureUnreadable, PictureTooLarge.
        LookupError: nobody declares this kind of holder.
    """
    REGISTRY.find("file_holders", holder[0])
    limit = min(limit_bytes or settings.MAX_UPLOAD_BYTES, settings.MAX_UPLOAD_BYTES)
    chunks = upload.chunks() if isinstance(upload, UploadedFile) else upload
    incoming = the_store().receive(chunks, limit)
    try:
        media_type = _checked(incoming, accept)
        size = pictures.size_of(incoming.path) if media_type in PICTURES else (None, None)
        shown = clean_name(name or str(getattr(upload, "name", "") or ""), media_type)
        return _link(incoming, media_type, size, actor, holder, organisation_path, purpose, shown)
    finally:
        incoming.discard()


def store_avatar(
    upload: UploadedFile | Iterable[bytes],
    *,
    actor: Actor,
    holder: Holder,
    organisation_path: str,
    shape: Shape = (pictures.AVATAR_SIDE, pictures.AVATAR_SIDE),
) -> FileLink:
    """Keep a person's or organisation's picture, drawn anew as a JPEG, in place of the one before.

    Args:
        shape: width and height in pixels; a square when left out. The middle of the picture is taken.

    Raises:
        FileTooLarge, FileIsEmpty, FileTypeRefused, PictureUnreadable, PictureTooLarge.
    """
    REGISTRY.find("file_holders", holder[0])
    small_shape = (pictures.SMALL_SIDE, pictures.SMALL_SIDE * shape[1] // shape[0])
    chunks = upload.chunks() if isinstance(upload, UploadedFile) else upload
    incoming = the_store().receive(chunks, AVATAR_BYTES)
    try:
        _checked(incoming, PICTURES)
        drawn = pictures.fitted(incoming.path, shape)
        small = pictures.fitted(incoming.path, small_shape)
    finally:
        incoming.discard()
    with transaction.atomic():
        FileLink.objects.filter(holder_kind=holder[0], holder_id=holder[1], purpose=AVATAR).delete()
        link = _link_bytes(drawn, shape, actor, holder, organisation_path)
        link.file.small = _store_bytes(small, small_shape)
        link.file.save(update_fields=["small"])
    return link


def remove(link: FileLink) -> None:
    """Let go of a file. Its bytes go a day later, when nothing else holds them."""
    link.delete()


def clean_name(name: str, media_type: str) -> str:
    """A file name to show and to save under: no path, no control characters, at most 120 characters, never empty."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = kept, ""
    stem = stem[: 120 - len(ending) - 1] or sniffing.name_of(media_type)
    return f"{stem}.{ending}" if ending else stem


def _checked(incoming: Incoming, accept: Sequence[str]) -> str:
    media_type = sniffing.media_type_of(incoming.path)
    is_runnable = media_type in (sniffing.HTML, sniffing.SVG, "application/xml")
    if (accept and media_type not in accept) or (not accept and is_runnable):
        wanted = "、".join(dict.fromkeys(sniffing.name_of(wish) for wish in accept)) or "PDF、JPG、PNG、DOCX、XLSX"
        raise FileTypeRefused(found=sniffing.name_of(media_type), wanted=wanted)
    if media_type == ZIP or media_type in sniffing.OFFICE.values():
        sniffing.check_archive(incoming.path)
    return media_type


@transaction.atomic
def _link(
    incoming: Incoming,
    media_type: str,
    size: tuple[int | None, int | None],
    actor: Actor,
    holder: Holder,
    organisation_path: str,
    purpose: str,
    name: str,
) -> FileLink:
    return FileLink.objects.create(
        file=_keep(incoming, media_type, size),
        holder_kind=holder[0],
        holder_id=holder[1],
        organisation_path=organisation_path,
        purpose=purpose,
        name=name,
        uploaded_by=actor.person_id,
    )


def _link_bytes(drawn: bytes, shape: Shape, actor: Actor, holder: Holder, organisation_path: str) -> FileLink:
    return FileLink.objects.create(
        file=_store_bytes(drawn, shape),
        holder_kind=holder[0],
        holder_id=holder[1],
        organisation_path=organisation_path,
        purpose=AVATAR,
        name="avatar.jpg",
        uploaded_by=actor.person_id,
    )


def _store_bytes(content: bytes, shape: Shape) -> StoredFile:
    incoming = the_store().receive([content], len(content))
    try:
        return _keep(incoming, "image/jpeg", shape)
    finally:
        incoming.discard()


def _keep(incoming: Incoming, media_type: str, size: tuple[int | None, int | None]) -> StoredFile:
    """Row and bytes of one content. The lock keeps the collector away until the transaction has ended."""
    _lock(incoming.sha256)
    the_store().keep(incoming)
    stored, _is_new = StoredFile.objects.get_or_create(
        sha256=incoming.sha256,
        defaults={"size": incoming.size, "media_type": media_type, "width": size[0], "height": size[1]},
    )
    return stored


def _lock(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def _may_collect() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [COLLECTING])
        return bool(cursor.fetchone()[0])


def collect_garbage(now: datetime) -> int:
    """Remove contents that nothing has held for a day. Returns how many."""
    unheld = StoredFile.objects.filter(created_at__lt=now - GRACE, links__isnull=True)
    return sum(_collect(digest) for digest in list(unheld.values_list("sha256", flat=True)))


def keep_all(cursor: Any) -> None:
    """For as long as the transaction of `cursor` is open, nothing is collected. For whoever copies the store."""
    cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [COLLECTING])


def _collect(digest: str) -> int:
    with transaction.atomic():
        if not _may_collect():
            return 0
        _lock(digest)
        stored = StoredFile.objects.filter(sha256=digest, links__isnull=True).first()
        if stored is None or StoredFile.objects.filter(small=stored).exists():
            return 0
        stored.delete()
    with transaction.atomic():
        _lock(digest)
        if not StoredFile.objects.filter(sha256=digest).exists():
            the_store().remove(digest)
    return 1
