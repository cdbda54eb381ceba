"""Small contents for tests, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image


def picture(width: int = 40, height: int = 30, kind: str = "PNG", exif: bytes = b"") -> bytes:
    """A plain picture in one colour."""
    out = io.BytesIO()
    extra = {"exif": exif} if exif else {}
    Image.new("RGB", (width, height), (206, 111, 30)).save(out, kind, **extra)
    return out.getvalue()


def bomb_picture(side: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes that claims `side` x `side` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def archive(members: dict[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def bomb_archive(megabytes: int = 300) -> bytes:
    """A zip file of some hundred kilobytes that unfolds to `megabytes`."""
    return archive({"zeros": b"\0" * (megabytes * 1024 * 1024)})
