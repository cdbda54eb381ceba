"""What is said about a finding: one plain sentence for each kind, and the next step where one is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    # the archive and the manifest
    "member_ignored": _("压缩包里的“%(name)s”不是OneRoster的文件，没有读取。"),
    "manifest_missing": _("没有manifest.csv，各文件都按全量阅读。"),
    "manifest_head": _("manifest.csv的表头应为propertyName,value。请改正后重新上传，或者去掉这个文件。"),
    "manifest_version": _("%(key)s写的是“%(written)s”，按1.2版阅读。"),
    "manifest_mode_missing": _("manifest没有说明%(file)s是全量还是增量，按全量阅读。"),
    "manifest_mode_unknown": _("manifest把%(file)s写作“%(written)s”，应为absent、bulk或delta，按全量阅读。"),
    "manifest_says_absent": _("manifest说没有%(file)s，压缩包里却有，按全量阅读。"),
    "manifest_file_missing": _("manifest说有%(file)s，压缩包里却没有。已收的%(file)s保持不变。"),
    # whole files
    "encoding": _("文件不是UTF-8，按%(encoding)s阅读。"),
    "broken_off": _("从这一行起文件读不下去：引号没有配对，或者单元格过长，或者文件损坏。请让对方重新导出这个文件。"),
    "empty_file": _("文件是空的，连表头也没有。请让对方重新导出，或者不采用这个文件。"),
    "columns_of_another_file": _("表头是%(file)s的列，按%(file)s阅读，仍以原文件名保存。"),
    "column_case": _("表头“%(header)s”的大小写或空格与标准不同，按%(known)s阅读。"),
    "column_misspelled": _("表头“%(header)s”拼写有误，按%(known)s阅读。"),
    "column_unknown": _("表头“%(header)s”不在1.2标准中，原样保存，不作解释。"),
    "column_twice": _("表头“%(header)s”与%(known)s重复，不知道以哪一列为准。请让对方删去一列。"),
    "column_missing": _("缺少必需的列%(header)s，这个文件不能采用。请让对方补上，或者不采用这个文件。"),
    "trailing_columns": _("表头末尾有%(count)s个空列，原样保存。"),
    # cells
    "unreadable_character": _("含有无法识别的字符（编码损坏或空字符）。请改正这一格。"),
    "value_missing": _("必填的一格是空的。请补上，或者不采用这一行。"),
    "text_too_long": _("这一格超过4000个字符，不像是正常内容。请改正，或者不采用这一行。"),
    "id_too_long": _("编号超过255个字符。请改正，或者不采用这一行。"),
    "number_as_id": _("编号像是身份证号或学籍号。请与对方商定改用内部编号。"),
    "formula": _("内容以公式符号开头，按普通文字保存。"),
    "choice_case": _("“%(written)s”的大小写与标准不同，按%(value)s阅读。"),
    "choice_extension": _("“%(written)s”是对方自定的扩展值，原样保存，不作解释。"),
    "choice_unknown": _("“%(written)s”不是这一列允许的值。请改正，或者不采用这一行。"),
    "status_inactive": _("状态inactive是旧版写法，按“停用”阅读：保存，但不登记到本区名册。"),
    "flag_spelling": _("“%(written)s”按%(value)s阅读。"),
    "flag_unknown": _("“%(written)s”应为true或false。请改正，或者不采用这一行。"),
    "date_spelling": _("“%(written)s”按%(value)s阅读。"),
    "date_day_first": _("“%(written)s”按日/月/年读作%(value)s。"),
    "date_month_first": _("“%(written)s”按月/日/年读作%(value)s。"),
    "date_ambiguous": _("“%(written)s”分不清日和月：同一文件里两种写法都有。请改为年-月-日。"),
    "date_impossible": _("“%(written)s”不是存在的日期。请改正，或者不采用这一行。"),
    "date_unreadable": _("“%(written)s”不是日期，应写作2026-09-01。可能是列错了位。"),
    "instant_is_day": _("“%(written)s”只有日期，标准要求带时间，按当天阅读。"),
    "year_unreadable": _("“%(written)s”不是年份，应为四位数字。"),
    "number_unreadable": _("“%(written)s”不是数字。可能是列错了位。"),
    "user_ids_shape": _("“%(written)s”应写作{类型:编号}，原样保存，不用于对应。"),
    "too_many_cells": _("这一行比表头多出%(count)s格。可能是内容里的逗号没有加引号。"),
    # between rows
    "duplicate_id": _("编号与第%(other)s行相同而内容不同，不知道以哪一行为准。请只采用其中一行。"),
    "duplicate_same": _("与第%(other)s行完全相同，只采用一次。"),
    "reference_missing": _("所指的“%(written)s”在%(file)s里没有，也没有收到过。原样保存，这项关系不能对应。"),
    "delta_status_missing": _("增量文件必须写明状态，空着的按有效阅读。"),
    "more_alike": _("同样的情况另有%(count)s处，没有逐条列出。"),
}
NAMES: dict[str, Any] = {
    "academicSessions": _("学年学期"),
    "orgs": _("单位"),
    "courses": _("课程"),
    "users": _("人员"),
    "demographics": _("人口信息"),
    "roles": _("角色"),
    "userProfiles": _("应用账号"),
    "classes": _("班级"),
    "enrollments": _("班级成员"),
    "resources": _("资源"),
    "classResources": _("班级资源"),
    "courseResources": _("课程资源"),
    "userResources": _("个人资源"),
    "categories": _("成绩类别"),
    "lineItems": _("评分项"),
    "results": _("成绩"),
    "scoreScales": _("等级量表"),
    "lineItemLearningObjectiveIds": _("评分项目标"),
    "lineItemScoreScales": _("评分项量表"),
    "resultLearningObjectiveIds": _("成绩目标"),
    "resultScoreScales": _("成绩量表"),
    "manifest": _("清单"),
}


def sentence(code: str, column: str, values: Mapping[str, Any]) -> str:
    """The sentence of a finding, with its values filled in."""
    return str(SENTENCES[code]) % {"header": column, **values}


def file_name(file: str) -> str:
    """What people call a file of the format."""
    return str(NAMES.get(file, file))
