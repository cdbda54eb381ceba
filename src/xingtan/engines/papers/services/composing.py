"""Setting a paper: our own templates, other people's words.

The words travel as JSON that a template reads; they are never part of a source. Each paper is set in a private folder
that holds the templates, the words and the pictures and nothing else; nothing outside it can be read.
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import typst
from PIL import Image

from xingtan.engines.papers import errors
from xingtan.engines.papers.data.documents import DOCUMENTS, Composed, Document, Plain, TableReport
from xingtan.engines.papers.services.fonts import check_signs, shelf

TEMPLATES = Path(__file__).resolve().parents[1] / "typst"
NOT_WORDS = ("qr", "asset", "seal", "portrait", "kind", "size", "align")
MOST_SIGNS = 600_000
MOST_PIXELS = 40_000_000
LONG_WORD = re.compile(r"[^\s\u2e80-\U0010ffff]{13,}")
ZERO_WIDTH_SPACE = "\u200b"
ASSET_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")
KINDS = {"PNG", "JPEG"}
CHINESE = "〇一二三四五六七八九"
# signs that turn the direction of what follows, or hide: in a paper they could only deceive
INVISIBLE = frozenset("\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
log = logging.getLogger(__name__)


def compose(
    template: str,
    data: Document | Mapping[str, Any],
    *,
    assets: Mapping[str, bytes] | None = None,
    made_at: datetime | None = None,
) -> bytes:
    """A paper as PDF. The same words, pictures and fonts give the same bytes.

    Args:
        template: a key of `DOCUMENTS`.
        data: the document, or the values of its fields.
        assets: pictures (PNG or JPEG) by the name the data gives them.
        made_at: written into the file as its date; left out, the file has none.
    Raises:
        FontsMissing, SignNotInFonts, PaperTooLong, PictureUnusable, PictureMissing, TableUneven,
        HeadingLevelUnknown, NotComposed.
        TypeError: no such template or field.
    """
    return composed(template, data, assets=assets, made_at=made_at).content


def composed(
    template: str,
    data: Document | Mapping[str, Any],
    *,
    assets: Mapping[str, bytes] | None = None,
    made_at: datetime | None = None,
) -> Composed:
    """As `compose`, and which typefaces were used. Raises what `compose` raises."""
    if template not in DOCUMENTS:
        raise TypeError(f"no template {template!r}")
    shape = DOCUMENTS[template]
    document = data if isinstance(data, Document) else shape(**data)
    if not isinstance(document, shape):
        raise TypeError(f"{type(document).__name__} is not for the template {template!r}")
    pictures = {name: _picture(name, content) for name, content in (assets or {}).items()}
    values = _plain(document)
    _check(values, pictures)
    on_shelf = shelf()
    faces = {role: on_shelf.faces[role] for role in shape.roles}
    given = {
        "values": _breakable(values),
        "is_dated": made_at is not None,
        "faces": {role: {"font": face.families, "weight": face.weight} for role, face in on_shelf.faces.items()},
    }
    return Composed(
        content=_set(template, given, pictures, on_shelf.fonts, made_at),
        fonts={role: face.family for role, face in faces.items()},
        stand_ins=tuple(role for role, face in faces.items() if face.is_stand_in),
    )


def _picture(name: str, content: bytes) -> bytes:
    """The picture, looked at: its content decides, and the name can only be a name."""
    shown = name[:60]
    if not ASSET_NAME.fullmatch(name):
        raise errors.PictureUnusable(name=shown)
    try:
        with Image.open(BytesIO(content)) as picture:
            if picture.format not in KINDS or picture.width * picture.height > MOST_PIXELS:
                raise errors.PictureUnusable(name=shown)
            picture.verify()
    except errors.PictureUnusable:
        raise
    except Exception as error:  # whatever a broken file makes the reader say
        raise errors.PictureUnusable(name=shown) from error
    return content


def clean(text: str) -> str:
    """What of a text can be printed: no control signs, nothing that hides or turns direction, no half characters."""
    spaced = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")
    kept = (
        sign
        for sign in unicodedata.normalize("NFC", spaced)
        if sign == "\n" or (unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn") and sign not in INVISIBLE)
    )
    return "".join(kept)


def _plain(value: Any) -> Any:
    """Dataclasses as mappings, texts cleaned."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return clean(str(value))  # a lazy translation


def _breakable(value: Any) -> Any:
    """The same with long words (addresses, numbers) free to break anywhere: no line runs over the edge."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda found: ZERO_WIDTH_SPACE.join(found[0]), value)
    if isinstance(value, dict):
        return {key: item if key in NOT_WORDS else _breakable(item) for key, item in value.items()}
    return [_breakable(item) for item in value] if isinstance(value, list) else value


def _texts(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _check(values: Plain, pictures: Mapping[str, bytes]) -> None:
    length, signs = 0, set()
    for text in _texts(values):
        length += len(text)
        signs |= set(text)
    if length > MOST_SIGNS:
        raise errors.PaperTooLong(limit=MOST_SIGNS)
    check_signs(signs)
    _check_rows(values)
    blocks = values.get("body") or []
    if blocks and isinstance(blocks[0], dict):
        values["body"] = _numbered(blocks)
        for block in values["body"]:
            if block["kind"] == "table":
                _check_rows(block)
    wanted = [values.get("seal"), values.get("portrait")]
    wanted += [block["asset"] for block in values.get("body") or [] if isinstance(block, dict) and "asset" in block]
    for name in wanted:
        if name and name not in pictures:
            raise errors.PictureMissing(name=name)


def _check_rows(table: Plain) -> None:
    if not isinstance(table.get("columns"), list):
        return
    width = len(table["columns"])
    for number, row in enumerate([*table["rows"], *([table["totals"]] if table.get("totals") else [])], start=1):
        if len(row) != width:
            raise errors.TableUneven(row=number, found=len(row), wanted=width)


def _numbered(blocks: list[Plain]) -> list[Plain]:
    """Headings with their numbers, paragraphs one by one."""
    done: list[Plain] = []
    counts = [0, 0, 0, 0]
    for block in blocks:
        if block["kind"] == "heading":
            level = block["level"]
            if level not in (1, 2, 3, 4):
                raise errors.HeadingLevelUnknown(level=level)
            text = block["text"].replace("\n", "")
            if block.get("is_numbered", True):
                counts[level - 1] += 1
                counts[level:] = [0] * (4 - level)
                text = heading_number(level, counts[level - 1]) + text
            done.append({"kind": "heading", "level": level, "text": text})
        elif block["kind"] == "paragraph":
            done += [{"kind": "paragraph", "text": line.strip()} for line in block["text"].split("\n") if line.strip()]
        else:
            done.append(block)
    return done


def heading_number(level: int, count: int) -> str:
    """一、 （一） 1. （1）"""
    if level <= 2:
        return f"{chinese(count)}、" if level == 1 else f"（{chinese(count)}）"
    return f"{count}." if level == 3 else f"（{count}）"


def chinese(count: int) -> str:
    """1 to 99 in Chinese numerals: 一, 十, 十二, 二十, 二十三."""
    tens, ones = divmod(count, 10)
    if count > 99:
        return str(count)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (CHINESE[ones] if ones else "")


def _set(
    template: str, given: Plain, pictures: Mapping[str, bytes], fonts: typst.Fonts, made_at: datetime | None
) -> bytes:
    with TemporaryDirectory(prefix="xingtan-paper-") as folder:
        root = Path(folder)
        for source in TEMPLATES.glob("*.typ"):
            copyfile(source, root / source.name)
        (root / "data.json").write_text(json.dumps(given), encoding="ascii")
        (root / "assets").mkdir()
        for name, content in pictures.items():
            (root / "assets" / name).write_bytes(content)
        nowhere = str(root / "no-packages")
        try:
            compiler = typst.Compiler(
                str(root / f"{template}.typ"),
                root=str(root),
                font_paths=fonts,
                ignore_system_fonts=True,
                package_path=nowhere,
                package_cache_path=nowhere,
            )
            stamp = int(made_at.timestamp()) if made_at else 0
            # tags for screen readers make a table of thousands of rows five times as large
            pdf = compiler.compile(format="pdf", timestamp=stamp, pdf_tags=template != TableReport.template)
        except typst.TypstError as error:
            log.error("The template %s could not be set: %s", template, error.message)
            raise errors.NotComposed from error
    if not isinstance(pdf, bytes):
        raise errors.NotComposed
    return pdf
