"""Runs of tasks, and when schedules last fell due."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.tasks.data import ALIVE, OVER, State
from xingtan.kernel.tasks.querysets import TaskRunQuerySet


class TaskRun(models.Model):
    """One piece of work: who asked, how far it is, how it ended. Without an account it is the installation's own."""

    task = models.CharField(_("任务"), max_length=200)
    arguments = models.JSONField(_("参数"), default=dict)
    queue = models.CharField(_("队列"), max_length=40)
    lock = models.CharField(_("互斥锁"), max_length=200, blank=True, default="")
    key = models.CharField(_("去重键"), max_length=200, blank=True, default="")
    account_id = models.BigIntegerField(_("账号"), null=True)
    person_id = models.BigIntegerField(_("人员"), null=True)
    label = models.CharField(_("名称"), max_length=200)
    url = models.CharField(_("查看地址"), max_length=300, blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveBigIntegerField(_("已完成数"), default=0)
    total = models.PositiveBigIntegerField(_("总数"), default=0)
    message = models.CharField(_("说明"), max_length=500, blank=True, default="")
    result = models.JSONField(_("结果"), null=True)
    error = models.TextField(_("错误细节"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    cancel_requested = models.BooleanField(_("已请求取消"), default=False)
    created_at = models.DateTimeField(_("提交时间"), db_default=Now(), editable=False)
    due_at = models.DateTimeField(_("应开始时间"), db_default=Now())
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    objects = TaskRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台作业")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="tasks_one_alive_per_key", fields=("task", "key"), condition=Q(state__in=ALIVE) & ~Q(key="")
            ),
            models.CheckConstraint(
                name="tasks_over_has_an_end",
                condition=(Q(state__in=OVER) & Q(finished_at__isnull=False))
                | (Q(state__in=ALIVE) & Q(finished_at__isnull=True)),
            ),
            models.CheckConstraint(name="tasks_done_within_total", condition=Q(total=0) | Q(done__lte=F("total"))),
        )
        indexes = (
            models.Index(name="tasks_by_owner", fields=("account_id", "-id")),
            models.Index(name="tasks_alive", fields=("due_at",), condition=Q(state__in=ALIVE)),
        )

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def percent(self) -> int | None:
        """Whole percent done; None while the total is unknown."""
        return self.done * 100 // self.total if self.total else None


class ScheduleMark(models.Model):
    """The last time a schedule fell due, so that one worker alone starts it."""

    code = models.CharField(_("计划"), max_length=80, primary_key=True)
    due_at = models.DateTimeField(_("最近应运行时间"))

    class Meta:
        verbose_name = _("计划标记")
