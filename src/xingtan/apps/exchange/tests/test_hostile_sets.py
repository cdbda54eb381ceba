"""Sets that are broken, hostile or simply wrong: nothing falls over, nothing is believed, everything is said."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from xingtan.apps.exchange.models import Finding, HeldRecord, ReceivedSet, SetRow
from xingtan.apps.exchange.testing import apply, clerk, csv_of, make_partner, receive, zip_of
from xingtan.apps.exchange.texts import sentence

USER = {"sourcedId": "u1", "enabledUser": "true", "username": "u1", "givenName": "静", "familyName": "林"}
HEAD = "sourcedId,enabledUser,username,givenName,familyName"


@pytest.fixture
def read(district):
    partner = make_partner(district.bureau)
    actor = clerk(district)
    return lambda content: receive(actor, partner, content)


def said(received) -> list[str]:
    found = Finding.objects.filter(received_set=received)
    return [
        f"{row.level} {row.file}:{row.line}:{row.column} {sentence(row.code, row.column, row.values)}" for row in found
    ]


def archive_of(*members: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return content.getvalue()


def link_named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    "content",
    [
        archive_of(("../users.csv", b"x")),
        archive_of(("/etc/users.csv", b"x")),
        archive_of(("users.csv", b"0" * 400_000_000)),
        b"sourcedId,name",
        b"",
    ],
    ids=["slip", "absolute", "bomb", "no-zip", "empty"],
)
def test_archives_that_mean_harm_are_refused_at_the_door(district, content):
    partner = make_partner(district.bureau)

    file = SimpleUploadedFile("set.zip", content)
    response = district.client_of("bureau_staff").post(f"/exchange/{partner.pk}/receive/", {"upload": file})

    assert response.status_code in (413, 422)
    assert not ReceivedSet.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (archive_of((link_named("users.csv"), b"/etc/passwd")), "是链接"),
        (archive_of(*((f"f{number}.txt", b"x") for number in range(200))), "太多"),
        (archive_of(("inner.zip", archive_of(("users.csv", b"x")))), "没有OneRoster的CSV文件"),
        (archive_of(("a/users.csv", b"x"), ("b/users.csv", b"x")), "不止一个"),
    ],
    ids=["symlink", "many", "nested", "twice"],
)
def test_archives_that_cannot_be_a_set_are_explained(read, content, words):
    received = read(content)

    assert received.state == "unreadable" and words in received.reason


def test_swapped_columns_are_noticed_cell_by_cell(read):
    rows = [{"sourcedId": "t1", "title": "term", "type": "2026-09-01", "startDate": "2027-01-19", "endDate": "秋季"}]

    received = read(zip_of({"academicSessions": [{**rows[0], "schoolYear": "2027"}]}))

    found = said(received)
    assert any(":2:type “2026-09-01”不是这一列允许的值" in words for words in found)
    assert any(":2:endDate “秋季”不是日期" in words for words in found)


def test_double_ids_are_refused_unless_they_say_the_same(read):
    received = read(
        zip_of({"users": [USER, USER, {**USER, "sourcedId": "u2"}, {**USER, "sourcedId": "u2", "username": "x"}]})
    )

    assert received.counts["files"]["users"] == {"new": 1, "left_out": 1, "refused": 2}
    assert any("error users:4:sourcedId 编号与第5行相同" in words for words in said(received))


def test_nul_bytes_refuse_their_row_and_no_other(read):
    received = read(zip_of({"users.csv": f"{HEAD}\r\nu1,true,u\x001,静,林\r\nu2,true,u2,静,林\r\n"}, modes=""))

    assert dict(SetRow.objects.values_list("sourced_id", "difference")) == {"u1": "refused", "u2": "new"}
    assert any("users:2:username 含有无法识别的字符" in words for words in said(received))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings_are_read_and_given_back(district, read, encoding):
    text = f"{HEAD}\r\nu1,true,u1,静,林\r\n"

    received = apply(clerk(district), read(zip_of({"users.csv": text.encode(encoding)}, modes="")))

    assert SetRow.objects.get(received_set=received).name == "林静"
    assert HeldRecord.objects.get().cells[3:5] == ["静", "林"]


def test_bytes_in_no_encoding_refuse_their_row(read):
    text = f"{HEAD}\r\nu1,true,u1,".encode() + b"\xff\xfe\xfa" + "静,林\r\nu2,true,u2,静,林\r\n".encode()

    received = read(zip_of({"users.csv": text}, modes=""))

    assert received.counts["files"]["users"].get("refused") == 1


def test_formulas_are_plain_text(read):
    received = read(zip_of({"users": [{**USER, "username": '=HYPERLINK("http://x","y")'}]}))

    assert any("公式符号" in words for words in said(received)) and received.counts["errors"] == 0


def test_a_missing_column_refuses_the_file_and_lets_what_is_held_stay(district):
    actor, partner = clerk(district), make_partner(district.bureau)
    apply(actor, receive(actor, partner, zip_of({"users": [USER]})))

    received = receive(actor, partner, zip_of({"users.csv": "sourcedId,username\r\nu9,u9\r\n"}, modes=""))

    assert received.counts["faults"] == ["users"] and "missing" not in received.counts["files"]["users"]
    assert any("缺少必需的列enabledUser" in words for words in said(received))


def test_a_quote_that_never_ends_is_said_with_its_line(read):
    received = read(zip_of({"users.csv": f'{HEAD}\r\nu1,true,u1,静,林\r\nu2,true,"{"长" * 30_000}'}, modes=""))

    assert any("error users:3: 从这一行起文件读不下去" in words for words in said(received))
    assert received.counts["faults"] == ["users"]
    assert not SetRow.objects.exclude(difference="refused").exists()


def test_ten_times_the_usual_cells_and_a_thousand_alike_errors_stay_readable(read):
    rows = [{**USER, "sourcedId": f"u{number}", "middleName": "=1+1"} for number in range(1500)]

    received = read(zip_of({"users": [{**USER, "givenName": "长" * 5000}, *rows]}))

    found = said(received)
    assert any("超过4000个字符" in words for words in found)
    assert any("同样的情况另有500处" in words for words in found)


def test_dates_that_could_be_either_are_not_guessed(read):
    rows = [
        {"sourcedId": f"t{number}", "title": "t", "type": "term", "startDate": day, "endDate": "2027-01-01"}
        for number, day in enumerate(("13/09/2026", "09/13/2026", "03/04/2026"))
    ]
    received = read(zip_of({"academicSessions": [{**row, "schoolYear": "2027"} for row in rows]}))

    assert any(":4:startDate “03/04/2026”分不清日和月" in words for words in said(received))
    assert received.counts["errors"] == 1


def test_sealed_looking_text_cannot_be_smuggled_in(district, read):
    received = apply(clerk(district), read(zip_of({"users": [{**USER, "email": "\ue000AAAA"}]})))

    assert received.state == "applied"
    assert csv_of("users", [USER]).startswith("sourcedId")
