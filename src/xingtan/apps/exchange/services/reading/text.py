"""The text of one member: encoding, line ends, order of dates. One pass over the bytes, nothing kept."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

CHUNK = 256 * 1024
SLASHED = re.compile(rb"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.]\d{4}(?!\d)")
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
MOST_CELL = 20_000


@dataclass(frozen=True, kw_only=True)
class TextFacts:
    """How a member is written. `is_clean`: every byte could be read in `encoding`."""

    encoding: str
    has_bom: bool
    newline: str
    ends_with_newline: bool
    date_order: str
    is_clean: bool


class Broken(Exception):
    """The CSV breaks off: a quote that never ends, a cell beyond all measure, or damaged bytes of the archive."""

    def __init__(self, line: int) -> None:
        self.line = line


def facts_of(archive: zipfile.ZipFile, path: str) -> TextFacts:
    """Read a member once and say how it is written.

    Raises:
        Broken: its bytes in the archive are damaged.
    """
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")}
    head, last, orders, tail = b"", b"", set(), b""
    try:
        with archive.open(path) as file:
            while chunk := file.read(CHUNK):
                head = head or chunk
                last = (last + chunk[-4:])[-4:]
                orders |= _orders(tail + chunk)
                tail = chunk[-12:]
                _feed(decoders, chunk, is_final=False)
        _feed(decoders, b"", is_final=True)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise Broken(1) from error
    bom, marked = next(((bom, name) for bom, name in BOMS if head.startswith(bom)), (b"", ""))
    encoding = marked or next(iter(decoders), "utf-8")
    start = head.decode(encoding, errors="replace")
    return TextFacts(
        encoding=encoding,
        has_bom=bool(bom),
        newline="\r\n" if "\r\n" in start else "\n",
        ends_with_newline=last.rstrip(b"\x00")[-1:] in (b"\n", b"\r"),
        date_order="both" if len(orders) > 1 else next(iter(orders), ""),
        is_clean=bool(marked) or encoding in decoders,
    )


def _feed(decoders: dict[str, codecs.IncrementalDecoder], chunk: bytes, *, is_final: bool) -> None:
    for name in list(decoders):
        try:
            decoders[name].decode(chunk, is_final)
        except UnicodeDecodeError:
            del decoders[name]


def _orders(chunk: bytes) -> set[str]:
    """Which order dates with slashes show by themselves: a number above 12 can only be the day."""
    found = set()
    for first, second in SLASHED.findall(chunk):
        if int(first) > 12:
            found.add("day")
        elif int(second) > 12:
            found.add("month")
    return found


def rows_of(archive: zipfile.ZipFile, path: str, facts: TextFacts) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of every record, the head included, as they are written.

    Raises:
        Broken: from here on the file cannot be read.
    """
    csv.field_size_limit(MOST_CELL)
    line = 1
    try:
        with archive.open(path) as raw:
            text = _text(raw, facts)
            reader = csv.reader(text)
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
    except (csv.Error, zipfile.BadZipFile, EOFError, OSError) as error:
        raise Broken(line) from error


def _text(raw: IO[bytes], facts: TextFacts) -> io.TextIOWrapper:
    encoding = "utf-8-sig" if facts.has_bom and facts.encoding == "utf-8" else facts.encoding
    if facts.has_bom and facts.encoding.startswith("utf-16"):
        encoding = "utf-16"
    return io.TextIOWrapper(io.BufferedReader(raw), encoding=encoding, errors="replace", newline="")  # type: ignore[type-var]
