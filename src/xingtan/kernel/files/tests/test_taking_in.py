"""What is taken in, as what, and what is refused with which sentence."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from xingtan.kernel.errors import DomainError
from xingtan.kernel.files import api as files
from xingtan.kernel.files import services, testing
from xingtan.kernel.files.errors import FileTypeRefused
from xingtan.kernel.files.models import FileLink, StoredFile
from xingtan.kernel.files.places import the_store
from xingtan.kernel.registry import REGISTRY, FileHolder, Manifest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lantern_holder(monkeypatch):
    holders = Manifest(file_holders=(FileHolder(kind="lantern", may_read=lambda actor, number: number == 1),))
    monkeypatch.setattr(REGISTRY, "manifests", {**REGISTRY.manifests, "test": holders})


def keep(make_actor, content: bytes, name: str = "a", **options):
    upload = SimpleUploadedFile(name, content, content_type="image/png")
    holder = ("lantern", 1)
    return files.store(upload, actor=make_actor(), holder=holder, organisation_path="/1/", purpose="test", **options)


def bytes_of(stored: StoredFile) -> bytes:
    with the_store().open(stored.sha256) as file:
        return file.read()


def test_the_same_content_is_kept_once_under_two_names(make_actor):
    first, second = keep(make_actor, b"hello", "a.txt"), keep(make_actor, b"hello", "b.txt")

    assert first.file == second.file
    assert (first.name, second.name) == ("a.txt", "b.txt")
    assert bytes_of(first.file) == b"hello"
    assert list(the_store().arriving.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (testing.picture(), "photo.exe", "image/png"),
        (testing.picture(kind="JPEG"), "a.png", "image/jpeg"),
        (testing.picture(kind="WEBP"), "a", "image/webp"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a.jpg", "application/pdf"),
        ("姓名,年级\n".encode("gb18030") * 3, "a.csv", "text/plain"),
        (testing.archive({"a.txt": b"a"}), "a.docx", "application/zip"),
        (
            testing.archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
            "a.zip",
            services.sniffing.OFFICE["xl/"],
        ),
        (b"\x00\x01\x02\x03nothing known", "a.jpg", "application/octet-stream"),
    ],
    ids=["png", "jpeg", "webp", "pdf", "gb18030-text", "zip", "xlsx", "unknown"],
)
def test_the_type_comes_from_the_content(make_actor, content, name, media_type):
    assert keep(make_actor, content, name).file.media_type == media_type


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"", {}, "files.empty"),
        (b"x" * 2000, {"limit_bytes": 1024}, "files.too_large"),
        (b"hello", {"accept": files.PICTURES}, "files.type_refused"),
        (b"<!DOCTYPE html><script>alert(1)</script>", {}, "files.type_refused"),
        (b'\xef\xbb\xbf <svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', {}, "files.type_refused"),
        (b'<?xml version="1.0"?><svg/>', {}, "files.type_refused"),
        (testing.bomb_archive(), {}, "files.archive_refused"),
        (testing.archive({"../../etc/passwd": b"x"}), {}, "files.archive_refused"),
        (b"PK\x03\x04 broken", {}, None),
        (testing.bomb_picture(), {}, "files.picture_too_large"),
        (testing.picture()[:60], {}, "files.picture_unreadable"),
    ],
    ids=[
        "empty",
        "large",
        "other-type",
        "html",
        "svg",
        "xml",
        "zip-bomb",
        "zip-slip",
        "not-a-zip",
        "pixels",
        "cut-off",
    ],
)
def test_what_is_wrong_is_refused_and_leaves_nothing(make_actor, content, options, code):
    if code is None:
        assert keep(make_actor, content, **options).file.media_type == "application/octet-stream"
        return
    with pytest.raises(DomainError) as refusal:
        keep(make_actor, content, **options)

    assert refusal.value.code == code
    assert not FileLink.objects.exists() and not StoredFile.objects.exists()
    assert [*the_store().digests(), *the_store().arriving.iterdir()] == []


def test_the_refusal_names_what_may_be_uploaded(make_actor):
    with pytest.raises(FileTypeRefused) as refusal:
        keep(make_actor, b"hello", accept=files.PICTURES)

    assert str(refusal.value) == "这里不能上传这种文件（识别为TXT）。可以上传：JPG、PNG、WebP、GIF。"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\成绩单.xlsx", "成绩单.xlsx"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("名" * 300 + ".pdf", "名" * 116 + ".pdf"),
        ("", "TXT"),
        ("...", "TXT"),
    ],
)
def test_names_lose_paths_and_tricks(name, kept):
    assert services.clean_name(name, "text/plain") == kept


def test_an_avatar_is_drawn_anew_square_and_without_its_past(make_actor):
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif[0x0112] = 6
    upload = SimpleUploadedFile("me.jpg", testing.picture(900, 600, "JPEG", exif.tobytes()))

    link = files.store_avatar(upload, actor=make_actor(), holder=("lantern", 1), organisation_path="/1/")

    drawn = Image.open(BytesIO(bytes_of(link.file)))
    assert (drawn.size, drawn.format, dict(drawn.getexif())) == ((512, 512), "JPEG", {})
    assert Image.open(BytesIO(bytes_of(link.file.small))).size == (96, 96)


@pytest.mark.parametrize(
    "content",
    [testing.bomb_archive(20), testing.bomb_picture(), b"<svg/>", b"GIF89a"],
    ids=["zip", "png", "svg", "gif"],
)
def test_a_bomb_as_avatar_is_refused_and_the_old_one_stays(make_actor, content):
    holder = {"actor": make_actor(), "holder": ("lantern", 1), "organisation_path": "/1/"}
    old = files.store_avatar([testing.picture()], **holder)

    with pytest.raises(DomainError):
        files.store_avatar([content], **holder)

    assert files.avatars("lantern", [1, 2]) == {1: old.pk}


def test_what_nothing_holds_goes_after_a_day(make_actor, now):
    held, let_go = keep(make_actor, b"held"), keep(make_actor, b"let go")
    digest = let_go.file.sha256
    files.remove(let_go)

    assert services.collect_garbage(now) == 0
    assert services.collect_garbage(now + timedelta(days=2)) == 1
    assert the_store().size(digest) is None
    assert bytes_of(held.file) == b"held"


def test_small_pictures_stay_as_long_as_their_file(make_actor, now):
    holder = {"holder": ("lantern", 1), "organisation_path": "/1/"}
    link = files.store_avatar([testing.picture()], actor=make_actor(), **holder)

    assert services.collect_garbage(now + timedelta(days=2)) == 0
    files.remove(link)
    assert services.collect_garbage(now + timedelta(days=2)) + services.collect_garbage(now + timedelta(days=2)) == 2
