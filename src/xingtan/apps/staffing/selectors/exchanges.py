"""支教 and 交流 as a list, and the share of exchanged teachers in a school year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import Honour, StaffRecord
from xingtan.kernel.clock import in_force
from xingtan.kernel.scopes import Actor, under
from xingtan.people.organisations.data import Kind
from xingtan.people.postings.models import Posting
from xingtan.people.roster.selectors import school_year_on

SOON = timedelta(days=60)
SHARE_PARTS = [("eligible", _("符合交流条件")), ("exchanged", _("本学年支教交流")), ("backbone", _("交流的骨干教师"))]


def exchanges_of(actor: Actor) -> QuerySet[Any]:
    """Postings as guest at a school within reach, or of somebody whose file is kept within reach."""
    paths = actor.paths(data.VIEW)
    if not paths:
        return Posting.objects.none()
    home = StaffRecord.objects.filter(under(paths, "organisation__path")).order_by().values("person_id")
    reach = under(paths, "organisation__path") | Q(person_id__in=home)
    rows = Posting.objects.filter(reach, kind__in=data.GUEST_KINDS)
    return rows.select_related("person__staff_record__organisation", "organisation")


def now(actor: Actor) -> Q:
    return in_force(actor.on)


def ending(actor: Actor) -> Q:
    return in_force(actor.on) & Q(ends_on__lte=actor.on + SOON)


def to_come(actor: Actor) -> Q:
    return Q(starts_on__gt=actor.on)


def ended(actor: Actor) -> Q:
    return Q(ends_on__lt=actor.on)


@dataclass(frozen=True, kw_only=True)
class ExchangeShare:
    """One school year: who was eligible, who was exchanged, how many of these are backbone teachers."""

    year: int
    eligible: int
    exchanged: int
    backbone: int

    @property
    def percent(self) -> float | None:
        """Exchanged among the eligible, 0.0 to 100.0; None when nobody was eligible."""
        return round(100 * self.exchanged / self.eligible, 1) if self.eligible else None

    @property
    def backbone_percent(self) -> float | None:
        return round(100 * self.backbone / self.exchanged, 1) if self.exchanged else None

    @property
    def is_met(self) -> bool:
        return (self.percent or 0) >= settings.EXCHANGE_PERCENT[0]

    @property
    def is_backbone_met(self) -> bool:
        return (self.backbone_percent or 0) >= settings.EXCHANGE_PERCENT[1]


def eligible(on: date) -> Q:
    """Files of teachers who have been at one school for so many years by the first day of the school year of `on`."""
    first = date(school_year_on(on), 9, 1)
    since = first.replace(year=first.year - settings.EXCHANGE_AFTER_YEARS)
    here = Posting.objects.filter(
        in_force(first), person_id=OuterRef("person_id"), role="teacher", kind="regular",
        starts_on__lte=since, organisation__kind=Kind.SCHOOL,
    )  # fmt: skip
    return Q(Exists(here))


def exchanged(on: date) -> Q:
    """Files of those who were out as guests at some time of the school year of `on`."""
    first = date(school_year_on(on), 9, 1)
    out = Posting.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), person_id=OuterRef("person_id"),
        kind__in=data.GUEST_KINDS, starts_on__lt=first.replace(year=first.year + 1),
    )  # fmt: skip
    return Q(Exists(out))


def backbone(on: date) -> Q:
    """Files with a title of honour that counts as 骨干 and was in force on a day."""
    held = Honour.objects.filter(record_id=OuterRef("pk"), kind__in=data.BACKBONE_KINDS, year__lte=on.year)
    return Q(Exists(held.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))))


def in_share(part: str, on: date) -> Q:
    """Files behind one figure: eligible, exchanged, backbone (exchanged and backbone)."""
    return {"eligible": eligible(on), "exchanged": exchanged(on), "backbone": exchanged(on) & backbone(on)}[part]


def exchange_share(actor: Actor, on: date) -> ExchangeShare:
    """Figures of the school year of a day, of files within reach. One query."""
    rows = StaffRecord.objects.permitted(actor, data.VIEW).open().order_by()
    flags = list(rows.filter(eligible(on) | exchanged(on)).values_list(eligible(on), exchanged(on), backbone(on)))
    return ExchangeShare(
        year=school_year_on(on),
        eligible=sum(is_eligible for is_eligible, _out, _backbone in flags),
        exchanged=sum(out for _eligible, out, _backbone in flags),
        backbone=sum(out and is_backbone for _eligible, out, is_backbone in flags),
    )
