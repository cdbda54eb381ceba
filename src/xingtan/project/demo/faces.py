"""Portraits of nobody: calm flat pictures drawn from simple shapes, the same ones for the same seed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from random import Random

from PIL import Image, ImageDraw

SQUARE = (256, 256)
UPRIGHT = (358, 441)  # as the national register wants the picture of a pupil
SMALL_WIDTH = 96
SCALE = 2  # drawn larger and reduced, for smooth edges
QUALITY = 80

GROUNDS = ("#dfe9e4", "#e8e4d8", "#dde6ee", "#efe3dc", "#e6e2ec", "#e2ebda", "#f0e8d0", "#d9e7e8")
SKINS = ("#f3d6bd", "#eec9a8", "#e6bb95", "#f6dfca")
HAIRS = ("#2a2624", "#1f1d1e", "#3a2f2a", "#332b2c")
GREYS = ("#b9b7b3", "#9a9794", "#d5d3cf", "#77736f")
CLOTHES = ("#4f7a6b", "#5b7799", "#a8705c", "#7d6b8f", "#8d8450", "#5f8a8f", "#b08a4e", "#6c6f77")
UNIFORMS = ("#3f6fa5", "#2f7f72", "#b5485a", "#4a5a8c")
INK = "#3b3532"
SCARF = "#c8322b"


class Age(StrEnum):
    SMALL = "small"  # kindergarten
    CHILD = "child"
    TEEN = "teen"
    ADULT = "adult"
    ELDER = "elder"


@dataclass(frozen=True)
class Portrait:
    """Two JPEGs of one picture, without any metadata."""

    full: bytes
    small: bytes
    shape: tuple[int, int]  # width and height of the full one, in pixels


PUPILS = (Age.SMALL, Age.CHILD, Age.TEEN)
# How wide and high the head is, and where its middle stands, in hundredths of the width.
HEADS = {Age.SMALL: (23, 23, 46), Age.CHILD: (21, 22, 45), Age.TEEN: (19, 22, 43)}
GROWN = (19, 23, 42)


@cache
def portrait(age: Age, sex: str, number: int) -> Portrait:
    """The picture with this number of an age and a sex ("1" male, "2" female); upright for pupils, else square."""
    rng = Random(f"{age}:{sex}:{number}")
    shape = UPRIGHT if age in PUPILS else SQUARE
    canvas = _Canvas(rng, age, shape, is_male=sex == "1")
    canvas.paint()
    full = canvas.picture.reduce(SCALE)
    small = full.resize((SMALL_WIDTH, SMALL_WIDTH * shape[1] // shape[0]), Image.Resampling.LANCZOS)
    return Portrait(full=_jpeg(full), small=_jpeg(small), shape=shape)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


class _Canvas:
    """One picture while it is painted. Lengths are hundredths of the width."""

    def __init__(self, rng: Random, age: Age, shape: tuple[int, int], *, is_male: bool) -> None:
        self.rng, self.age, self.is_male = rng, age, is_male
        self.width = shape[0] * SCALE
        self.line = shape[0] * SCALE / SQUARE[0]
        self.picture = Image.new("RGB", (self.width, shape[1] * SCALE), rng.choice(GROUNDS))
        self.pen = ImageDraw.Draw(self.picture)
        self.skin = rng.choice(SKINS)
        self.hair = rng.choice(GREYS if age is Age.ELDER else HAIRS)
        is_pupil = age in (Age.CHILD, Age.TEEN)
        self.cloth = rng.choice(UNIFORMS if is_pupil and rng.random() < 0.7 else CLOTHES)
        self.half, self.tall, self.middle = HEADS.get(age, GROWN)
        self.middle += 12 if shape == UPRIGHT else 0
        self.half += rng.choice((-1, 0, 0, 1))

    def paint(self) -> None:
        style = self.rng.randrange(4)
        self._hair_behind(style)
        self._body()
        self._head()
        self._hair_before(style)
        self._face()

    def _at(self, *lengths: float) -> list[float]:
        return [length * self.width / 100 for length in lengths]

    def _oval(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self.pen.ellipse(self._at(left, top, right, bottom), fill=colour)

    def _block(self, left: float, top: float, right: float, bottom: float, radius: float, colour: str) -> None:
        self.pen.rounded_rectangle(self._at(left, top, right, bottom), self._at(radius)[0], fill=colour)

    def _shape(self, *points: float, colour: str) -> None:
        self.pen.polygon(self._at(*points), fill=colour)

    def _body(self) -> None:
        wide = {Age.SMALL: 27, Age.CHILD: 30, Age.TEEN: 35}.get(self.age, 40 if self.is_male else 36)
        top = self.middle + self.tall + 5
        self._block(50 - wide, top, 50 + wide, 160, 20, self.cloth)
        self._block(43, self.middle + 8, 57, top + 6, 7, _darker(self.skin))
        self._collar(top)

    def _collar(self, top: float) -> None:
        kind = self.rng.randrange(3)
        if self.age is Age.CHILD and self.rng.random() < 0.6:
            self._shape(38, top, 50, top + 9, 62, top, 66, top + 4, 50, top + 15, 34, top + 4, colour=SCARF)
            self._shape(50, top + 9, 44, top + 25, 50, top + 21, 56, top + 25, colour=SCARF)
        elif kind == 0:
            self._shape(
                41, top - 1, 50, top + 13, 59, top - 1, 64, top + 3, 50, top + 21, 36, top + 3, colour="#f7f5f0"
            )
            self._shape(43, top - 1, 50, top + 11, 57, top - 1, colour=_darker(self.skin))
        elif kind == 1:
            self._oval(40, top - 6, 60, top + 8, _darker(self.skin))
        else:
            self._block(40, top - 2, 60, top + 5, 3, _darker(self.cloth))

    def _head(self) -> None:
        ear = self.middle + 2
        for side in (50 - self.half, 50 + self.half):
            self._oval(side - 3.2, ear - 4, side + 3.2, ear + 5, _darker(self.skin))
        self._oval(50 - self.half, self.middle - self.tall, 50 + self.half, self.middle + self.tall, self.skin)

    def _hair_behind(self, style: int) -> None:
        if self.is_male:
            return
        top, out = self.middle - self.tall - 4, self.half + 4.5
        if style == 0:  # long
            self._block(50 - out, top, 50 + out, self.middle + self.tall + 14, 20, self.hair)
        elif style == 1:  # to the chin
            self._block(50 - out, top, 50 + out, self.middle + self.tall - 1, 19, self.hair)
        elif style == 2 and self.age in (Age.ADULT, Age.ELDER):  # a knot
            self._oval(41, top - 10, 59, top + 8, self.hair)
        elif style == 2:  # two tails
            for side in (-1, 1):
                middle = 50 + side * (self.half + 6)
                self._oval(middle - 6, self.middle - 6, middle + 6, self.middle + 22, self.hair)
        else:  # one tail, at the side
            self._oval(50 + self.half - 4, self.middle - 12, 50 + self.half + 11, self.middle + 26, self.hair)

    def _hair_before(self, style: int) -> None:
        top, out = self.middle - self.tall, self.half + 1.5
        box = self._at(50 - out, top - 4, 50 + out, self.middle + self.tall * 0.7)
        if self.is_male and self.age is Age.ELDER and style == 3:
            return  # hardly any
        self.pen.chord(box, 180 + 8, 360 - 8, fill=self.hair)
        if self.is_male:
            for side in (50 - out, 50 + out - 4):
                self._block(side, self.middle - 9, side + 4, self.middle + (1 if style else 4), 2, self.hair)
        line = self.middle - self.tall * 0.19
        if style == 0:
            self._shape(50 - out, line - 2, 44, line - 6, 50 + out, line + 3, 50 + out, line - 9, colour=self.hair)
        elif style == 1:
            self._block(50 - self.half + 3, line - 6, 50 + self.half - 3, line + 2.5, 4, self.hair)
        elif style == 2:
            self._shape(50 - out, line + 3, 58, line - 7, 50 + out, line - 1, 50 + out, line - 9, 50 - out, line - 9,
                        colour=self.hair)  # fmt: skip

    def _face(self) -> None:
        eyes, apart = self.middle + 4, self.half * 0.43
        size = 2.0 if self.age in (Age.SMALL, Age.CHILD) else 1.6
        for side in (50 - apart, 50 + apart):
            self._oval(side - size, eyes - size, side + size, eyes + size, INK)
            brow = self._at(side - 3.4, eyes - 6.4, side + 3.4, eyes - 2.4)
            self.pen.arc(
                brow, 205, 335, fill=INK if self.age is not Age.ELDER else GREYS[3], width=round(self.line * 1.8)
            )
        if self.age in (Age.SMALL, Age.CHILD):
            for side in (50 - apart - 4.5, 50 + apart + 4.5):
                self._oval(side - 3, eyes + 3.5, side + 3, eyes + 7.5, _mixed(self.skin, "#e08a78", 0.35))
        mouth = self._at(50 - 4.6, self.middle + 8, 50 + 4.6, self.middle + 14.5)
        self.pen.arc(mouth, 25, 155, fill="#a4574b", width=round(self.line * 2.2))
        glasses = {Age.SMALL: 0.02, Age.CHILD: 0.18, Age.TEEN: 0.42, Age.ADULT: 0.34}.get(self.age, 0.45)
        if self.rng.random() < glasses:
            self._glasses(eyes, apart)

    def _glasses(self, eyes: float, apart: float) -> None:
        reach = min(5.6, apart - 1.2)
        for side in (50 - apart, 50 + apart):
            box = self._at(side - reach, eyes - reach, side + reach, eyes + reach)
            self.pen.ellipse(box, outline="#5a5350", width=round(self.line * 1.6))
        bridge = self._at(50 - apart + reach, eyes, 50 + apart - reach, eyes)
        self.pen.line(bridge, fill="#5a5350", width=round(self.line * 1.6))


def _darker(colour: str) -> str:
    return _mixed(colour, "#5a4038", 0.14)


def _mixed(colour: str, other: str, share: float) -> str:
    """`colour` with a share of `other` in it."""
    parts = [(int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(own * (1 - share) + more * share):02x}" for own, more in parts)
