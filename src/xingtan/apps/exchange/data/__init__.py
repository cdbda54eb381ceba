"""Permission codes, states and kinds of the exchange."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "exchange.view"
MANAGE = "exchange.manage"
SET_HOLDER = "exchange.set"
DELIVERY_HOLDER = "exchange.delivery"
MOST_FINDINGS_OF_A_SORT = 1000  # notes for one file, column and kind; the rest is counted
MOST_ERRORS_OF_A_SORT = 20_000
UNDO_HOURS = 24
ROWS_AT_A_TIME = 2000
APPLIED_AT_A_TIME = 200


class SetState(models.TextChoices):
    """How far a received set has come."""

    WAITING = "waiting", _("等待读取")
    READING = "reading", _("正在读取")
    READ = "read", _("待采用")
    UNREADABLE = "unreadable", _("读不了")
    APPLYING = "applying", _("正在采用")
    APPLIED = "applied", _("已采用")
    UNDOING = "undoing", _("正在撤销")
    UNDONE = "undone", _("已撤销")
    DISCARDED = "discarded", _("已放弃")


class Difference(models.TextChoices):
    """What a row would do to what is held of that partner."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("变更")
    SAME = "same", _("无变化")
    GONE = "gone", _("标记删除")
    MISSING = "missing", _("本批没有")
    REFUSED = "refused", _("有错")
    LEFT_OUT = "left_out", _("不采用")


class Level(models.TextChoices):
    ERROR = "error", _("错误")
    NOTE = "note", _("提示")


class Target(models.TextChoices):
    """What of ours a record may stand for."""

    ORGANISATION = "organisation", _("单位")
    PERSON = "person", _("人员")
    SCHOOL_YEAR = "school_year", _("学年")
    TERM = "term", _("学期")
    CLASS_GROUP = "class_group", _("行政班")
    TEACHING_GROUP = "teaching_group", _("教学班")
    ENROLMENT = "enrolment", _("在籍")
    MEMBERSHIP = "membership", _("教学班成员")
    POSTING = "posting", _("任职")
    TEACHING = "teaching", _("任课")


class How(models.TextChoices):
    """Why a record stands for something of ours."""

    CODE = "code", _("标识码相同")
    E_ID = "e_id", _("电子身份证号相同")
    NUMBER = "number", _("学籍号相同")
    DATES = "dates", _("起止日期相同")
    NAME = "name", _("本校同名")
    FOLLOWS = "follows", _("随人和班")
    ROOT = "root", _("就是本单位")
    CHOSEN = "chosen", _("人工对应")
    WRITTEN = "written", _("由本批登记")


class Outcome(models.TextChoices):
    """What applying did about a row, besides keeping it."""

    NONE = "", _("—")
    KEPT = "kept", _("只保存")
    LINKED = "linked", _("已对应")
    WRITTEN = "written", _("已登记")
    UPDATED = "updated", _("已更新")
    ENDED = "ended", _("已终止")
    HELD_BACK = "held_back", _("未登记")


class DeliveryMode(models.TextChoices):
    BULK = "bulk", _("全量")
    DELTA = "delta", _("增量")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("等待生成")
    READY = "ready", _("已生成")
    FAILED = "failed", _("未生成")


# Personal fields that may leave with a delivery, by code. Names always do: the format demands them.
RELEASABLE: dict[str, object] = {
    "e_id": _("教育电子身份证号"),
    "sex": _("性别"),
    "birth_date": _("出生日期"),
    "email": _("电子邮箱"),
    "phone": _("手机"),
    "student_number": _("学籍号"),
    "seat_number": _("班内学号"),
}
NUMBERS = ("phone", "student_number")  # leave only when the partner is cleared for numbers
