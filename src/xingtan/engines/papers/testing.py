"""Measuring printed papers, and factories that other packages may use. Nothing is random."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import pypdfium2
from django.utils import timezone
from PIL import Image, ImageDraw
from pypdfium2 import raw

from xingtan.engines.papers.api import Paper, Slip, appoint_keeper, compose, issue, keep_seal, press
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster.testing import District

MM = 25.4 / 72


@dataclass(frozen=True)
class Glyph:
    """One character of a page. Millimetres from the upper left corner; `size` in points.

    `x`, `y`: where the pen stood, `y` being the base line; the four edges are those of the ink.
    """

    sign: str
    x: float
    y: float
    size: float
    left: float
    right: float
    top: float
    bottom: float
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class Mark:
    """A line, a frame or a picture: its edges in millimetres, what it is, and the colour that fills it."""

    kind: str
    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[int, int, int] = (0, 0, 0)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(glyph.sign for glyph in self.glyphs)

    def find(self, words: str) -> list[Glyph]:
        """The glyphs of the first place where `words` stand."""
        at = self.text.index(words)
        return self.glyphs[at : at + len(words)]

    def lines(self) -> list[list[Glyph]]:
        """Glyphs by base line, from top to bottom, each from left to right."""
        found: dict[float, list[Glyph]] = {}
        for glyph in self.glyphs:
            found.setdefault(round(glyph.y, 1), []).append(glyph)
        return [sorted(found[y], key=lambda glyph: glyph.x) for y in sorted(found)]


@lru_cache(maxsize=16)
def pages_of(pdf: bytes) -> list[Page]:
    """Every page of a PDF, measured."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(document[number]) for number in range(len(document))]


def text_of(pdf: bytes) -> str:
    """All that is written, page after page, without spaces."""
    return "".join(page.text for page in pages_of(pdf))


def _page(page: Any) -> Page:
    height = page.get_height()
    words = page.get_textpage()
    glyphs = [_glyph(words, at, height) for at in range(words.count_chars())]
    marks = [_mark(thing, height) for thing in page.get_objects() if thing.type != raw.FPDF_PAGEOBJ_TEXT]
    return Page(
        width=page.get_width() * MM,
        height=height * MM,
        glyphs=[glyph for glyph in glyphs if glyph.sign.strip().strip("\u200b\x00")],
        marks=marks,
    )


def _glyph(words: Any, at: int, height: float) -> Glyph:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(words.raw, at, x, y)
    left, bottom, right, top = words.get_charbox(at)
    parts = [ctypes.c_uint() for _part in range(4)]
    raw.FPDFText_GetFillColor(words.raw, at, *parts)
    return Glyph(
        sign=chr(raw.FPDFText_GetUnicode(words.raw, at)),
        x=x.value * MM,
        y=(height - y.value) * MM,
        size=round(raw.FPDFText_GetFontSize(words.raw, at), 2),
        left=left * MM,
        right=right * MM,
        top=(height - top) * MM,
        bottom=(height - bottom) * MM,
        colour=(parts[0].value, parts[1].value, parts[2].value),
    )


def _mark(thing: Any, height: float) -> Mark:
    left, bottom, right, top = thing.get_bounds()
    parts = [ctypes.c_uint() for _part in range(4)]
    raw.FPDFPageObj_GetFillColor(thing.raw, *parts)
    kind = {raw.FPDF_PAGEOBJ_IMAGE: "picture", raw.FPDF_PAGEOBJ_PATH: "path"}.get(thing.type, "other")
    colour = (parts[0].value, parts[1].value, parts[2].value)
    return Mark(kind, left * MM, (height - top) * MM, right * MM, (height - bottom) * MM, colour)


def seal_picture(*, is_transparent: bool = True, side: int = 400) -> bytes:
    """A round red seal without words, as PNG."""
    ground = (0, 0, 0, 0) if is_transparent else (255, 255, 255, 255)
    picture = Image.new("RGBA", (side, side), ground)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((4, 4, side - 5, side - 5), outline=(220, 0, 0, 255), width=side // 32)
    pen.regular_polygon((side // 2, side // 2, side // 7), 5, fill=(220, 0, 0, 255))
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


def furnished(district: District, school: Organisation) -> dict[str, Any]:
    """A seal with a keeper and a use, and an issued paper, of one school, for tests that ask every page."""
    actor = district.actor_of(district.staff("school_administrator", organisation=school))
    keeper = district.staff("staff", organisation=school)
    now = timezone.now()
    seal = keep_seal(
        actor=actor,
        organisation_id=school.pk,
        kind="official",
        label=school.name,
        on=district.on,
        picture=seal_picture(),
    )
    appoint_keeper(actor=actor, seal_id=seal.pk, person_id=keeper.pk, starts_on=district.on, now=now)
    paper = make_paper(actor, school, now=now)
    press(
        actor=district.actor_of(keeper),
        seal_id=seal.pk,
        paper_id=paper.pk,
        copies=2,
        reason="结业",
        asked_by_id=keeper.pk,
        now=now,
    )
    return {"seal": seal.pk, "issued_paper": paper.pk, "check_code": paper.verify_code}


def make_paper(actor: Actor, organisation: Organisation, *, now: datetime, **more: Any) -> Paper:
    """An issued certificate of one page."""
    slip = Slip(title="结业证书", body=["考核合格，准予结业。"], organisation=organisation.name, dated="2026年9月1日")
    values: dict[str, Any] = {"number": "示证〔2026〕1号", "title": "结业证书", "kind": "certificate", **more}
    return issue(
        actor=actor,
        organisation_id=organisation.pk,
        content=compose("slip", slip),
        holder=("training", 1),
        now=now,
        **values,
    )
