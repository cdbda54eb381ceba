"""Front door of the papers engine."""

from xingtan.engines.papers.data import PaperKind, SealKind
from xingtan.engines.papers.data.documents import (
    Column,
    Composed,
    Heading,
    Label,
    LabelSheet,
    NameGroup,
    NameList,
    OfficialDocument,
    Paragraph,
    Picture,
    Slip,
    TableBlock,
    TableReport,
)
from xingtan.engines.papers.models import Paper, Seal, SealUse, TakenNumber
from xingtan.engines.papers.services.codes import new_code, qr_rows, qr_svg
from xingtan.engines.papers.services.composing import compose, composed
from xingtan.engines.papers.services.fonts import font_label
from xingtan.engines.papers.services.issuing import issue, revoke
from xingtan.engines.papers.services.numbers import take_number, void_number
from xingtan.engines.papers.services.seals import Pressed, appoint_keeper, keep_seal, press, retire_seal

__all__ = (
    "Column",
    "Composed",
    "Heading",
    "Label",
    "LabelSheet",
    "NameGroup",
    "NameList",
    "OfficialDocument",
    "Paper",
    "PaperKind",
    "Paragraph",
    "Picture",
    "Pressed",
    "Seal",
    "SealKind",
    "SealUse",
    "Slip",
    "TableBlock",
    "TableReport",
    "TakenNumber",
    "appoint_keeper",
    "compose",
    "composed",
    "font_label",
    "issue",
    "keep_seal",
    "new_code",
    "press",
    "qr_rows",
    "qr_svg",
    "retire_seal",
    "revoke",
    "take_number",
    "void_number",
)
