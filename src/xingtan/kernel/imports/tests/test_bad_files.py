"""Whatever is handed in: it is read as what it is, or refused with a sentence that says what to do."""

from __future__ import annotations

import pytest

from xingtan.kernel.imports.errors import FileUnreadable
from xingtan.kernel.imports.reading import open_book
from xingtan.kernel.imports.tests import hostile


def read(tmp_path, content: bytes):
    path = tmp_path / "given"
    path.write_bytes(content)
    book = open_book(path)
    return book, [row.cells for row in book.rows(book.sheets[0])]


@pytest.mark.parametrize("kind", hostile.HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path, kind):
    make, words = hostile.HOSTILE[kind]

    with pytest.raises(FileUnreadable) as refusal:
        read(tmp_path, make())

    assert words in str(refusal.value)
    assert str(refusal.value).endswith("。")


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16")]
)
def test_text_comes_in_the_encodings_of_offices(tmp_path, encoding, told):
    book, rows = read(tmp_path, "姓名,数量\n买买提·阿不都热依木,3\n".encode(encoding))

    assert book.encoding == told
    assert rows == [["姓名", "数量"], ["买买提·阿不都热依木", "3"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_is_parted_by_the_sign_it_uses(tmp_path, delimiter):
    _book, rows = read(tmp_path, f"姓名{delimiter}数量\r\n甲{delimiter}3\r\n".encode())

    assert rows == [["姓名", "数量"], ["甲", "3"]]


def test_more_lines_than_a_register_takes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("xingtan.kernel.imports.reading.MOST_ROWS", 100)

    with pytest.raises(FileUnreadable, match="请分成几个文件"):
        read(tmp_path, hostile.workbook(rows=1_000))


def test_two_sheets_are_told_apart(tmp_path):
    book, _rows = read(tmp_path, hostile.workbook(sheets=2))

    assert book.sheets == ("Sheet1", "Sheet2")
