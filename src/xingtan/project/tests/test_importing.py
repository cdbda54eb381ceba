"""`xingtan import` does what the pages do, under the rights of an account, and says what came of it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from tests import rosters
from xingtan.people.roster.models import Enrolment
from xingtan.people.roster.selectors import school_year_on
from xingtan.people.roster.testing import District, build_district
from xingtan.project import importing

pytestmark = pytest.mark.django_db
PLAIN = {
    "list": False, "into": "registry.pupils", "on": None, "whole": False, "vanishing": None, "skip_refused": False,
    "write": False,
}  # fmt: skip


@pytest.fixture
def district() -> District:
    return build_district()


@pytest.fixture
def book(tmp_path: Path, district: District) -> Path:
    rows = list(rosters.pupils(20, year=school_year_on(district.on), classes=2))
    for row in rows:
        row[rosters.HEADS.index("年级")] = "七年级"
    rows[4][rosters.HEADS.index("民族")] = "火星族"
    return rosters.write_csv(tmp_path / "名册.csv", rows, encoding="gb18030")


def bring(district: District, book: Path, role: str = "school_administrator", **options: object) -> int:
    account = district.account(district.staff(role))
    given = {"file": str(book), "to": district.school.code, "account": account.username}
    return importing.run(Namespace(**{**PLAIN, **given, **options}))


def test_without_being_told_to_it_writes_nothing(
    district: District, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = bring(district, book)

    said = capsys.readouterr().out
    assert code == 2  # a line is refused
    assert "20 lines: new 19, refused 1" in said
    assert "line 6: 民族" in said
    assert not Enrolment.objects.exists()


def test_told_to_it_writes_the_lines_that_are_right(district: District, book: Path) -> None:
    code = bring(district, book, write=True, skip_refused=True)

    assert code == 2
    assert Enrolment.objects.filter(organisation=district.school).count() == 19


@pytest.mark.parametrize(
    "options",
    [{"role": "homeroom_teacher"}, {"to": "0000000000"}, {"account": "nobody"}, {"file": "nowhere.csv"}, {"into": "x"}],
)
def test_what_is_not_there_or_not_allowed_is_told_and_changes_nothing(
    district: District, book: Path, options: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = bring(district, book, write=True, **options)

    assert code == 1
    assert "Nothing was written" in capsys.readouterr().out
    assert not Enrolment.objects.exists()
