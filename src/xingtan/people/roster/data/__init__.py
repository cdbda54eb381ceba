"""Kinds, permission codes and events of the roster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.events.api import Event
from xingtan.people.roster.data.facts import OPEN_FACTS, PUPIL_FACTS, SEALED_FACTS, FactGroup, PupilFact

__all__ = (
    "CONFIRM_GUARDIANS",
    "MANAGE_CALENDAR",
    "MANAGE_CLASSES",
    "MANAGE_PUPILS",
    "OPEN_FACTS",
    "OPEN_GUARDIANSHIPS",
    "OPEN_REQUESTS",
    "OPEN_STATUSES",
    "PUPIL_FACTS",
    "SEALED_FACTS",
    "VIEW_CLASSES",
    "VIEW_PUPILS",
    "ClassGroupChanged",
    "DayKind",
    "EnrolmentEnded",
    "EnrolmentStatus",
    "FactGroup",
    "GuardianshipDecided",
    "GuardianshipRequested",
    "GuardianshipStatus",
    "PupilEnrolled",
    "PupilFact",
    "PupilFactsChanged",
    "PupilsTakenIn",
    "Relation",
    "Stage",
)

VIEW_PUPILS = "roster.view_pupils"
MANAGE_PUPILS = "roster.manage_pupils"
VIEW_CLASSES = "roster.view_classes"
MANAGE_CLASSES = "roster.manage_classes"
MANAGE_CALENDAR = "roster.manage_calendar"
CONFIRM_GUARDIANS = "roster.confirm_guardians"


class Stage(models.TextChoices):
    KINDERGARTEN = "kindergarten", _("学前")
    PRIMARY = "primary", _("小学")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中")


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("放假")
    MAKE_UP = "make_up", _("补课补班")
    SCHOOL_EVENT = "event", _("校历事项")


class EnrolmentStatus(models.TextChoices):
    IN_SCHOOL = "in_school", _("在读")
    SUSPENDED = "suspended", _("休学")
    TRANSFERRED = "transferred", _("转出")
    GRADUATED = "graduated", _("毕业")
    COMPLETED = "completed", _("结业")
    LEFT = "left", _("离校")
    DECEASED = "deceased", _("死亡")
    CANCELLED = "cancelled", _("注销")


OPEN_STATUSES = (EnrolmentStatus.IN_SCHOOL, EnrolmentStatus.SUSPENDED)


class GuardianshipStatus(models.TextChoices):
    REQUESTED = "requested", _("待确认")
    RETURNED = "returned", _("待补正")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("未通过")
    ENDED = "ended", _("已解除")


OPEN_REQUESTS = (GuardianshipStatus.REQUESTED, GuardianshipStatus.RETURNED)
OPEN_GUARDIANSHIPS = (*OPEN_REQUESTS, GuardianshipStatus.CONFIRMED)


class Relation(models.TextChoices):
    """How a guardian is related to the pupil."""

    FATHER = "father", _("父亲")
    MOTHER = "mother", _("母亲")
    GRANDFATHER = "grandfather", _("祖父或外祖父")
    GRANDMOTHER = "grandmother", _("祖母或外祖母")
    SIBLING = "sibling", _("兄弟姐妹")
    OTHER = "other", _("其他监护人")


@dataclass(frozen=True, kw_only=True)
class PupilFactsChanged(Event):
    code: ClassVar[str] = "roster.pupil_facts_changed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PupilEnrolled(Event):
    code: ClassVar[str] = "roster.pupil_enrolled"
    enrolment_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PupilsTakenIn(Event):
    """Many pupils were put on rolls, or taken off them, at once: one event instead of one for each."""

    code: ClassVar[str] = "roster.pupils_taken_in"
    subject: ClassVar[str] = "batch"
    batch: str
    person_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class EnrolmentEnded(Event):
    code: ClassVar[str] = "roster.enrolment_ended"
    enrolment_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ClassGroupChanged(Event):
    code: ClassVar[str] = "roster.class_group_changed"
    class_group_id: int


@dataclass(frozen=True, kw_only=True)
class GuardianshipRequested(Event):
    code: ClassVar[str] = "roster.guardianship_requested"
    guardianship_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class GuardianshipDecided(Event):
    code: ClassVar[str] = "roster.guardianship_decided"
    guardianship_id: int
    person_id: int
