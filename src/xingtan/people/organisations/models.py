"""Organisations: one tree, dated facts beside each node, and groupings beside the tree."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.organisations.data import STAGES_OF_SCHOOL_KIND, GroupingKind, Kind
from xingtan.people.organisations.querysets import GroupingQuerySet, OrganisationQuerySet


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Organisation(models.Model):
    """A node of the tree. The columns hold what is so today; `OrganisationFacts` holds what was so when."""

    kind = models.CharField(_("类别"), max_length=30, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    path = models.CharField(_("路径"), max_length=200, unique=True, editable=False)
    name = models.CharField(_("单位全称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=20, blank=True)
    name_pinyin = models.CharField(_("拼音"), max_length=300, blank=True, editable=False)
    name_initials = models.CharField(_("首字母"), max_length=80, blank=True, editable=False)
    code = models.CharField(_("标识码"), max_length=12, null=True, blank=True, unique=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    school_kind = models.CharField(_("办学类型"), max_length=3, blank=True)
    sponsor_code = models.CharField(_("举办者"), max_length=3, blank=True)
    urban_rural_code = models.CharField(_("城乡类型"), max_length=3, blank=True)
    is_boarding = models.BooleanField(_("寄宿制"), default=False)
    is_teaching_point = models.BooleanField(_("教学点"), default=False)
    is_pilot = models.BooleanField(_("数字校园试点"), default=False)
    primary_years = models.PositiveSmallIntegerField(_("小学学制（年）"), default=6)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    telephone = models.CharField(_("联系电话"), max_length=30, blank=True)
    opened_on = models.DateField(_("建立日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)
    sort = models.PositiveIntegerField(_("排序"), default=0)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        ordering = ("path",)
        constraints = (
            models.CheckConstraint(
                name="organisation_opens_before_it_closes",
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="organisation_is_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(
                name="organisation_primary_years_five_or_six", condition=Q(primary_years__in=(5, 6))
            ),
        )
        indexes = (models.Index(fields=("kind", "sort"), name="organisation_kind_sort"),)

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        return self.short_name or self.name

    @property
    def stages(self) -> tuple[str, ...]:
        """Stages taught here, lowest first; empty for what is not a school."""
        return STAGES_OF_SCHOOL_KIND.get(self.school_kind, ())

    @property
    def ancestor_ids(self) -> tuple[int, ...]:
        """Ids from the root down to and including this node."""
        return tuple(int(part) for part in self.path.strip("/").split("/") if part)


class OrganisationFacts(models.Model):
    """What was so of one organisation from `starts_on` to `ends_on`, both days included."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="facts")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    name = models.CharField(_("单位全称"), max_length=80)
    school_kind = models.CharField(_("办学类型"), max_length=3, blank=True)
    urban_rural_code = models.CharField(_("城乡类型"), max_length=3, blank=True)
    is_boarding = models.BooleanField(_("寄宿制"), default=False)
    is_teaching_point = models.BooleanField(_("教学点"), default=False)
    basis = models.CharField(_("依据"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("单位沿革")
        ordering = ("organisation_id", "starts_on")
        constraints = (
            models.CheckConstraint(
                name="organisation_facts_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="organisation_facts_one_open", fields=("organisation",), condition=Q(ends_on__isnull=True)
            ),
            models.UniqueConstraint(name="organisation_facts_one_a_day", fields=("organisation", "starts_on")),
        )


class Grouping(models.Model):
    """A set of organisations beside the tree (学区, 联盟, 结对), able to carry grants."""

    kind = models.CharField(_("类别"), max_length=20, choices=GroupingKind.choices)
    name = models.CharField(_("名称"), max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="groupings", verbose_name=_("所属教育局")
    )
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    end_basis = models.CharField(_("撤销依据"), max_length=120, blank=True)

    objects = GroupingQuerySet.as_manager()

    class Meta:
        verbose_name = _("学区与结对")
        ordering = ("kind", "name")
        constraints = (
            models.CheckConstraint(
                name="grouping_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
        )

    def __str__(self) -> str:
        return self.name


class GroupingMember(models.Model):
    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    is_lead = models.BooleanField(_("牵头"), default=False)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("成员单位")
        ordering = ("grouping_id", "-is_lead", "organisation_id")
        constraints = (
            models.CheckConstraint(
                name="grouping_member_dates", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="grouping_member_once",
                fields=("grouping", "organisation"),
                condition=Q(ends_on__isnull=True),
            ),
        )


class AppSwitch(models.Model):
    """An application that one school has switched off or takes as a pilot. No row means: as the region has it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="app_switches")
    application = models.CharField(_("应用"), max_length=40)
    is_on = models.BooleanField(_("开通"), default=True)
    changed_at = models.DateTimeField(_("变更时间"))

    class Meta:
        verbose_name = _("应用开通")
        constraints = (models.UniqueConstraint(name="app_switch_once", fields=("organisation", "application")),)
