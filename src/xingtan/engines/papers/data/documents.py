"""What can be printed, as plain data. Text is text: nothing in it is markup of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Document:
    """Base of what `compose` prints. `template` names the file under `typst/`, `roles` the fonts it asks for."""

    template: ClassVar[str]
    roles: ClassVar[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading of level 1 to 4; numbered 一、（一）1.（1） unless `is_numbered` is off."""

    level: int
    text: str
    is_numbered: bool = True
    kind: str = "heading"


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text; each line of `text` is a paragraph of its own."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, kw_only=True)
class TableBlock:
    """A small table in running text: every row has as many cells as there are columns."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    kind: str = "table"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture handed in under the name `asset`; no wider than the text area (156 mm)."""

    asset: str
    caption: str = ""
    width_mm: int = 120
    kind: str = "picture"


Block = Heading | Paragraph | TableBlock | Picture


@dataclass(frozen=True, kw_only=True)
class OfficialDocument(Document):
    """A 公文 by GB/T 9704-2012. There is no field for a degree of secrecy: such papers do not belong on the internet.

    Args:
        mark: lines of the red 发文机关标志, e.g. ("…教育局文件",); empty for a paper without a red head.
        number: 发文字号, "…教〔2026〕12号".
        signers: 签发人 of a document that goes upward; empty for all others.
        urgency: "", "特急" or "加急".
        title: a line break stands where the title shall break.
        addressees: 主送机关 without the colon; empty for papers to everybody.
        body: blocks in order.
        attachments: names of attachments, without numbers.
        signed_by, dated: 署名 and 成文日期, "2026年9月1日".
        seal: asset of the seal; "" when it is sealed by hand or not at all. `seal_mm` is its diameter.
        note: 附注 without brackets.
        copies_to, printed_by, printed_on: 版记; without `printed_by` there is none.
        is_two_sided: margins mirrored for printing on both sides, as the standard asks.
    """

    template: ClassVar[str] = "official"
    roles: ClassVar[tuple[str, ...]] = ("fangsong", "biaosong", "heiti", "kaiti", "songti")

    mark: Sequence[str] = ()
    number: str = ""
    signers: Sequence[str] = ()
    urgency: str = ""
    title: str
    addressees: str = ""
    body: Sequence[Block] = ()
    attachments: Sequence[str] = ()
    signed_by: str
    dated: str
    seal: str = ""
    seal_mm: int = 42
    note: str = ""
    copies_to: str = ""
    printed_by: str = ""
    printed_on: str = ""
    is_two_sided: bool = True


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a printed table. `width` weighs it against the others; `align` is left, center or right."""

    title: str
    width: float = 1
    align: str = "left"


@dataclass(frozen=True, kw_only=True)
class TableReport(Document):
    """A table over as many pages as it takes, the head repeated, with what a report must say of itself.

    Args:
        organisation: who reports.
        unit: what the figures count: 所、人、%、万元.
        as_of: the moment they are true for, e.g. "2026年9月1日".
        definition: 口径, how they were counted.
        filled_by, checked_by, headed_by: names at the foot; empty leaves room for a hand.
    """

    template: ClassVar[str] = "report"
    roles: ClassVar[tuple[str, ...]] = ("biaosong", "heiti", "songti")

    title: str
    organisation: str
    unit: str
    as_of: str
    definition: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str] = ()
    filled_by: str = ""
    checked_by: str = ""
    headed_by: str = ""
    is_landscape: bool = False


@dataclass(frozen=True, kw_only=True)
class Slip(Document):
    """A certificate, a permit or a slip: number, title, some lines, who issued it, and how to check it.

    `size` is a4, a4-landscape, a5 or a5-landscape. `qr` are rows of "0" and "1", see `qr_rows`.
    """

    template: ClassVar[str] = "slip"
    roles: ClassVar[tuple[str, ...]] = ("biaosong", "fangsong", "songti")

    title: str
    number: str = ""
    body: Sequence[str]
    organisation: str
    dated: str
    seal: str = ""
    seal_mm: int = 42
    portrait: str = ""
    verify_code: str = ""
    qr: Sequence[str] = ()
    size: str = "a4"
    has_frame: bool = False


@dataclass(frozen=True, kw_only=True)
class Label:
    """One label: a first line in bold, further lines, perhaps a QR code."""

    title: str
    lines: Sequence[str] = ()
    qr: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class LabelSheet(Document):
    """Labels on A4, row by row. Sizes in millimetres; the sheet is centred unless margins say otherwise."""

    template: ClassVar[str] = "labels"
    roles: ClassVar[tuple[str, ...]] = ("heiti", "songti")

    labels: Sequence[Label]
    columns: int = 3
    rows: int = 8
    width_mm: float = 63.5
    height_mm: float = 33.9
    gap_x_mm: float = 2.5
    gap_y_mm: float = 0
    has_cutting_lines: bool = True


@dataclass(frozen=True, kw_only=True)
class NameGroup:
    title: str
    names: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class NameList(Document):
    """Names by group, in columns, with how many there are."""

    template: ClassVar[str] = "names"
    roles: ClassVar[tuple[str, ...]] = ("biaosong", "heiti", "fangsong", "songti")

    title: str
    subtitle: str = ""
    groups: Sequence[NameGroup]
    columns: int = 6
    organisation: str = ""
    dated: str = ""


DOCUMENTS: dict[str, type[Document]] = {
    shape.template: shape for shape in (OfficialDocument, TableReport, Slip, LabelSheet, NameList)
}


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A paper as PDF. `fonts` maps the roles of typefaces (`api.font_label` names them) to the family that was used."""

    content: bytes
    fonts: dict[str, str] = field(default_factory=dict)
    stand_ins: tuple[str, ...] = ()  # roles whose own typeface this installation has not got


Plain = dict[str, Any]
