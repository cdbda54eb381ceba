"""Reminding the nearest responsible person of families who wait."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import ngettext

from xingtan.apps.registry import data
from xingtan.kernel.clock import local_day
from xingtan.kernel.notices import api as notices
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship


@transaction.atomic
def remind_of_requests(*, now: datetime) -> int:
    """Tell homeroom teachers of requests that wait for three days, for seven, and each week after; from the seventh
    day on the school's administrators too. Safe to run twice a day. Returns how many classes were spoken of.
    """
    on = local_day(now)
    ages = _ages_by_class(on)
    classes = ClassGroup.objects.filter(pk__in=ages).select_related("organisation", "cohort")
    for class_group in classes.order_by("pk"):
        _remind(class_group, ages[class_group.pk], on, now)
    return len(ages)


def _ages_by_class(on: date) -> dict[int, list[int]]:
    """Days that the requests of each class have waited, where one of them is due for a reminder today."""
    waiting = Guardianship.objects.filter(status="requested").order_by("pk").values_list("pupil_id", "requested_on")
    days = [(pupil_id, (on - requested_on).days) for pupil_id, requested_on in waiting]
    stays = Enrolment.objects.in_force(on).filter(person_id__in={pupil_id for pupil_id, _days in days})
    classes = dict(stays.filter(class_group__isnull=False).values_list("person_id", "class_group_id"))
    found: dict[int, list[int]] = defaultdict(list)
    for pupil_id, age in days:
        if pupil_id in classes:
            found[classes[pupil_id]].append(age)
    return {pk: ages for pk, ages in found.items() if any(map(_is_due, ages))}


def _is_due(days: int) -> bool:
    return days == data.REMIND_AFTER_DAYS or (days > 0 and days % data.TELL_SCHOOL_AFTER_DAYS == 0)


def _remind(class_group: ClassGroup, ages: list[int], on: date, now: datetime) -> None:
    led = Posting.objects.in_force(on).filter(scope_path=class_group.path, role="homeroom_teacher")
    people = set(led.values_list("person_id", flat=True))
    if max(ages) >= data.TELL_SCHOOL_AFTER_DAYS or not people:
        clerks = Posting.objects.in_force(on).filter(
            organisation_id=class_group.organisation_id, role="school_administrator"
        )
        people |= set(clerks.values_list("person_id", flat=True))
    words = ngettext(
        "%(name)s有%(count)s位家长等您确认监护关系，最早的已等%(days)s天",
        "%(name)s有%(count)s位家长等您确认监护关系，最早的已等%(days)s天",
        len(ages),
    )
    notices.tell(
        kind=data.REMINDER_NOTICE,
        subject_key=f"class_requests:{class_group.pk}:{on}",
        person_ids=people,
        title=words % {"name": class_group.lasting_name, "count": len(ages), "days": max(ages)},
        url=reverse("registry:class_requests", args=[class_group.pk]),
        organisation_path=class_group.path,
        now=now,
    )
