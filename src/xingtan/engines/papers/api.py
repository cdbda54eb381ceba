"""Front door of the papers engine."""

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
from xingtan.engines.papers.services.codes import qr_rows, qr_svg
from xingtan.engines.papers.services.composing import compose, composed

__all__ = (
    "Column",
    "Composed",
    "Heading",
    "Label",
    "LabelSheet",
    "NameGroup",
    "NameList",
    "OfficialDocument",
    "Paragraph",
    "Picture",
    "Slip",
    "TableBlock",
    "TableReport",
    "compose",
    "composed",
    "qr_rows",
    "qr_svg",
)
