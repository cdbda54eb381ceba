"""What a file is, by its content. Names and browsers' claims count for nothing."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

import puremagic

from xingtan.kernel.files.errors import ArchiveRefused

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
HTML = "text/html"
SVG = "image/svg+xml"
ZIP = "application/zip"
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
MOST_UNPACKED = 2 * 1024**3
MOST_RATIO = 200
MOST_MEMBERS = 20_000
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
NAMES = {
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "application/pdf": "PDF",
    OFFICE["word/"]: "DOCX",
    OFFICE["xl/"]: "XLSX",
    OFFICE["ppt/"]: "PPTX",
    ZIP: "ZIP",
    TEXT: "TXT",
    HTML: "HTML",
    SVG: "SVG",
}
MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe", b"<!--")


def media_type_of(path: Path) -> str:
    """Media type of the content at `path`; UNKNOWN when nothing is recognised.

    Markup is looked for first: a file that a browser might run as HTML or SVG is never called a picture.
    """
    with path.open("rb") as file:
        head = file.read(8192)
    if markup := _markup(head):
        return markup
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    try:
        found: str = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        found = "image/webp"
    if found and not found.startswith("text/"):
        return found
    return TEXT if _is_text(head) else UNKNOWN


def name_of(media_type: str) -> str:
    """The name people know a type by, e.g. "PDF"."""
    return NAMES.get(media_type, media_type.rpartition("/")[2].upper())


def check_archive(path: Path) -> None:
    """Refuse zip bombs and paths that leave the folder, from the directory alone, unpacking nothing.

    Raises:
        ArchiveRefused: too many or too large members, too good a compression, or a path outside.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ArchiveRefused from error
    unpacked, packed = sum(m.file_size for m in members), path.stat().st_size
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO + CHUNK_OF_GRACE:
        raise ArchiveRefused
    if any(_leaves_folder(member.filename) for member in members):
        raise ArchiveRefused


CHUNK_OF_GRACE = 1024 * 1024  # small archives compress absurdly well without meaning harm


def _leaves_folder(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\x00" in name


def _markup(head: bytes) -> str:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not text.startswith(MARKUP):
        return ""
    return SVG if b"<svg" in text else HTML if not text.startswith(b"<?xml") else "application/xml"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return UNKNOWN
    if "[Content_Types].xml" in names:
        for folder, media_type in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return media_type
    return ZIP


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(head)  # the last letter may be cut in two
        except UnicodeDecodeError:
            continue
        return True
    return False
