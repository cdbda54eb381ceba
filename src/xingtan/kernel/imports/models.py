"""Imports, their rows, and which heads of columns mean what.

Rows hold numbers of people, so what came in is kept sealed, and removed after some weeks.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.kernel import sealing
from xingtan.kernel.imports.data import OVER, WORKING, Outcome, State, Verdict
from xingtan.kernel.imports.querysets import ImportRowQuerySet, ImportRunQuerySet
from xingtan.kernel.registry import REGISTRY

UNDO_HOURS = 24


class ImportRun(models.Model):
    """One file on its way into one register."""

    register_code = models.CharField(_("名册"), max_length=60)
    path = models.CharField(_("范围"), max_length=240)
    target_label = models.CharField(_("导入到"), max_length=120)
    account_id = models.BigIntegerField(_("操作账号"))
    person_id = models.BigIntegerField(_("操作人"))
    posting_id = models.BigIntegerField(null=True)
    person_name = models.CharField(_("操作人"), max_length=80)
    file_name = models.CharField(_("文件"), max_length=200)
    file_link_id = models.BigIntegerField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    on = models.DateField(_("生效日期"))
    is_whole = models.BooleanField(_("是全部名单"), default=False)
    language = models.CharField(max_length=10, default="zh-hans")  # of who asked, for sentences kept with lines
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.READING)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    head_line = models.PositiveIntegerField(null=True)
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # column index as text -> field code
    notes = models.JSONField(default=list)
    problem = models.CharField(_("原因"), max_length=300, blank=True)
    row_count = models.PositiveIntegerField(_("行数"), default=0)
    held_before = models.PositiveIntegerField(null=True)
    held_after = models.PositiveIntegerField(null=True)
    counts = models.JSONField(default=dict)  # verdict -> rows, as last compared
    skips_refused = models.BooleanField(default=False)
    task_run_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("上传时间"))
    checked_at = models.DateTimeField(_("比对时间"), null=True)
    applied_at = models.DateTimeField(_("导入时间"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("register_code", "path"), name="import_register_path"),)

    @property
    def register(self) -> Any:
        return REGISTRY.find("imports", self.register_code)

    @property
    def url(self) -> str:
        return f"/imports/{self.pk}/"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def tone(self) -> str:
        """The lamp of its state."""
        tones = {State.APPLIED: "green", State.FAILED: "red", State.CHECKED: "yours", State.MATCHING: "yours"}
        return tones.get(State(self.state), "yellow" if self.is_working else "none")

    @property
    def undo_until(self) -> datetime | None:
        return self.applied_at + timedelta(hours=UNDO_HOURS) if self.applied_at else None

    def may_be_undone(self, now: datetime) -> bool:
        return self.state == State.APPLIED and self.undo_until is not None and now <= self.undo_until


class ImportRow(models.Model):
    """One line of a file, or (line 0) one thing that the file does not mention."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("行"))
    cells_sealed = models.BinaryField(null=True)
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict.choices, default=Verdict.WAITING)
    outcome = models.CharField(_("结果"), max_length=6, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    title = models.CharField(_("名称"), max_length=80, blank=True)
    key = models.CharField(max_length=48, blank=True)
    held_id = models.BigIntegerField(null=True)
    problems = models.JSONField(default=list)  # [field code, sentence]
    remarks = models.JSONField(default=list)
    changes = models.JSONField(default=list)  # [field code, words before, words after], masked where secret
    print = models.BinaryField(null=True)  # fingerprint of what was compared, so that nothing else is written
    undo_sealed = models.BinaryField(null=True)
    is_mended = models.BooleanField(_("改过"), default=False)
    is_left_out = models.BooleanField(_("不导入"), default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入的行")
        ordering = ("run_id", "line", "pk")
        indexes = (
            models.Index(fields=("run", "verdict", "line"), name="importrow_by_verdict"),
            models.Index(fields=("run", "key"), name="importrow_by_key"),
        )
        constraints = (
            models.UniqueConstraint(name="importrow_line_once", fields=("run", "line"), condition=Q(line__gt=0)),
        )

    @property
    def content(self) -> dict[str, Any]:
        """{"c": cells, "m": {column: mark}, "e": {field code: text typed instead}}"""
        return json.loads(sealing.unseal(self.cells_sealed)) if self.cells_sealed else {"c": [], "m": {}, "e": {}}


class ColumnMemory(models.Model):
    """What somebody last took a head of a column for, so that the next file needs no hand."""

    register_code = models.CharField(max_length=60)
    head = models.CharField(max_length=100)
    field_code = models.CharField(max_length=40, blank=True)  # empty: not to be read
    path = models.CharField(max_length=240)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("列的对应")
        constraints = (models.UniqueConstraint(name="column_memory_once", fields=("register_code", "path", "head")),)
