"""What the national register asks of a pupil beyond person and enrolment: one row a pupil."""

from __future__ import annotations

import json
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.persons import sealing
from xingtan.people.roster.data import SEALED_FACTS
from xingtan.people.roster.querysets import PupilFactsQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), exclude=["sealed"])
class PupilFacts(models.Model):
    """Facts listed in `data.PUPIL_FACTS`. Open ones are columns; sealed ones lie together in one sealed text.

    `sealed_names` says which of the sealed facts are known, so that gaps are counted without opening anything.
    """

    person = models.OneToOneField(
        "persons.Person", models.CASCADE, related_name="pupil_facts", primary_key=True, verbose_name=_("学生")
    )
    birthplace_code = models.CharField(_("出生地"), max_length=12, blank=True)
    household_kind_code = models.CharField(_("户口性质"), max_length=4, blank=True)
    household_place_code = models.CharField(_("户口所在地"), max_length=12, blank=True)
    overseas_code = models.CharField(_("港澳台侨外"), max_length=2, blank=True)
    origin_code = models.CharField(_("学生来源"), max_length=2, blank=True)
    origin_school = models.CharField(_("原就读学校"), max_length=60, blank=True)
    entered_month = models.CharField(_("入学年月"), max_length=6, blank=True)
    is_only_child = models.BooleanField(_("独生子女"), null=True)
    had_preschool = models.BooleanField(_("受过学前教育"), null=True)
    is_place_bought = models.BooleanField(_("由政府购买学位"), null=True)
    distance_km = models.DecimalField(_("上下学距离（公里）"), max_digits=5, decimal_places=1, null=True, blank=True)
    travel_code = models.CharField(_("上下学交通方式"), max_length=4, blank=True)
    rides_school_bus = models.BooleanField(_("乘坐校车"), null=True)
    postal_code = models.CharField(_("邮政编码"), max_length=6, blank=True)
    homepage = models.URLField(_("主页地址"), max_length=200, blank=True)
    specialty = models.CharField(_("特长"), max_length=60, blank=True)
    sealed = models.BinaryField(null=True, editable=False)
    sealed_names = ArrayField(models.CharField(max_length=24), default=list, verbose_name=_("加密保存的项目"))
    changed_at = models.DateTimeField(_("最近修改"), auto_now=True)

    objects = PupilFactsQuerySet.as_manager()

    class Meta:
        verbose_name = _("学籍采集项")
        constraints = (
            models.CheckConstraint(
                name="pupil_facts_distance", condition=Q(distance_km__isnull=True) | Q(distance_km__range=(0, 500))
            ),
        )

    @property
    def sealed_facts(self) -> dict[str, Any]:
        """The sealed facts in clear, by field. Whoever shows one records that it was shown."""
        return dict(json.loads(sealing.unseal(self.sealed))) if self.sealed else {}

    def keep_sealed(self, facts: dict[str, Any]) -> None:
        """Seal these facts in place of those before; unsaved."""
        known = {field: facts[field] for field in SEALED_FACTS if facts.get(field) not in (None, "")}
        self.sealed = sealing.seal(json.dumps(known, ensure_ascii=False)) if known else None
        self.sealed_names = sorted(known)
