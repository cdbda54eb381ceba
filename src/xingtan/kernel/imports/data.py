"""States of an import and verdicts on its rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

HOLDER = "tables.import"  # what holds the uploaded file while it is read


class State(models.TextChoices):
    READING = "reading", _("正在读取文件")
    MATCHING = "matching", _("待核对列")
    CHECKING = "checking", _("正在比对")
    CHECKED = "checked", _("待确认导入")
    APPLYING = "applying", _("正在写入")
    APPLIED = "applied", _("已导入")
    UNDOING = "undoing", _("正在撤销")
    UNDONE = "undone", _("已撤销")
    FAILED = "failed", _("没有读成")
    DROPPED = "dropped", _("已放弃")


WORKING = (State.READING, State.CHECKING, State.APPLYING, State.UNDOING)
OVER = (State.APPLIED, State.UNDONE, State.FAILED, State.DROPPED)


class Verdict(models.TextChoices):
    WAITING = "waiting", _("未比对")
    NEW = "new", _("新增")
    CHANGED = "changed", _("有变化")
    UNCHANGED = "unchanged", _("无变化")
    REFUSED = "refused", _("有误")
    MISSING = "missing", _("表中没有")


WRITTEN = (Verdict.NEW, Verdict.CHANGED, Verdict.MISSING)  # verdicts that a run writes


class Outcome(models.TextChoices):
    """What became of one row."""

    NONE = "", _("未写入")
    DONE = "done", _("已写入")
    STALE = "stale", _("没有写入")
    BACK = "back", _("已撤销")
    KEPT = "kept", _("已有后续变更，未撤销")
