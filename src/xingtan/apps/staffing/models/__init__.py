"""The models of staffing, by noun."""

from xingtan.apps.staffing.models.certificates import HeldCertificate, Registration
from xingtan.apps.staffing.models.planning import EdtechKeeper, PlanLesson, PlanLoad, WeeklyPlan
from xingtan.apps.staffing.models.records import StaffRecord
from xingtan.apps.staffing.models.rows import Employment, HeldTitle, Honour, Schooling, WorkSpell

__all__ = [
    "EdtechKeeper",
    "Employment",
    "HeldCertificate",
    "HeldTitle",
    "Honour",
    "PlanLesson",
    "PlanLoad",
    "Registration",
    "Schooling",
    "StaffRecord",
    "WeeklyPlan",
    "WorkSpell",
]
