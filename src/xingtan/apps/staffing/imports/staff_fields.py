"""Columns of the staff register: ours, and the heads of the national standard (JCJG0101) and of common lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.selectors.words import code_word
from xingtan.kernel.codes import checks
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.fields import Field, Unfit
from xingtan.people.access.data import GUARDED_ROLES, ROLES
from xingtan.people.persons import cells
from xingtan.people.persons.data import Sex
from xingtan.people.persons.sealing import mask_document, mask_phone

DOCUMENT_KINDS = ("1", "6", "7", "8", "9", "A", "C")


def _words(groups: dict[str, str]) -> dict[str, fields.Value]:
    """Value -> its words, apart by spaces, as word -> value."""
    return {word: value for value, words in groups.items() for word in words.split()}


TITLES = _words({
    "1": "正高级教师 正高级 正高",
    "2": "高级教师 高级 副高 中学高级教师 中学高级",
    "3": "一级教师 一级 中级 中学一级教师 中学一级 小学高级教师 小学高级",
    "4": "二级教师 二级 助理级 中学二级教师 中学二级 小学一级教师 小学一级",
    "5": "三级教师 三级 员级 中学三级教师 小学二级教师 小学三级教师",
    "9": "未定职级 未定级 未评 无职称",
})  # fmt: skip
EDUCATIONS = _words({
    "1": "博士研究生 博士 博士研究生毕业 11",
    "2": "硕士研究生 硕士 研究生 硕士研究生毕业 14",
    "3": "大学本科 本科 大学本科毕业 21",
    "4": "大学专科 专科 大专 大学专科毕业 31",
    "5": "中等专科 中专 中师 中等专科毕业 41",
    "6": "普通高中 高中 普通高中毕业 61",
})  # fmt: skip
CERTIFICATES = _words({
    "1": "幼儿园教师资格 幼儿园",
    "2": "小学教师资格 小学",
    "3": "初级中学教师资格 初级中学 初中",
    "4": "高级中学教师资格 高级中学 高中",
    "5": "中等职业学校教师资格 中职",
    "9": "没有教师资格证 没有",
})  # fmt: skip
ESTABLISHMENTS = _words({
    "civil": "行政编制 行政",
    "public": "事业编制 事业 在编 编制内",
    "controlled": "员额控制数 控制数 备案制",
    "contract": "合同聘用 合同制 聘用 编外",
    "temporary": "临时聘用 临聘 代课",
})  # fmt: skip
PUTONGHUA = _words({
    "X1": "一级甲等 一甲",
    "X2": "一级乙等 一乙",
    "X3": "二级甲等 二甲",
    "X4": "二级乙等 二乙",
    "X5": "三级甲等 三甲",
    "X6": "三级乙等 三乙",
})  # fmt: skip
ROLE_WORDS = _words({
    "teacher": "教师 专任教师 任课教师 科任 科任教师",
    "homeroom_teacher": "班主任",
    "staff": "职工 教辅 教辅人员 行政 行政人员 工勤 工勤人员",
    "principal": "校长 园长",
    "grade_leader": "年级组长",
    "edtech_head": "电教中心负责人 电教主任",
    "school_cio": "首席信息官 CIO",
    "school_administrator": "学校管理员",
    "bureau_leader": "教育局领导",
    "bureau_staff": "教育局工作人员 科员",
})  # fmt: skip
ROLE_PARSE = fields.one_of(ROLE_WORDS, _("岗位"))


def role(text: str) -> str:
    """A role by its name or code. The three administrators are nobody's to give in a list."""
    guarded = {str(ROLES[code].label): code for code in GUARDED_ROLES}
    if text in guarded or text in GUARDED_ROLES:
        raise Unfit(_g("“%(role)s”由安全管理员单独授权，不能在名册里导入。请改填“教师”或“职工”。") % {"role": text})
    return str(ROLE_PARSE(text))


def certificate_number(text: str) -> str:
    plain = cells.exact(text)
    if problem := checks.teaching_certificate_problem(plain):
        raise Unfit(str(problem))
    return plain


def _word(choices: Any) -> Any:
    return lambda value: dict(choices.choices).get(value, value)


def _codes(table: str) -> Any:
    return lambda value: code_word(table, value)


PERSON_FIELDS = (
    Field(
        "school_code",
        _("学校标识码"),
        parse=cells.school_code,
        aliases=("学校代码", "所在学校标识码", "XXDM"),
        example="2137000001",
        note=_("导入到一个单位时可不填；填了就要是这个单位。"),
    ),
    Field(
        "name",
        _("姓名"),
        parse=cells.name,
        aliases=("教师姓名", "教职工姓名", "XM"),
        is_required=True,
        example="孟知远",
    ),
    Field(
        "sex",
        _("性别"),
        parse=cells.sex,
        aliases=("XBM", "性别码"),
        is_required=True,
        choices=("男", "女"),
        example="男",
        show=lambda value: Sex(value).label,
    ),
    Field(
        "born_on",
        _("出生日期"),
        parse=fields.day(),
        aliases=("出生年月日", "出生年月", "CSRQ"),
        is_required=True,
        example="1988-05-06",
        note=_("写成1988-05-06。"),
    ),
    Field(
        "document_kind",
        _("证件类型"),
        parse=fields.code("document_kind", only=DOCUMENT_KINDS, also=cells.DOCUMENT_WORDS),
        aliases=("身份证件类型", "SFZJLXM"),
        choices=("居民身份证",),
        note=_("不填按居民身份证。"),
        show=_codes("document_kind"),
    ),
    Field(
        "document_number",
        _("证件号码"),
        parse=cells.document_number,
        aliases=("身份证号", "身份证号码", "身份证件号", "身份证件号码", "证件号", "公民身份号码", "SFZJH"),
        is_secret=True,
        mask=mask_document,
        is_exact=True,
        example="999900198805060013",
        note=_("该列请设为文本格式。"),
    ),
    Field(
        "phone",
        _("手机"),
        parse=cells.phone,
        aliases=("手机号", "手机号码", "联系电话", "LXDH"),
        is_secret=True,
        mask=mask_phone,
        is_exact=True,
    ),
    Field("email", _("电子邮箱"), parse=fields.text(100), aliases=("电子信箱", "邮箱", "DZXX")),
    Field("former_name", _("曾用名"), parse=cells.name, aliases=("CYM",)),
    Field(
        "ethnic_code", _("民族"), parse=fields.code("ethnic"), aliases=("MZM",), example="汉族", show=_codes("ethnic")
    ),
    Field(
        "political_code",
        _("政治面貌"),
        parse=fields.code("political", also={"党员": "01", "团员": "03"}),
        aliases=("ZZMMM",),
        show=_codes("political"),
    ),
    Field("native_place", _("籍贯"), parse=fields.text(60), aliases=("JG",)),
)
POST_FIELDS = (
    Field(
        "role",
        _("岗位"),
        parse=role,
        aliases=("岗位名称", "教职工类别", "人员类别", "角色"),
        is_required=True,
        choices=("教师", "班主任", "职工", "校长", "年级组长"),
        example="教师",
        note=_("填“班主任”时还要填“班主任的班级”。系统管理员、安全管理员、审计管理员不能导入。"),
        show=lambda value: ROLES[value].label,
    ),
    Field(
        "post_title",
        _("职务"),
        parse=fields.text(40),
        aliases=("职务名称", "行政职务", "党政职务"),
        example="教务处主任",
    ),
    Field(
        "subject_code",
        _("任教学科"),
        parse=fields.code("subject", also={"体育": "22", "道法": "11", "政治": "12", "信息技术": "61", "思政": "12"}),
        aliases=("学科", "任教科目", "主要任教学科", "RJXK"),
        example="语文",
        show=_codes("subject"),
    ),
    Field(
        "class",
        _("班主任的班级"),
        parse=fields.text(30),
        aliases=("班主任班级", "所带班级", "任班主任班级"),
        example="三（2）班",
        note=_("如三（2）班、2024级2班。班级要已经建好。"),
    ),
)
FILE_FIELDS = (
    Field(
        "work_started_on",
        _("参加工作日期"),
        parse=fields.day(),
        aliases=("参加工作", "参加工作年月", "CJGZNY"),
        example="2012-09-01",
    ),
    Field(
        "joined_on",
        _("到校日期"),
        parse=fields.day(),
        aliases=("到本单位", "来校日期", "到校年月", "LXNY"),
        example="2014-09-01",
    ),
    Field(
        "establishment",
        _("编制"),
        parse=fields.one_of(ESTABLISHMENTS, _("编制")),
        aliases=("编制类别", "BZLBM"),
        choices=("行政编制", "事业编制", "员额控制数", "合同聘用", "临时聘用"),
        show=_word(data.Establishment),
    ),
    Field(
        "title_code",
        _("职称"),
        parse=fields.one_of(TITLES, _("职称")),
        aliases=("专业技术职务", "现任职称", "专业技术职务名称", "RZZGMCM", "PRZWM"),
        choices=("正高级教师", "高级教师", "一级教师", "二级教师", "三级教师", "未定职级"),
        show=_word(data.Title),
        note=_("旧职称（如小学高级教师）会换成现行名称。"),
    ),
    Field(
        "title_since",
        _("职称取得日期"),
        parse=fields.day(),
        aliases=("取得职称日期", "评定日期", "PDRQ"),
    ),
    Field(
        "education_code",
        _("最高学历"),
        parse=fields.one_of(EDUCATIONS, _("学历")),
        aliases=("学历", "XLM"),
        choices=("博士研究生", "硕士研究生", "大学本科", "大学专科", "中等专科", "普通高中"),
        show=_word(data.Education),
    ),
    Field("major", _("所学专业"), parse=fields.text(40), aliases=("专业", "SXZY")),
    Field(
        "certificate_code",
        _("教师资格种类"),
        parse=fields.one_of(CERTIFICATES, _("教师资格")),
        aliases=("教师资格", "教师资格证种类", "资格种类"),
        choices=(
            "幼儿园教师资格",
            "小学教师资格",
            "初级中学教师资格",
            "高级中学教师资格",
            "中等职业学校教师资格",
            "没有教师资格证",
        ),
        show=_word(data.Certificate),
    ),
    Field(
        "certificate_subject",
        _("资格学科"),
        parse=fields.code("subject", also={"体育": "22"}),
        aliases=("教师资格学科", "资格证学科"),
        show=_codes("subject"),
    ),
    Field(
        "certificate_number",
        _("教师资格证号"),
        parse=certificate_number,
        aliases=("教师资格证书号", "教师资格证书号码", "教师资格证编号", "资格证号"),
        is_secret=True,
        mask=mask_document,
        is_exact=True,
        note=_("17位数字，该列请设为文本格式。"),
    ),
    Field(
        "putonghua",
        _("普通话等级"),
        parse=fields.one_of(PUTONGHUA, _("普通话等级")),
        aliases=("普通话", "普通话水平"),
        choices=("一级甲等", "一级乙等", "二级甲等", "二级乙等", "三级甲等", "三级乙等"),
        show=_codes("putonghua"),
    ),
)
FIELDS = (*PERSON_FIELDS, *POST_FIELDS, *FILE_FIELDS)
PERSON = ("name", "sex", "born_on", "ethnic_code", "political_code", "former_name", "native_place", "email")
RECORD = (
    "work_started_on", "joined_on", "establishment", "title_code", "title_since", "education_code", "major",
    "certificate_code", "certificate_subject",
)  # fmt: skip
DAYS = ("born_on", "work_started_on", "joined_on", "title_since")
POST = ("role", "post_title", "subject_code", "class")
