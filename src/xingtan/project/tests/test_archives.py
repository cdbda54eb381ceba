"""Archives are hostile until read: whatever was added, changed, linked or hidden in one is refused by name."""

from __future__ import annotations

import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xingtan.project.backup import checking, manifest, reading
from xingtan.project.backup.progress import Progress
from xingtan.project.backup.refusals import ArchiveRefused
from xingtan.project.backup.rows import RowSum, blocks_of
from xingtan.project.backup.writing import Content, Writer, writer

CONTENT = b"a lantern" * 100
ROWS = b"1\tone\n2\ttwo\n"


def archive(to: Path, **changes: Any) -> Path:
    """A whole archive of one table and one file, written with the product's own means."""
    out = writer(to, "xingtan-20260304T050607Z")
    total = RowSum()
    total.add(ROWS)
    packed = io.BytesIO()
    with checking.gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(ROWS)
    with out.member("tables/lantern.copy.gz") as table:
        table.write(packed.getvalue())
    digest = checking.sha256(CONTENT).hexdigest()
    out.content(Content(sha256=digest, size=len(CONTENT), open=lambda: io.BytesIO(CONTENT)))
    with out.member(manifest.CONTENTS) as contents:
        contents.write(f"{digest} {len(CONTENT)}\n".encode())
    facts = {
        "made_at": "2026-03-04T05:06:07+00:00", "version": "0.1.0", "server": "15", "bureau": "测试区教育局",
        "migrations": (("persons", "0001_initial"),), "sequences": {"lantern_id_seq": (2, True)}, "partitions": {},
        "lost": (), "files": 1, "files_bytes": len(CONTENT), "with_keys": False,
        "contents_sha256": contents.sha256, "contents_size": contents.size,
        "keys": {name: manifest.fingerprint(key) for name, key in manifest.own_keys().items()},
        "tables": (manifest.Table(name="lantern", columns=("id", "name"), rows=total.rows, checksum=total.checksum,
                                  text_bytes=total.text_bytes, size=table.size, sha256=table.sha256),),
    }  # fmt: skip
    seal(out, manifest.Manifest(**{**facts, **changes}).written())
    out.finish()
    return out.place


def seal(out: Writer, written: bytes) -> None:
    for name, content in ((manifest.MANIFEST, written), (manifest.SEAL, _seal(written))):
        with out.member(name) as member:
            member.write(content)


def _seal(written: bytes) -> bytes:
    return manifest.seal(written, manifest.own_keys()["audit_key"]).encode()


def verify(place: Path) -> checking.Checked:
    with reading.opened(place) as reader:
        return checking.verify(reader, Progress(is_quiet=True))


def only(place: Path, pattern: str) -> Path:
    return next(path for path in place.rglob(pattern) if path.is_file())


def flip(path: Path, at: int = 20) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def rewrite(place: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest and leave the old seal, as somebody without the key must."""
    path = place / manifest.MANIFEST
    facts = json.loads(path.read_text())
    change(facts)
    path.write_text(json.dumps(facts))


@pytest.mark.parametrize("target", ["backups", "one.tar"])
def test_an_untouched_archive_is_whole_and_sealed(tmp_path: Path, target: str) -> None:
    checked = verify(archive(tmp_path / target))

    assert (checked.manifest.rows, checked.manifest.files, checked.is_sealed) == (2, 1, True)


TAMPERING: dict[str, tuple[Callable[[Path], object], str]] = {
    "a changed table": (lambda place: flip(only(place, "*.gz"), 30), r"lantern\.copy\.gz has been changed"),
    "a changed file": (lambda place: flip(only(place, "files/*/*/*")), "has been changed"),
    "a missing file": (lambda place: only(place, "files/*/*/*").unlink(), "is missing"),
    "a missing table": (lambda place: only(place, "*.gz").unlink(), "is missing"),
    "no seal": (lambda place: (place / "seal").unlink(), "seal is missing"),
    "a forged manifest": (lambda place: rewrite(place, lambda facts: facts.update(bureau="别的局")), "seal .* broken"),
    "a torn manifest": (lambda place: (place / "manifest.json").write_text('{"format": 1,'), "cannot be read"),
    "another format": (lambda place: rewrite(place, lambda facts: facts.update(format=2)), "format is 2"),
    "an added table": (lambda place: (place / "tables/other.copy.gz").write_bytes(b"x"), "was added"),
    "an added script": (lambda place: (place / "run.sh").write_bytes(b"x"), "no backup holds"),
    "a link to a file": (lambda place: (place / "keys").symlink_to("/etc"), "link or a special file"),
    "a pipe": (lambda place: os.mkfifo(place / "files.pipe"), "link or a special file"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
def test_a_folder_that_was_tampered_with_is_refused(tmp_path: Path, what: str) -> None:
    place = archive(tmp_path / "backups")
    tamper, sentence = TAMPERING[what]
    tamper(place)

    with pytest.raises(ArchiveRefused, match=sentence):
        verify(place)


def member(name: str, **columns: Any) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    for column, value in columns.items():
        setattr(made, column, value)
    return made


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        (member("../../etc/cron.d/evil"), "no backup holds"),
        (member("/etc/passwd"), "no backup holds"),
        (member("files/aa/bb/../../../evil"), "no backup holds"),
        (member("keys/secret_key", type=tarfile.SYMTYPE, linkname="/etc/shadow"), "link or a special file"),
        (member("keys/secret_key", type=tarfile.LNKTYPE, linkname="manifest.json"), "link or a special file"),
        (member("keys", type=tarfile.DIRTYPE), "link or a special file"),
        (member("tables/null.copy.gz", type=tarfile.CHRTYPE), "link or a special file"),
        (member("manifest.json"), "stands in it twice"),
    ],
    ids=["slip", "absolute", "dots", "symlink", "hard-link", "folder", "device", "twice"],
)
def test_a_tar_with_a_hostile_member_is_refused(tmp_path: Path, added: tarfile.TarInfo, sentence: str) -> None:
    place = archive(tmp_path / "one.tar")
    with tarfile.open(place, "a") as tar:
        tar.addfile(added)

    with pytest.raises(ArchiveRefused, match=sentence):
        verify(place)


@pytest.mark.parametrize("number", range(5))
def test_a_tar_that_ends_inside_a_member_is_refused(tmp_path: Path, number: int) -> None:
    place = archive(tmp_path / "one.tar")
    with tarfile.open(place) as tar:
        ends_at = tar.getmembers()[number].offset_data + 10
    os.truncate(place, ends_at)

    with pytest.raises(ArchiveRefused):
        verify(place)


@pytest.mark.parametrize(
    "change",
    [
        {"bureau": "甲", "tables": ({"name": "a b"},)},
        {"sequences": {"x; DROP": (1, True)}},
        {"files": -1},
        {"files": 10**6},
        {"lost": ("../x",)},
        {"contents_sha256": "0" * 64},
        {"partitions": {"lantern": {"a b": "DEFAULT"}}},
    ],
    ids=["table", "sequence", "negative", "count", "lost", "hash", "partition"],
)
def test_even_a_sealed_manifest_is_believed_no_name_and_no_number(tmp_path: Path, change: dict[str, Any]) -> None:
    place = archive(tmp_path / "backups")
    rewrite(place, lambda facts: facts.update(change))
    written = (place / manifest.MANIFEST).read_bytes()
    (place / manifest.SEAL).write_bytes(_seal(written))

    with pytest.raises(ArchiveRefused):
        verify(place)


def test_a_table_that_unpacks_to_more_than_it_says_is_not_read_on(tmp_path: Path) -> None:
    place = archive(tmp_path / "backups")
    bomb = checking.gzip.compress(b"0\n" * 10_000_000)
    (place / "tables/lantern.copy.gz").write_bytes(bomb)

    def claim(facts: dict[str, Any]) -> None:
        facts["tables"][0].update(size=len(bomb), sha256=checking.sha256(bomb).hexdigest())

    rewrite(place, claim)
    (place / manifest.SEAL).write_bytes(_seal((place / manifest.MANIFEST).read_bytes()))

    with pytest.raises(ArchiveRefused, match="another size"):
        verify(place)


def test_the_checksum_does_not_mind_the_order_but_everything_else() -> None:
    def checksum(*lines: bytes) -> str:
        total = RowSum()
        for block in blocks_of(lines):
            total.add(block)
        return total.checksum

    assert checksum(b"a\n", b"b\n", b"b\n") == checksum(b"b\nb\n", b"a\n")
    assert len({checksum(b"a\n", b"b\n"), checksum(b"a\n"), checksum(b"a\n", b"b\n", b"b\n"), checksum(b"ab\n")}) == 4
