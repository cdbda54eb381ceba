"""A new version of the weekly lessons. Versions in force are never changed: what was counted by them stays so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from xingtan.apps.staffing import data, errors
from xingtan.apps.staffing.models import PlanLesson, PlanLoad, WeeklyPlan
from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.selectors import bureau


@transaction.atomic
def save_plan(
    *,
    actor: Actor,
    name: str,
    starts_on: date,
    lessons: Mapping[tuple[str, int, str], Decimal],
    loads: Mapping[str, Decimal],
    basis: str = "",
) -> WeeklyPlan:
    """Put a version into force from a day on; one that has not begun yet is written anew.

    Args:
        lessons: (stage, grade, subject code) -> lessons a week; zero leaves the subject out.
        loads: stage -> lessons a week of one full-time teacher.
    Raises:
        NotPermitted: files of the whole region are not for the actor to manage. PlanEmpty, PlanTooEarly.
    """
    top = bureau()
    if top is None:
        raise NotPermitted(permission=data.MANAGE)
    require(actor, data.MANAGE, top.path)
    wanted = {key: count for key, count in lessons.items() if count > 0}
    if not wanted:
        raise errors.PlanEmpty
    latest = WeeklyPlan.objects.select_for_update().exclude(starts_on=starts_on).order_by("-starts_on").first()
    same = WeeklyPlan.objects.filter(starts_on=starts_on).first()
    if latest is not None and latest.starts_on > starts_on:
        raise errors.PlanTooEarly(starts_on=starts_on, before=latest.starts_on)
    if same is not None and same.starts_on <= actor.on:
        raise errors.PlanTooEarly(starts_on=starts_on, before=same.starts_on)
    if same is not None:
        same.delete()
    plan = WeeklyPlan.objects.create(name=name, starts_on=starts_on, basis=basis, made_by=actor.person_id)
    PlanLesson.objects.bulk_create(
        PlanLesson(plan=plan, stage=stage, grade=grade, subject_code=code, lessons=count)
        for (stage, grade, code), count in wanted.items()
    )
    PlanLoad.objects.bulk_create(PlanLoad(plan=plan, stage=stage, lessons=count) for stage, count in loads.items())
    audit.record(actor, "staff.plan_saved", "weekly_plan", plan.pk, top.path, {"starts_on": starts_on.isoformat()})
    return plan
