"""Pictures that are none, that hide something, or that would fill the memory are refused in words."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.bad_input.asking import assert_refused, state_of_all_tables
from tests.security.world import World
from tests.standing import taken_back
from xingtan.kernel.files.models import FileLink
from xingtan.kernel.files.places import the_store

AVATAR = "/account/avatar/"
HIDDEN = b"<script>alert(document.cookie)</script>"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of this size."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + _chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("portrait.png", b"\0" * 50_000_000)
    return packed.getvalue()


BAD = {
    "zip-bomb": zip_bomb(),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!doctype html>" + HIDDEN,
    "too-many-pixels": png(50_000, 50_000),
    "wide-as-the-world": png(2**31 - 1, 1),
    "cut-off": png(40, 40)[:60],
    "gif-that-is-a-script": b"GIF89a/*" + HIDDEN + b"*/",
    "program": b"MZ" + b"\0" * 500,
    "empty": b"",
    "huge": b"\xff\xd8\xff" + b"\0" * (11 * 1024 * 1024),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_what_is_no_honest_picture_is_refused(content: bytes, world: World, db: None) -> None:
    picture = SimpleUploadedFile("portrait.png", content, "image/png")

    assert_refused(world.clients["student"], AVATAR, {"picture": picture})


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.png", "a\\b.png", "\u202egnp.exe", "=cmd|'!A1.png", "x" * 3000])
def test_a_picture_is_drawn_anew_whatever_it_hides_and_is_called(name: str, world: World, db: None) -> None:
    drawn = BytesIO()
    Image.new("RGB", (60, 60), "white").save(drawn, "JPEG")
    client = world.clients["student"]

    with taken_back(client):
        response = client.post(AVATAR, {"picture": SimpleUploadedFile(name, drawn.getvalue() + HIDDEN, "text/html")})
        link = FileLink.objects.order_by("-pk")[0]
        kept = the_store().path(link.file.sha256).read_bytes()

    assert response.status_code == 302
    assert (link.name, link.file.media_type) == ("avatar.jpg", "image/jpeg")
    assert kept.startswith(b"\xff\xd8\xff") and HIDDEN not in kept


def test_a_text_in_place_of_a_picture_is_refused(world: World, db: None) -> None:
    before = state_of_all_tables()

    assert_refused(world.clients["student"], AVATAR, {"picture": "portrait.png"})
    assert_refused(world.clients["student"], AVATAR, b"\xff\xfe", content_type="multipart/form-data; boundary=x")

    assert state_of_all_tables() == before
