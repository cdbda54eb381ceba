"""What is put back is what was there: every row, every file; and whoever looks finds the least difference."""

from __future__ import annotations

import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.utils import connector_params

from xingtan.kernel.files import api as files
from xingtan.kernel.registry import REGISTRY, FileHolder, Manifest
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.testing import District, build_district
from xingtan.project.backup import checking, database, making, reading, restoring
from xingtan.project.backup.progress import Progress
from xingtan.project.backup.refusals import BackupTrouble

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
QUIET = Progress(is_quiet=True)


@pytest.fixture
def district(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, make_actor: Any) -> District:
    """A district with a few people and two files."""
    settings.HOME = tmp_path / "home"
    holders = Manifest(file_holders=(FileHolder(kind="lantern", may_read=lambda actor, number: True),))
    monkeypatch.setattr(REGISTRY, "manifests", {**REGISTRY.manifests, "test": holders})
    made = build_district()
    for name in ("甲\t乙\\丙", "第二行\n换行"):
        made.pupil(name.replace("\n", "").replace("\t", "").replace("\\", ""))
        keep(make_actor, name.encode() * 1000)
    Organisation.objects.filter(pk=made.school.pk).update(name="测试\t区\\第一\n学校")  # what COPY must escape
    return made


def keep(make_actor: Any, content: bytes) -> None:
    options = {"holder": ("lantern", 1), "organisation_path": "/1/", "purpose": "test", "name": "a.txt"}
    files.store([content], actor=make_actor(), **options)


def make(to: Path, **options: Any) -> making.Made:
    return making.make(to=to, now=options.pop("now", NOW), progress=QUIET, **options)


def differing(place: Path) -> list[str]:
    """What differs between an archive and what is here now."""
    with reading.opened(place) as reader, database.snapshot() as snapshot:
        lines = checking.compare(snapshot, checking.verify(reader, QUIET), QUIET)
    return [line.what for line in lines if not line.is_equal]


def restore(place: Path, *, typed: str = "测试区教育局") -> list[checking.Line]:
    connection.close()
    return restoring.restore(place, progress=QUIET, replace=True, ask=lambda question: typed)[1]


@pytest.mark.parametrize("target", ["backups", "one.tar"], ids=["folder", "tar"])
def test_what_is_restored_equals_the_backup(district: District, tmp_path: Path, target: str) -> None:
    made = make(tmp_path / target)
    name_before = Organisation.objects.get(pk=district.school.pk).name
    district.pupil("后来者")
    Organisation.objects.filter(pk=district.school.pk).update(name="改了")
    shutil.rmtree(tmp_path / "home" / "files")

    lines = restore(made.place)

    assert all(line.is_equal for line in lines) and len(lines) > 60
    assert differing(made.place) == []
    assert Organisation.objects.get(pk=district.school.pk).name == name_before
    assert made.manifest.files == 2 and made.manifest.rows > 200


def test_one_changed_row_is_found(district: District, tmp_path: Path) -> None:
    made = make(tmp_path / "backups")

    Organisation.objects.filter(pk=district.school.pk).update(name="改了一个字")

    assert differing(made.place) == ["organisations_organisation", "organisations_organisationevent", "sequences"]


def test_one_changed_byte_of_a_file_is_found(district: District, tmp_path: Path) -> None:
    made = make(tmp_path / "backups")
    path = next((tmp_path / "home" / "files").glob("??/??/*"))
    content = bytearray(path.read_bytes())
    content[7] ^= 1
    path.write_bytes(content)

    assert differing(made.place) == ["files"]


def test_a_second_backup_copies_only_what_is_new(district: District, tmp_path: Path, make_actor: Any) -> None:
    first = make(tmp_path / "backups")
    keep(make_actor, b"a third one")
    second = make(tmp_path / "backups", now=NOW + timedelta(days=1))

    linked = [path.stat().st_nlink for path in sorted((second.place / "files").glob("??/??/*"))]
    assert (first.copied, second.copied) == (2, 1)
    assert sorted(linked) == [1, 2, 2]
    assert differing(second.place) == []


def test_what_a_killed_run_copied_is_not_copied_again(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(making, "_manifest", die)
        make(tmp_path / "backups")
    left = [path.name for path in (tmp_path / "backups").iterdir()]
    again = make(tmp_path / "backups", now=NOW + timedelta(hours=1))

    assert left == [".unfinished-xingtan-20260304T050607Z"]
    assert again.copied == 0
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [again.place.name]
    assert differing(again.place) == []


def test_it_is_one_moment_even_while_others_write(district: District, tmp_path: Path) -> None:
    """Two tables change together in each transaction; no backup sees one without the other."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE aa_first (n bigint); CREATE TABLE zz_last (n bigint)")
    stop, writers = threading.Event(), []

    def write() -> None:
        with psycopg.connect(**connector_params()) as own:
            while not stop.is_set():
                own.execute("INSERT INTO aa_first VALUES (1)")
                own.execute("INSERT INTO zz_last VALUES (1)")
                own.commit()

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    rows = []
    for number in range(4):
        made = make(tmp_path / "backups", now=NOW + timedelta(seconds=number))
        by_name = {table.name: table for table in made.manifest.tables}
        rows.append((by_name["aa_first"].rows, by_name["zz_last"].rows))
    stop.set()
    for writer in writers:
        writer.join()

    assert all(first == last for first, last in rows)
    assert rows[0][0] < rows[-1][0]


def test_files_that_nothing_holds_stay_while_they_are_copied(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xingtan.kernel.files import services
    from xingtan.kernel.files.models import FileLink

    FileLink.objects.all().delete()
    collected = []
    copying = making._files

    def collect_first(*arguments: Any) -> int:
        collected.append(services.collect_garbage(datetime.now(UTC) + timedelta(days=3)))
        return copying(*arguments)

    monkeypatch.setattr(making, "_files", collect_first)
    made = make(tmp_path / "backups")

    assert (collected, made.manifest.files) == ([0], 2)
    assert services.collect_garbage(datetime.now(UTC) + timedelta(days=3)) == 2


def test_an_installation_with_rows_is_not_touched_without_its_name(district: District, tmp_path: Path) -> None:
    made = make(tmp_path / "backups")
    district.pupil("后来者")
    connection.close()

    with pytest.raises(BackupTrouble, match="not empty: it is 测试区教育局"):
        restoring.restore(made.place, progress=QUIET)
    with pytest.raises(BackupTrouble, match="not its name"):
        restore(made.place, typed="另一个区教育局")
    assert "persons_person" in differing(made.place)


def test_what_cannot_be_restored_leaves_everything_as_it_was(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path / "backups")
    district.pupil("后来者")
    after = make(tmp_path / "after", now=NOW)
    filling = restoring.filling.fill

    def lose_a_row(own: Any, *rest: Any) -> None:
        filling(own, *rest)
        own.execute("DELETE FROM notices_notice; UPDATE persons_person SET name = name || '.' WHERE id = 1")

    monkeypatch.setattr(restoring.filling, "fill", lose_a_row)
    with pytest.raises(restoring.Differs, match="persons_person"):
        restore(made.place)

    assert differing(after.place) == []


def test_nobody_else_may_be_at_work(district: District, tmp_path: Path) -> None:
    made = make(tmp_path / "backups")
    with psycopg.connect(**connector_params()), pytest.raises(BackupTrouble, match="in use by 1 other"):
        restore(made.place)


def test_without_its_keys_it_is_refused_and_with_them_they_come_along(
    district: District, tmp_path: Path, settings: Any
) -> None:
    bare, whole = make(tmp_path / "bare"), make(tmp_path / "whole", with_keys=True)
    settings.PERSONAL_DATA_KEY = "x" * 44

    with pytest.raises(BackupTrouble, match=r"keys here are not those of the backup \(personal_data_key\)"):
        restore(bare.place)
    restore(whole.place)

    assert (settings.HOME / "keys" / "personal_data_key").read_text() == settings.PERSONAL_DATA_KEY != "x" * 44
    assert not list(bare.place.glob("keys"))


def test_an_archive_of_a_newer_version_is_refused(district: District, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('persons', '9999_later', now())")
    made = make(tmp_path / "backups")

    with pytest.raises(BackupTrouble, match=r"does not know persons\.9999_later"):
        restore(made.place)


def test_a_tar_is_not_written_over(district: District, tmp_path: Path) -> None:
    make(tmp_path / "one.tar")

    with pytest.raises(BackupTrouble, match="not written over"):
        make(tmp_path / "one.tar")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["one.tar"]


@pytest.mark.parametrize("target", ["backups", "one.tar"], ids=["folder", "tar"])
def test_a_lost_and_a_damaged_file_are_named_and_the_rest_is_kept(
    district: District, tmp_path: Path, make_actor: Any, target: str
) -> None:
    missing, damaged = sorted((tmp_path / "home" / "files").glob("??/??/*"))
    keep(make_actor, b"a third one")
    missing.unlink()
    damaged.write_bytes(b"?" * damaged.stat().st_size)

    made = make(tmp_path / target)

    assert set(made.manifest.lost) == {missing.name, damaged.name}
    assert (made.manifest.files, made.copied) == (1, 1)
    assert "NOT WHOLE" in "".join(making.summary(made))
    assert differing(made.place) == []


def test_files_of_a_bucket_are_backed_up_and_put_back(
    s3_bucket: Any, district: District, tmp_path: Path, settings: Any
) -> None:
    made = make(tmp_path / "backups")
    objects = s3_bucket.list_objects_v2(Bucket=settings.FILES_S3["bucket"])["Contents"]
    for found in objects:
        s3_bucket.delete_object(Bucket=settings.FILES_S3["bucket"], Key=found["Key"])
    assert differing(made.place) == ["files"]

    restore(made.place)

    assert (len(objects), made.manifest.files) == (2, 2)
    assert differing(made.place) == []


def test_a_folder_is_restored_into_a_bucket(district: District, tmp_path: Path, request: Any) -> None:
    made = make(tmp_path / "one.tar")
    request.getfixturevalue("s3_bucket")

    restore(made.place)

    assert differing(made.place) == []
    assert sorted(files.the_store().digests()) == sorted(
        path.name for path in (tmp_path / "home" / "files").glob("??/??/*")
    )
