"""Columns of the pupils' register: ours, and the heads of the export of the national 学籍 system."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.imports.members import member_fields
from xingtan.apps.registry.selectors import words
from xingtan.kernel.codes import checks
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.fields import Field, Unfit
from xingtan.people.persons import cells
from xingtan.people.persons.data import Sex
from xingtan.people.persons.sealing import mask_document, mask_phone
from xingtan.people.roster import data as roster
from xingtan.people.roster.services import clean_pupil_fact

DOCUMENT_KINDS = ("1", "6", "7", "8", "9", "A", "C")


def student_number(text: str) -> str:
    plain = cells.exact(text)
    if problem := checks.student_number_problem(plain):
        raise Unfit(str(problem))
    return plain


def _fact(name: str) -> Any:
    def read(text: str) -> Any:
        value = clean_pupil_fact(name, text)
        return value if isinstance(value, (bool, str)) else str(value)

    return cells.refusals(read)


def _fact_words(fact: roster.PupilFact) -> Any:
    return (lambda code: words.word(fact.table, code)) if fact.table else None


FACTS = tuple(
    Field(
        fact.field,
        fact.label,
        parse=_fact(fact.field),
        aliases=(fact.column,),
        is_secret=fact.is_sealed,
        show=_fact_words(fact),
    )
    for fact in roster.PUPIL_FACTS.values()
)

FIELDS = (
    Field(
        "school_code",
        _("学校标识码"),
        parse=cells.school_code,
        aliases=("学校代码", "XXDM"),
        example="2137000001",
        note=_("导入到一所学校时可不填；填了就要是这所学校。"),
    ),
    Field("name", _("姓名"), parse=cells.name, aliases=("学生姓名", "XM"), is_required=True, example="欧阳晓雨"),
    Field(
        "sex",
        _("性别"),
        parse=cells.sex,
        aliases=("XBM",),
        is_required=True,
        choices=("男", "女"),
        example="女",
        show=lambda value: Sex(value).label,
    ),
    Field(
        "born_on",
        _("出生日期"),
        parse=fields.day(),
        aliases=("出生年月日", "出生年月", "CSRQ"),
        is_required=True,
        example="2015-03-02",
        note=_("写成2015-03-02。"),
    ),
    Field(
        "document_kind",
        _("证件类型"),
        parse=fields.code("document_kind", only=DOCUMENT_KINDS, also=cells.DOCUMENT_WORDS),
        aliases=("身份证件类型", "SFZJLXM"),
        choices=("居民身份证",),
        note=_("不填按居民身份证。"),
        show=lambda code: words.word("document_kind", code),
    ),
    Field(
        "document_number",
        _("证件号码"),
        parse=cells.document_number,
        aliases=("身份证号", "身份证号码", "身份证件号", "身份证件号码", "证件号", "公民身份号码", "SFZJH"),
        is_secret=True,
        mask=mask_document,
        is_exact=True,
        example="999900201503020027",
        note=_("该列请设为文本格式。"),
    ),
    Field(
        "student_number",
        _("学籍号"),
        parse=student_number,
        aliases=("全国学籍号", "学籍号码", "XJH"),
        is_secret=True,
        mask=lambda number: number[0] + mask_document(number[1:]),
        is_exact=True,
        note=_("G或L加18位；没有可不填。"),
    ),
    Field(
        "grade",
        _("年级"),
        parse=fields.text(20),
        aliases=("所在年级", "年级名称", "SZNJ"),
        example="三年级",
        note=_("如三年级、七年级、高一年级、大班，或2024级。"),
    ),
    Field(
        "class",
        _("班级"),
        parse=fields.text(30),
        aliases=("班级号", "班号", "班级名称", "所在班级", "班", "SZBH"),
        is_required=True,
        example="2班",
        note=_("如2班、三（2）班、2024级2班。"),
    ),
    Field("seat_number", _("班内学号"), parse=fields.whole(1, 99), aliases=("座号", "班级学号"), example="7"),
    Field(
        "entry_code",
        _("入学方式"),
        parse=fields.code("entry", also={"就近入学": "01"}),
        aliases=("RXFSM",),
        show=lambda code: words.word("entry", code),
    ),
    Field(
        "attendance_code",
        _("就读方式"),
        parse=fields.code("attendance", also={"寄宿": "2", "住宿": "2"}),
        aliases=("JDFSM",),
        choices=("走读", "住校", "借宿", "其他"),
        show=lambda code: words.word("attendance", code),
    ),
    Field("is_left_behind", _("留守儿童"), parse=fields.flag, aliases=("是否留守儿童",), choices=("是", "否")),
    Field(
        "is_migrant",
        _("随迁子女"),
        parse=fields.flag,
        aliases=("是否进城务工人员随迁子女", "进城务工人员随迁子女"),
        choices=("是", "否"),
    ),
    Field(
        "ethnic_code",
        _("民族"),
        parse=fields.code("ethnic"),
        aliases=("MZM",),
        example="汉族",
        show=lambda code: words.word("ethnic", code),
    ),
    Field(
        "nationality",
        _("国籍"),
        parse=fields.one_of({"中国": "CHN", "CHN": "CHN", "156": "CHN"}, _("国籍")),
        aliases=("国籍/地区", "国籍地区", "GJDQM"),
    ),
    Field(
        "political_code",
        _("政治面貌"),
        parse=fields.code("political", also={"少先队员": "X1", "团员": "03", "共青团员": "03"}),
        aliases=("ZZMMM",),
        show=lambda code: words.word("political", code),
    ),
    Field("former_name", _("曾用名"), parse=cells.name, aliases=("CYM",)),
    Field("native_place", _("籍贯"), parse=fields.text(60), aliases=("JG",)),
    Field(
        "address",
        _("现住址"),
        parse=fields.text(200),
        aliases=("家庭住址", "住址"),
        is_secret=True,
        mask=lambda text: text[:6] + "…" if len(text) > 6 else text,
    ),
    Field(
        "phone",
        _("联系电话"),
        parse=cells.phone,
        aliases=("学生电话", "手机", "手机号码"),
        is_secret=True,
        mask=mask_phone,
    ),
    Field("email", _("电子邮箱"), parse=fields.text(100), aliases=("电子信箱", "邮箱")),
    *FACTS,
    *member_fields(1),
    *member_fields(2),
)
PERSON = (
    "name", "sex", "born_on", "ethnic_code", "nationality", "political_code", "former_name", "native_place", "email",
)  # fmt: skip
STAY = ("seat_number", "entry_code", "attendance_code", "is_left_behind", "is_migrant")
FACT_CODES = frozenset(roster.PUPIL_FACTS)
