"""Kinds, permission codes and events of organisations."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.events.api import Event

VIEW = "organisations.view"
MANAGE = "organisations.manage"


class Kind(models.TextChoices):
    """What a node of the tree is. The tree reads region > bureau > school > campus; the rest hang anywhere below."""

    REGION = "region", _("行政区划")
    BUREAU = "bureau", _("教育局")
    SCHOOL = "school", _("学校")
    CAMPUS = "campus", _("校区")
    DEPARTMENT = "department", _("处室")
    TEACHING_RESEARCH_GROUP = "teaching_research_group", _("教研组")


class GroupingKind(models.TextChoices):
    DISTRICT = "district", _("学区")
    ALLIANCE = "alliance", _("学校联盟")
    PAIR = "pair", _("结对帮扶")


# Which kinds may stand directly below which; None is the root.
ALLOWED_PARENTS: dict[str, tuple[str | None, ...]] = {
    Kind.REGION: (None, Kind.REGION),
    Kind.BUREAU: (None, Kind.REGION),
    Kind.SCHOOL: (Kind.BUREAU, Kind.SCHOOL),
    Kind.CAMPUS: (Kind.SCHOOL,),
    Kind.DEPARTMENT: (Kind.BUREAU, Kind.SCHOOL, Kind.CAMPUS, Kind.DEPARTMENT),
    Kind.TEACHING_RESEARCH_GROUP: (Kind.BUREAU, Kind.SCHOOL, Kind.CAMPUS, Kind.DEPARTMENT),
}

# School kinds (办学类型, GB/T 33782) and the stages they teach.
STAGES_OF_SCHOOL_KIND: dict[str, tuple[str, ...]] = {
    "111": ("kindergarten",),
    "211": ("primary",),
    "218": ("primary",),
    "311": ("junior",),
    "312": ("primary", "junior"),
    "341": ("junior", "senior"),
    "342": ("senior",),
    "345": ("primary", "junior", "senior"),
    "511": ("primary", "junior"),
    "512": ("primary", "junior"),
    "513": ("primary", "junior"),
    "514": ("primary", "junior"),
}


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    code: ClassVar[str] = "organisations.organisation_changed"
    organisation_id: int
