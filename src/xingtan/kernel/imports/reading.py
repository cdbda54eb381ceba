"""Files as rows of text: csv in the encodings that offices use, xlsx and xls. Files from outside are hostile."""

from __future__ import annotations

import codecs
import csv
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine
from django.utils.translation import gettext as _

from xingtan.kernel.files import sniffing
from xingtan.kernel.files.errors import ArchiveRefused
from xingtan.kernel.imports.errors import FileUnreadable
from xingtan.kernel.imports.fields import cell_text

MOST_ROWS = 200_000
MOST_COLUMNS = 256
MOST_CELL = 32_767  # characters, as in a spreadsheet
FORMULA, MERGED = "formula", "merged"
XLSX = sniffing.OFFICE["xl/"]
XLS_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHUNK, OVERLAP = 1024 * 1024, 256
# A lone cell far out would make the reader lay out millions of empty ones: columns behind IV, rows behind 299,999.
FAR_CELL = re.compile(rb'<c r="(?:(?:I[W-Z]|[J-Z][A-Z]|[A-Z]{3})\d+|[A-Z]{1,2}(?:[3-9]\d{5}|\d{7,}))"')
FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f[\s>/]')
ENCODINGS = {"utf-8": "UTF-8", "gb18030": "GBK", "utf-16": "UTF-16"}


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of a sheet as text. `marks`: column -> FORMULA or MERGED where a cell is not what it seems."""

    line: int
    cells: list[str]
    marks: dict[int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """What a file offers. `encoding` is set for text only; `notes` are sentences about how it was read."""

    path: Path
    kind: str  # "csv", "xlsx", "xls"
    sheets: tuple[str, ...]
    encoding: str = ""
    notes: tuple[str, ...] = ()

    def rows(self, sheet: str) -> Iterator[RawRow]:
        """Lines of one sheet, empty ones left out.

        Raises:
            FileUnreadable: too many lines or columns, or broken on the way.
        """
        found = _text_rows(self.path, self.encoding) if self.kind == "csv" else _book_rows(self, sheet)
        count = 0
        for row in found:
            if row.is_empty:
                continue
            count += 1
            if count > MOST_ROWS:
                raise FileUnreadable(reason=_("超过%(most)s行，请分成几个文件。") % {"most": f"{MOST_ROWS:,}"})
            yield row


def open_book(path: Path) -> Book:
    """Say what a file is and which sheets it has, by its content.

    Raises:
        FileUnreadable: no table, with macros, protected by a password, a bomb, or in an unknown encoding.
    """
    with path.open("rb") as file:
        head = file.read(8192)
    if not head.strip():
        raise FileUnreadable(reason=_("文件是空的。"))
    if head.startswith(XLS_HEAD):
        return _spreadsheet(path, "xls")
    media_type = sniffing.media_type_of(path)
    if head.startswith(b"PK\x03\x04"):
        _check_workbook(path, media_type)
        return _spreadsheet(path, "xlsx")
    if media_type in (sniffing.TEXT, sniffing.UNKNOWN) or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = encoding_of(path)
        return Book(path=path, kind="csv", sheets=("",), encoding=encoding)
    raise FileUnreadable(
        reason=_("这是%(found)s，不是表格。请用xlsx、xls或csv。") % {"found": sniffing.name_of(media_type)}
    )


# --- text -----------------------------------------------------------------------------------------------------------


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file can be read: UTF-8, GBK (GB 18030) or UTF-16 by its mark.

    Raises:
        FileUnreadable: in none of them, or with NUL bytes.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8",)
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            with path.open("r", encoding=encoding, newline="") as text:
                while chunk := text.read(CHUNK):
                    if "\x00" in chunk:
                        raise FileUnreadable(
                            reason=_("里面有不可见的控制字符，不是普通的文本表格。请另存为xlsx或csv。")
                        )
        except UnicodeError:
            continue
        return encoding
    raise FileUnreadable(reason=_("文字编码既不是UTF-8也不是GBK。请用表格软件打开后另存为xlsx。"))


def _delimiter(path: Path, encoding: str) -> str:
    with path.open("r", encoding=encoding, newline="") as text:
        head = text.read(20_000)
    return max(",\t;|", key=lambda sign: head.count(sign))


def _text_rows(path: Path, encoding: str) -> Iterator[RawRow]:
    delimiter = _delimiter(path, encoding)
    line = 0
    with path.open("r", encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        try:
            for cells in reader:
                line += 1
                if line == 1 and cells:
                    cells[0] = cells[0].removeprefix("\ufeff")
                if len(cells) > MOST_COLUMNS:
                    raise FileUnreadable(
                        reason=_("第%(line)d行超过%(most)d列。") % {"line": line, "most": MOST_COLUMNS}
                    )
                yield RawRow(line, cells)
        except csv.Error as error:
            where = _("第%(line)d行之后读不下去，可能是引号没有配对。") % {"line": line}
            raise FileUnreadable(reason=where) from error


# --- workbooks ------------------------------------------------------------------------------------------------------


def _check_workbook(path: Path, media_type: str) -> None:
    """Refuse what only pretends to be a workbook, from its directory and its text, building nothing."""
    try:
        sniffing.check_archive(path)
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileUnreadable(reason=_("里面有宏。请另存为不含宏的xlsx再上传。"))
            if media_type != XLSX:
                raise FileUnreadable(reason=_("这是压缩包，不是表格。请解开后上传其中的xlsx、xls或csv。"))
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    _check_xml(archive, member)
    except ArchiveRefused as error:
        raise FileUnreadable(reason=_("压缩方式异常，解开后会大得不合常理，没有读取。")) from error
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise FileUnreadable(reason=_("文件不完整，或者加了密码。请用表格软件打开后另存。")) from error


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No document types, since entities could unfold without end; no cells far out."""
    is_sheet = member.filename.startswith("xl/worksheets/")
    tail = b""
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            seen = tail + chunk
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise FileUnreadable(reason=_("里面有不该有的实体声明，没有读取。请用表格软件重新另存。"))
            if is_sheet and FAR_CELL.search(seen):
                raise FileUnreadable(reason=_("在第300000行以后或第256列以后还有内容。请删去多余的行列再上传。"))
            tail = seen[-OVERLAP:]


def _spreadsheet(path: Path, kind: str) -> Book:
    with _calamine(path) as book:
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible
        ]
    if not visible:
        raise FileUnreadable(reason=_("里面没有可见的工作表。"))
    return Book(path=path, kind=kind, sheets=tuple(visible))


@contextmanager
def _calamine(path: Path) -> Iterator[Any]:
    try:
        book = calamine.load_workbook(str(path))
    except calamine.PasswordError as error:
        raise FileUnreadable(reason=_("文件加了密码。请去掉密码再上传。")) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise FileUnreadable(reason=_("文件不完整，没有读成。请用表格软件打开后另存。")) from error
    try:
        yield book
    finally:
        book.close()


def _book_rows(book: Book, name: str) -> Iterator[RawRow]:
    formulas = _formulas(book.path, name) if book.kind == "xlsx" else {}
    with _calamine(book.path) as opened:
        try:
            sheet = opened.get_sheet_by_name(name)
        except (calamine.WorksheetNotFound, calamine.XmlError, calamine.CalamineError) as error:
            raise FileUnreadable(reason=_("工作表“%(name)s”没有读成。") % {"name": name}) from error
        if sheet.total_width > MOST_COLUMNS:
            raise FileUnreadable(reason=_("超过%(most)d列。") % {"most": MOST_COLUMNS})
        merged = _merged(sheet)
        left = sheet.start[1] if sheet.start else 0  # lines come from the first of the sheet, columns from here on
        for index, values in enumerate(sheet.iter_rows()):
            cells = [""] * left + [cell_text(value)[:MOST_CELL] for value in values]
            marks = dict.fromkeys(formulas.get(index + 1, ()), FORMULA)
            marks.update(dict.fromkeys(merged.get(index, ()), MERGED))
            yield RawRow(index + 1, cells, marks)


def _merged(sheet: Any) -> dict[int, list[int]]:
    """Line index -> columns that hold nothing of their own because they are joined to a cell before them."""
    found: dict[int, list[int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for line in range(top, min(bottom, top + MOST_ROWS) + 1):
            columns = range(left + 1 if line == top else left, min(right, MOST_COLUMNS) + 1)
            found.setdefault(line, []).extend(columns)
    return found


def _formulas(path: Path, name: str) -> dict[int, list[int]]:
    """Line -> columns whose cell is a formula. Readers hand out its last result, which nobody has looked at."""
    found: dict[int, list[int]] = {}
    with zipfile.ZipFile(path) as archive:
        member = _member_of(archive, name)
        if member is None:
            return found
        tail = b""
        with archive.open(member) as file:
            while chunk := file.read(CHUNK):
                seen = tail + chunk
                for match in FORMULA_CELL.finditer(seen):
                    columns = found.setdefault(int(match[2]), [])
                    if (column := _column_index(match[1])) not in columns:
                        columns.append(column)
                tail = seen[-OVERLAP:]
    return found


def _column_index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The part of the archive that holds a sheet. The document types were refused before, so parsing is safe."""
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets.get(element.get(relation), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return path if path in archive.namelist() else None
    return None
