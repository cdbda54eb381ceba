"""A school's clerk brings its pupils in: mends five lines on the screen, writes, takes all back, does it again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import rosters
from tests.journeys.district import District
from xingtan.kernel.clock import today

pytestmark = pytest.mark.journey

COUNT = 1_200
FAULTS = {  # line of the list -> column, what it says wrongly, what is typed instead
    7: ("出生日期", "3/2/2017", None),
    104: ("民族", "火星族", "回族"),
    333: ("班级号", "第几班", "2班"),
    600: ("性别", "不详", None),
    1_100: ("联系电话", "12345", "13900001234"),
}


def school_year() -> int:
    day = today()
    return day.year if day.month >= 9 else day.year - 1


def spoilt_list() -> tuple[list[list[str]], dict[int, tuple[str, str]]]:
    """The list with five faults, and for each faulty line (as the spreadsheet counts) the column and its right text."""
    rows = list(rosters.pupils(COUNT, year=school_year(), first_serial=600))
    right: dict[int, tuple[str, str]] = {}
    for index, (head, wrong, typed) in FAULTS.items():
        column = rosters.HEADS.index(head)
        right[index + 3] = (head, typed or rows[index][column])
        rows[index][column] = wrong
    return rows, right


def count_of_pupils(page: Page) -> int:
    page.goto("/registry/pupils/")
    return int(page.locator("nav.xt-tabs a", has_text="在籍").locator("small").inner_text().replace(",", ""))


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def test_twelve_hundred_pupils_come_in_are_mended_taken_back_and_brought_in_again(
    district: District, tmp_path: Path
) -> None:
    rows, right = spoilt_list()
    book = rosters.write_xlsx(tmp_path / "新生名册.xlsx", rows, title="学生基本信息表")
    page = district.desk("school_administrator")
    page.set_default_timeout(60_000)
    before = count_of_pupils(page)

    page.get_by_role("main").get_by_role("link", name="批量导入").click()
    page.get_by_label("表格文件").set_input_files(book)
    press(page, "上传并比对")
    expect(page.get_by_role("heading", name="新生名册.xlsx")).to_be_visible(timeout=120_000)
    expect(page.locator("main")).to_contain_text(re.compile("1,?195"))

    page.locator("nav.xt-tabs a", has_text="有误").click()
    expect(page.locator("tbody tr")).to_have_count(len(right))
    page.locator("tbody a.xt-name").first.click()
    for _ in right:
        page.wait_for_url(re.compile(r"/imports/rows/\d+/$"))
        line = int(re.findall(r"\d+", page.locator("main .xt-head p").inner_text())[0])
        head, text = right[line]
        label = {"班级号": "班级"}.get(head, head)
        page.get_by_label(label, exact=False).first.fill(text)
        at = page.url
        press(page, "保存并比对")
        page.wait_for_url(lambda address, at=at: address != at)
    expect(page.get_by_role("heading", name="新生名册.xlsx")).to_be_visible()

    press(page, re.compile("写入1,?200行"))
    expect(page.locator("main")).to_contain_text(re.compile("已写入1,?200行"), timeout=180_000)
    assert count_of_pupils(page) == before + COUNT

    page.go_back()
    press(page, "撤销这次导入")
    page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    expect(page.locator("main")).to_contain_text("已撤销", timeout=180_000)
    assert count_of_pupils(page) == before

    page.go_back()
    press(page, "重新比对，再导入一次")
    press(page, re.compile("写入1,?200行"))
    expect(page.locator("main")).to_contain_text(re.compile("已写入1,?200行"), timeout=180_000)
    assert count_of_pupils(page) == before + COUNT
    assert district.complaints == []
