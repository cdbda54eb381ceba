"""Permission codes, kinds of staff and what a title is worth."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "staffing.view"
MANAGE = "staffing.manage"
PRIMARY_ROLES = ("principal", "school_cio", "edtech_head")  # 一把手, CIO, 电教中心负责人


class Title(models.TextChoices):
    """Professional titles of primary and secondary school teachers, since the reform of 2015."""

    SENIOR_PROFESSOR = "1", _("正高级教师")
    SENIOR = "2", _("高级教师")
    FIRST = "3", _("一级教师")
    SECOND = "4", _("二级教师")
    THIRD = "5", _("三级教师")
    NONE = "9", _("未定职级")


class Education(models.TextChoices):
    """Highest education (GB/T 4658, first digit)."""

    DOCTOR = "1", _("博士研究生")
    MASTER = "2", _("硕士研究生")
    BACHELOR = "3", _("大学本科")
    COLLEGE = "4", _("大学专科")
    SECONDARY = "5", _("中等专科")
    HIGH_SCHOOL = "6", _("普通高中")


class Certificate(models.TextChoices):
    """Kinds of teaching certificate, by the stage they qualify for."""

    KINDERGARTEN = "1", _("幼儿园教师资格")
    PRIMARY = "2", _("小学教师资格")
    JUNIOR = "3", _("初级中学教师资格")
    SENIOR = "4", _("高级中学教师资格")
    VOCATIONAL = "5", _("中等职业学校教师资格")
    NONE = "9", _("没有教师资格证")


class Establishment(models.TextChoices):
    """On whose payroll somebody is (编制)."""

    CIVIL_SERVICE = "civil", _("行政编制")
    PUBLIC = "public", _("事业编制")
    CONTROLLED = "controlled", _("员额控制数")
    CONTRACT = "contract", _("合同聘用")
    TEMPORARY = "temporary", _("临时聘用")


class PostCategory(models.TextChoices):
    """岗位类别 of public institutions."""

    MANAGEMENT = "management", _("管理岗位")
    TECHNICAL = "technical", _("专业技术岗位")
    SUPPORT = "support", _("工勤技能岗位")


POST_LEVELS = {
    PostCategory.MANAGEMENT: 10,
    PostCategory.TECHNICAL: 13,
    PostCategory.SUPPORT: 6,
}  # lowest level; 1 = top


class CertificateKind(models.TextChoices):
    TEACHING = "teaching", _("教师资格证书")
    PUTONGHUA = "putonghua", _("普通话水平测试等级证书")
    COUNSELLING = "counselling", _("心理健康教育教师证书")
    HEADSHIP = "headship", _("校（园）长任职资格证书")
    SKILL = "skill", _("职业技能等级证书")
    OTHER = "other", _("其他证书")


class RegistrationResult(models.TextChoices):
    """What the periodic registration (定期注册) of a teaching certificate decided."""

    PASSED = "passed", _("合格")
    DEFERRED = "deferred", _("暂缓注册")
    FAILED = "failed", _("不合格")


class HonourLevel(models.TextChoices):
    SCHOOL = "1", _("校级")
    COUNTY = "2", _("县级")
    CITY = "3", _("市级")
    PROVINCE = "4", _("省级")
    NATIONAL = "5", _("国家级")


class HonourKind(models.TextChoices):
    BACKBONE = "backbone", _("骨干教师")
    LEADING = "leading", _("学科带头人")
    EXPERT = "expert", _("教学能手")
    MASTER = "master", _("名师")
    SPECIAL = "special", _("特级教师")
    TEACHER = "teacher", _("优秀教师")
    HOMEROOM = "homeroom", _("优秀班主任")
    OTHER = "other", _("其他荣誉")


BACKBONE_KINDS = (
    HonourKind.BACKBONE,
    HonourKind.LEADING,
    HonourKind.EXPERT,
    HonourKind.MASTER,
    HonourKind.SPECIAL,
)  # 骨干称号; the others are praise


class StudyForm(models.TextChoices):
    FULL_TIME = "full_time", _("全日制")
    PART_TIME = "part_time", _("非全日制")


class State(models.TextChoices):
    """How somebody stands towards the unit today."""

    AT_WORK = "at_work", _("在岗")
    ON_LEAVE = "on_leave", _("请假")
    LENT = "lent", _("借出")
    LEFT = "left", _("离职")
    RETIRED = "retired", _("退休")


OPEN_STATES = (State.AT_WORK, State.ON_LEAVE, State.LENT)

BUREAU_ROLES = ("bureau_leader", "bureau_staff", "staff")
SCHOOL_ROLES = ("principal", "school_cio", "edtech_head", "school_administrator", "grade_leader", "teacher", "staff")
LEADING_ROLES = ("principal", "school_cio")
TEACHING_ROLES = ("teacher", "homeroom_teacher", "grade_leader", "principal")
GUEST_KINDS = ("support", "exchange")
AGE_BANDS: tuple[tuple[str, int, int], ...] = (
    ("under35", 0, 34),
    ("35to44", 35, 44),
    ("45to54", 45, 54),
    ("over54", 55, 120),
)
AGE_LABELS = {
    "under35": _("35岁以下"),
    "35to44": _("35—44岁"),
    "45to54": _("45—54岁"),
    "over54": _("55岁及以上"),
}
YOUNGEST_WORKER = 16
SCAN = "scan"
SOON_DUE_DAYS = 180  # a registration this near is shown as coming up
