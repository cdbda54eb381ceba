"""Lists of invented pupils as files, in columns of the national 学籍 export. Numbers begin with 999900: no place."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

from xingtan.kernel.codes.checks import resident_check_digit

HEADS = (
    "学校标识码", "姓名", "性别", "出生日期", "证件类型", "身份证号", "民族", "国籍/地区", "户口性质", "现住址",
    "是否独生子女", "是否留守儿童", "是否进城务工人员随迁子女", "健康状况", "政治面貌", "年级", "班级号", "入学年月",
    "入学方式", "就读方式", "联系电话", "学籍号",
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "子涵宇轩欣怡浩然梓睿思雨嘉佳琪明哲文博雅静俊杰晨曦若兰"
GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")


def resident_id(born_on: date, serial: int) -> str:
    """A number with the right last sign and a place code that no place has."""
    first = f"999900{born_on:%Y%m%d}{serial:03d}"
    return first + resident_check_digit(first)


def pupils(
    count: int, *, year: int, seed: int = 1, school_code: str = "", classes: int = 8, first_serial: int = 400
) -> Iterator[list[str]]:
    """Lines of pupils of a primary school in the school year that begins in `year`.

    Args:
        first_serial: even; serial numbers of birthdays begin here, so that two lists share nobody.
    """
    rng = Random(seed)
    used: dict[tuple[date, str], int] = {}
    for number in range(count):
        grade = rng.randrange(len(GRADES))
        born_on = date(year - grade - 7, 9, 1) + timedelta(days=rng.randrange(365))
        sex = rng.choice("12")
        serial = used[born_on, sex] = used.get((born_on, sex), first_serial - 2 + int(sex == "1")) + 2
        document = resident_id(born_on, serial)
        name = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))
        yield [
            school_code, name, "男" if sex == "1" else "女", born_on.isoformat(), "居民身份证", document, "汉族",
            "中国", "非农业户口", f"杏坛区泮水街{number % 200 + 1}号", rng.choice("是否"), "否", "否", "健康或良好",
            rng.choice(("群众", "少先队员")), GRADES[grade], f"{rng.randrange(1, classes + 1)}班", f"{year - grade}09",
            "普通入学", rng.choice(("走读", "住校")), f"139{rng.randrange(10**8):08d}", f"G{document}",
        ]  # fmt: skip


def write_xlsx(path: Path, rows: Iterable[Sequence[str]], *, title: str = "") -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("学籍")
        first = 0
        if title:
            sheet.write_string(0, 0, title)
            first = 1
        for line, row in enumerate((HEADS, *rows), start=first):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(line, column, text)
    return path


def write_csv(path: Path, rows: Iterable[Sequence[str]], *, encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows(rows)
    return path
