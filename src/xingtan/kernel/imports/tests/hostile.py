"""Files that nobody should be able to hand in, made small."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import xlsxwriter

HEADS = ("姓名", "数量")


def workbook(sheets: int = 1, rows: int = 1) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for _number in range(sheets):
            sheet = book.add_worksheet()
            for line, cells in enumerate((HEADS, *[("甲", "3")] * rows)):
                for column, text in enumerate(cells):
                    sheet.write_string(line, column, text)
    return out.getvalue()


def with_part(name: str, content: bytes, base: bytes | None = None) -> bytes:
    """A workbook with one part more, or another content of a part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base or workbook())) as source, zipfile.ZipFile(out, "w", 8) as target:
        for member in source.namelist():
            if member != name:
                target.writestr(member, source.read(member))
        target.writestr(name, content)
    return out.getvalue()


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><sst>&a9;</sst>'
    return with_part("xl/sharedStrings.xml", text.encode())


def bomb() -> bytes:
    return with_part("xl/media/image1.bin", b"\0" * 400_000_000)


def far_cell() -> bytes:
    sheet = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    return with_part("xl/worksheets/sheet1.xml", sheet)


def encrypted() -> bytes:
    """The head of a workbook with a password: an OLE container."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2048


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), "宏"),
    "slip": (lambda: with_part("../../outside.xml", b"<a/>"), "压缩方式异常"),
    "bomb": (bomb, "压缩方式异常"),
    "entities": (billion_laughs, "实体声明"),
    "far-cell": (far_cell, "第300000行以后"),
    "password": (encrypted, "没有读成"),
    "cut-off": (lambda: workbook(rows=50)[:-600], ""),
    "other-zip": (lambda: zip_of("a.txt"), "是压缩包，不是表格"),
    "nul-bytes": (lambda: "姓名,数量\n甲\0乙,3\n".encode(), "不是"),
    "encoding": (lambda: b"\xff\xd8\x81\xff\xff,\x80\x80\n\xff\xff", ""),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "不是表格"),
    "blank": (lambda: b"  \n \n", "空的"),
}


def zip_of(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"x")
    return out.getvalue()
