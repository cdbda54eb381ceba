"""Which typefaces a paper is set in: those the region installed where the standard asks for them, else Noto."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xingtan.engines.papers.errors import FontsMissing, SignNotInFonts

BUNDLED = Path(__file__).resolve().parents[1] / "fonts"
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
FILE_ENDINGS = (".ttf", ".otf", ".ttc")
# role -> what the standard calls it, families that are it, the stand-in and its weight
ROLES: dict[str, tuple[object, tuple[str, ...], str, int]] = {
    "fangsong": (
        _("仿宋"),
        ("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "FZFangSong-Z02", "仿宋", "FangSong", "STFangsong"),
        SERIF,
        400,
    ),
    "biaosong": (
        _("小标宋"),
        ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "小标宋体"),
        SERIF,
        700,
    ),
    "heiti": (_("黑体"), ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "STHeiti"), SANS, 700),
    "kaiti": (
        _("楷体"),
        ("楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "FZKai-Z03", "楷体", "KaiTi", "STKaiti"),
        SERIF,
        400,
    ),
    "songti": (_("宋体"), ("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "STSong"), SERIF, 400),
}


@dataclass(frozen=True)
class Face:
    """The typeface of one role: families in the order in which they are asked, and the weight."""

    family: str
    weight: int
    is_stand_in: bool

    @property
    def families(self) -> list[str]:
        """The family itself, then Noto for what it lacks."""
        return list(dict.fromkeys((self.family, SERIF, SANS)))


@dataclass(frozen=True)
class Shelf:
    """All typefaces of this installation."""

    fonts: typst.Fonts
    faces: dict[str, Face]
    files: tuple[str, ...]


def font_label(role: str) -> str:
    """What the standard calls a typeface: 仿宋, 小标宋, 黑体, 楷体, 宋体."""
    return str(ROLES[role][0])


def shelf() -> Shelf:
    """The typefaces at hand; read anew when a font file has come or gone.

    Raises:
        FontsMissing: the bundled fonts were not built.
    """
    folders = [BUNDLED, *([Path(settings.PAPER_FONTS)] if settings.PAPER_FONTS else [])]
    files = tuple(
        (str(path), path.stat().st_mtime_ns)
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in FILE_ENDINGS
    )
    return _shelf(files, tuple(str(folder) for folder in folders if folder.is_dir()))


@lru_cache(maxsize=2)
def _shelf(files: tuple[tuple[str, int], ...], folders: tuple[str, ...]) -> Shelf:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    known = {family.casefold(): family for family in fonts.families()}
    if SERIF.casefold() not in known or SANS.casefold() not in known:
        raise FontsMissing
    faces = {}
    for role, (_label, wanted, stand_in, weight) in ROLES.items():
        found = next((known[name.casefold()] for name in wanted if name.casefold() in known), None)
        faces[role] = Face(found or stand_in, 400 if found else weight, is_stand_in=found is None)
    return Shelf(fonts, faces, tuple(font.path for font in fonts.fonts() if font.path))


def check_signs(text: set[str]) -> None:
    """Refuse what no typeface can draw: an empty box in somebody's name is worse than a clear no.

    Raises:
        SignNotInFonts: names up to ten of the signs.
    """
    missing = {sign for sign in text if not sign.isspace()}
    for path in shelf().files:
        missing -= {sign for sign in missing if ord(sign) in _drawn(path)}
        if not missing:
            return
    raise SignNotInFonts(signs="".join(sorted(missing)[:10]))


@lru_cache(maxsize=64)
def _drawn(path: str) -> frozenset[int]:
    """Code points that the character map of a font file knows (its first face, in a collection)."""
    content = Path(path).read_bytes()
    start = struct.unpack_from(">I", content, 12)[0] if content[:4] == b"ttcf" else 0
    for at in range(struct.unpack_from(">H", content, start + 4)[0]):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", content, start + 12 + 16 * at)
        if tag == b"cmap":
            return frozenset(_mapped(content, offset))
    return frozenset()


def _mapped(content: bytes, cmap: int) -> set[int]:
    found: set[int] = set()
    for at in range(struct.unpack_from(">H", content, cmap + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHI", content, cmap + 4 + 8 * at)
        table = cmap + offset
        kind = struct.unpack_from(">H", content, table)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">I", content, table + 12)[0]):
                first, last, _glyph = struct.unpack_from(">III", content, table + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif kind == 4:
            double = struct.unpack_from(">H", content, table + 6)[0]
            ends = struct.unpack_from(f">{double // 2}H", content, table + 14)
            starts = struct.unpack_from(f">{double // 2}H", content, table + 16 + double)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, min(last, 0xFFFE) + 1))
    return found
