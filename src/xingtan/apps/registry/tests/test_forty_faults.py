"""A national export with forty planted faults yields forty findings: each where it is, each with its sentence."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
import xlsxwriter

from xingtan.kernel.imports.testing import compared, findings, row_counts
from xingtan.people.persons import services as persons
from xingtan.people.roster import services as roster
from xingtan.people.roster.testing import build_district, resident_id

EXPORT = (
    "学校标识码,姓名,性别,出生日期,证件类型,身份证号,出生地行政区划代码,民族,国籍/地区,港澳台侨外,户口性质,"
    "户口所在地行政区划,现住址,是否独生子女,是否留守儿童,是否进城务工人员随迁子女,是否孤儿,籍贯,健康状况,政治面貌,"
    "年级,班级号,入学年月,入学方式,就读方式,通信地址,家庭地址,联系电话,邮政编码,是否受过学前教育,残疾人类型,"
    "是否由政府购买学位,是否需要申请资助,是否享受一补,是否烈士或优抚子女,上下学距离,上下学交通方式,是否乘坐校车,"
    "曾用名,身份证件有效期,特长,学籍辅号,班内学号,学生来源,电子信箱,主页地址"
)
OF_MEMBER = "姓名,关系,关系说明,现住址,户口所在地行政区划,联系电话,是否监护人,证件类型,证件号,民族,工作单位,职务"
HEADS, MEMBER = EXPORT.split(","), OF_MEMBER.split(",")
ALL_HEADS = [*HEADS, *(f"成员{number}{head}" for number in (1, 2) for head in MEMBER), "学籍号"]
BORN = date(2014, 3, 4)
FORMULA, JOINED = object(), object()
NUMBER = 1.1010519491231e17  # what a spreadsheet makes of a number of 18 digits


def number_of(serial: int) -> str:
    return resident_id(BORN, "2", serial)


def wrong_digit(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")


def export_line(serial: int) -> dict:
    """A clean line, as the national system writes it."""
    return {
        "学校标识码": "3132000001", "姓名": f"林{chr(0x4E8C + serial)}", "性别": "女", "出生日期": "20140304",
        "证件类型": "居民身份证", "身份证号": number_of(serial), "民族": "01 汉族", "国籍/地区": "中国",
        "户口所在地行政区划": "990000", "现住址": "杏坛区泮水街3号", "是否独生子女": "否", "是否留守儿童": "否",
        "是否进城务工人员随迁子女": "否", "是否孤儿": "否", "政治面貌": "少先队员", "年级": "七年级", "班级号": "1班",
        "入学年月": f"{date.today().year}09", "入学方式": "就近入学", "就读方式": "走读", "联系电话": "13800000000",
        "邮政编码": "528000", "是否受过学前教育": "是", "上下学距离": "1.5", "是否乘坐校车": "否", "成员1姓名": "林明",
        "成员1关系": "父亲", "成员1联系电话": "13800000001", "成员1是否监护人": "是",
    }  # fmt: skip


TOMORROW = date.today() + timedelta(days=40)
FAULTS = [
    ({"身份证号": wrong_digit(number_of(1))}, "document_number", "校验不符"),
    ({"出生日期": "2014-03-05"}, "born_on", "与身份证号中的2014-03-04不一致"),
    ({"性别": "男"}, "sex", "第17位"),
    ({"身份证号": resident_id(TOMORROW, "2", 4)}, "document_number", "还没有到"),
    ({"证件类型": "护照", "身份证号": "E12345678", "出生日期": TOMORROW.isoformat()}, "born_on", "晚于生效日期"),
    ({"身份证号": number_of(0)}, "", "与第2行是同一人"),
    ({"班级号": "火箭班"}, "class", "看不出"),
    ({"班级号": "八（1）班"}, "class", "看不出"),
    ({"民族": "炎黄族"}, "ethnic_code", "不在代码表"),
    ({"身份证号": NUMBER}, "document_number", "末几位已经丢失"),
    ({"现住址": FORMULA}, "address", "是公式"),
    ({"民族": JOINED}, "ethnic_code", "合并在一起"),
    ({"出生日期": "3/4/2014"}, "born_on", "分不清年、月、日"),
    ({"出生日期": "41702"}, "born_on", "日期序号"),
    ({"联系电话": "1380013800"}, "phone", "11位手机号"),
    ({"姓名": "林3妹"}, "name", "不用的字符"),
    ({"身份证号": number_of(90), "姓名": "孟知远"}, "", "请先办理转学"),
    ({"身份证号": number_of(91), "学籍号": f"G{number_of(92)}"}, "student_number", "不同的两个人"),
    ({"身份证号": "130503670401001"}, "document_number", "15位的旧号码"),
    ({"姓名": ""}, "name", "不能为空"),
    ({"性别": "不详"}, "sex", "请填：男、女"),
    ({"学校标识码": "3132000002"}, "school_code", "不是这个范围内的学校"),
    ({"学校标识码": "313200001"}, "school_code", "应为10位数字"),
    ({"出生日期": "2014-02-30"}, "born_on", "没有“2014-02-30”这一天"),
    ({"出生日期": "1899-03-04"}, "born_on", "太早"),
    ({"是否孤儿": "也许"}, "is_orphan", "“是”或“否”"),
    ({"入学方式": "摇号"}, "entry_code", "不在代码表"),
    ({"就读方式": "云端"}, "attendance_code", "不在代码表"),
    ({"政治面貌": "路人"}, "political_code", "不在代码表"),
    ({"班内学号": "一百"}, "seat_number", "不是整数"),
    ({"班内学号": "120"}, "seat_number", "应在1到99之间"),
    ({"入学年月": "去年秋天"}, "entered_month", ""),
    ({"上下学距离": "很远"}, "distance_km", ""),
    ({"邮政编码": "52800"}, "postal_code", ""),
    ({"现住址": "#REF!"}, "address", "出错标记"),
    ({"姓名": "林" * 37}, "name", "最长36个字"),
    ({"证件类型": "借书证"}, "document_kind", "不在代码表"),
    ({"户口所在地行政区划": "12345"}, "household_place_code", "6位数字"),
    ({"成员1关系": ""}, "member1_relation", "还要填与学生的关系"),
    ({"成员1联系电话": "1234"}, "member1_phone", "11位手机号"),
]
CLEAN = [
    {},
    {"身份证号": "".join(chr(ord(sign) + 0xFEE0) for sign in number_of(60)), "姓名": "林　　玉"},  # full width
    {"出生日期": "2014年3月4日", "班级号": "七年级１班", "身份证号": f"'{number_of(61)}"},
    {"身份证号": "", "证件类型": "", "姓名": "买买提·阿不都热依木"},
]


def export() -> bytes:
    """The workbook: the clean lines, then the faults, one a line."""
    lines = [export_line(serial) | columns for serial, columns in zip((0, 60, 61, 62), CLEAN, strict=True)]
    lines += [export_line(serial) | columns for serial, (columns, _f, _w) in enumerate(FAULTS, start=1)]
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("学籍")
        for column, head in enumerate(ALL_HEADS):
            sheet.write_string(0, column, head)
        for row, values in enumerate(lines, start=1):
            for head, value in values.items():
                column = ALL_HEADS.index(head)
                if value is FORMULA:
                    sheet.write_formula(row, column, '=HYPERLINK("http://example.org")', None, "杏坛区泮水街3号")
                elif value is JOINED:
                    sheet.merge_range(row - 1, column, row, column, "汉族")
                elif isinstance(value, float):
                    sheet.write_number(row, column, value)
                else:
                    sheet.write_string(row, column, value)
    return target.getvalue()


@pytest.fixture
def district(db):
    """Somebody at another school, and two pupils whose numbers a line mixes up."""
    district = build_district()
    for serial, place in ((90, district.other_class), (91, district.class_group), (92, district.class_group)):
        stay = district.pupil("孟知远" if serial == 90 else "", class_group=place, born_on=BORN)
        number = number_of(serial)
        persons.set_document(actor=district.actor, person_id=stay.person_id, kind="1", number=number)
        roster.update_enrolment(actor=district.actor, enrolment_id=stay.pk, student_number=f"G{number}")
    return district


def test_forty_faults_are_forty_findings_and_nothing_is_written(district):
    registrar = district.client_of("school_administrator")
    before = row_counts()

    run = compared(registrar, "registry.pupils", district.school.path, export(), name="学籍导出.xlsx")

    found = findings(run)
    first = len(CLEAN) + 2
    expected = [(first + index, field) for index, (_columns, field, _words) in enumerate(FAULTS)]
    assert len(FAULTS) == 40
    assert [(line, field) for line, field, _sentence in found] == expected
    for (_line, field, sentence), (_columns, _field, words) in zip(found, FAULTS, strict=True):
        assert words in sentence, (field, sentence)
        assert sentence.endswith("。"), (field, sentence)
    assert run.counts == {"new": len(CLEAN), "refused": 40}
    assert row_counts() == before
