"""Reading a received set into rows, file by file. A run that was cut off goes on with the first file not yet read."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from xingtan.apps.exchange.data import SET_HOLDER, SetState
from xingtan.apps.exchange.data.specification import MANIFEST
from xingtan.apps.exchange.errors import ArchiveUnusable
from xingtan.apps.exchange.models import Finding, ReceivedSet, SetFile, SetRow
from xingtan.apps.exchange.services import comparing, manifests
from xingtan.apps.exchange.services.finding import Findings
from xingtan.apps.exchange.services.members import read_member
from xingtan.apps.exchange.services.reading.archive import Contents, Member, open_archive
from xingtan.apps.exchange.services.reading.text import Broken, facts_of, rows_of
from xingtan.kernel.files.api import FileLink, the_store
from xingtan.kernel.tasks.api import check_cancelled, progress


def read_set(*, set_id: int) -> str:
    """Read an uploaded set, check it and compare it with what is held. Safe to run twice.

    Returns:
        A short count for the log; what was found stands in the set, its rows and findings.
    """
    received = ReceivedSet.objects.select_related("partner").get(pk=set_id)
    if received.state not in (SetState.WAITING, SetState.READING):
        return f"set {set_id} is {received.state}"
    ReceivedSet.objects.filter(pk=set_id).update(state=SetState.READING)
    try:
        with _local_copy(set_id) as path:
            rows = _read_members(received, path)
    except ArchiveUnusable as error:
        ReceivedSet.objects.filter(pk=set_id).update(state=SetState.UNREADABLE, reason=str(error)[:300])
        return f"set {set_id} is unreadable"
    with transaction.atomic():
        comparing.compare_set(received)
        ReceivedSet.objects.filter(pk=set_id).update(state=SetState.READ)
    return f"{rows} rows"


@contextmanager
def _local_copy(set_id: int) -> Iterator[Path]:
    """The upload as a local file, wherever the store keeps it."""
    link = FileLink.objects.select_related("file").get(holder_kind=SET_HOLDER, holder_id=set_id)
    with tempfile.NamedTemporaryFile(suffix=".zip") as copy:
        with the_store().open(link.file.sha256) as stored:
            shutil.copyfileobj(stored, copy)
        copy.flush()
        yield Path(copy.name)


def _read_members(received: ReceivedSet, path: Path) -> int:
    contents = open_archive(path)
    with zipfile.ZipFile(path) as archive:
        modes = _read_manifest(received, archive, contents)
        total = sum(archive.getinfo(member.path).file_size for member in contents.members)
        done = rows = 0
        for position, member in enumerate(contents.members):
            rows += _read_once(received, archive, member, position, modes.get(member.file, "bulk"))
            done += archive.getinfo(member.path).file_size
            progress(done, total, member.name)
            check_cancelled()
    return rows


def _read_manifest(received: ReceivedSet, archive: zipfile.ZipFile, contents: Contents) -> dict[str, str]:
    """The mode of each file present. What the manifest says wrongly is noted."""
    Finding.objects.filter(received_set=received, file="").delete()
    notes = Findings(received.pk, "")
    for name in contents.ignored:
        notes.add("member_ignored", name=name[:120])
    member = next((member for member in contents.members if member.file == MANIFEST), None)
    said: dict[str, tuple[int, str]] = {}
    if member is None:
        notes.add("manifest_missing")
    else:
        try:
            rows = rows_of(archive, member.path, facts_of(archive, member.path))
            said = {cells[0].strip(): (line, (cells[1:2] or [""])[0].strip()) for line, cells in rows if cells}
        except Broken:
            said = {}  # reading the file itself says so
    present = [member.file for member in contents.members if member.file != MANIFEST]
    modes = manifests.modes_of(said, present, notes, has_manifest=member is not None)
    notes.close()
    return modes


@transaction.atomic
def _read_once(received: ReceivedSet, archive: zipfile.ZipFile, member: Member, position: int, mode: str) -> int:
    """Read one member unless an earlier run has. All of it or nothing of it is there afterwards."""
    held, _made = SetFile.objects.get_or_create(
        received_set=received, file=member.file, defaults={"position": position, "mode": mode}
    )
    if held.is_read:
        return int(held.rows)
    SetRow.objects.filter(received_set=received, file=member.file).delete()
    Finding.objects.filter(received_set=received, file=member.file).delete()
    findings = Findings(received.pk, member.file)
    read_member(received, archive, member, held, findings)
    findings.close()
    held.is_read = True
    held.save()
    return int(held.rows)
