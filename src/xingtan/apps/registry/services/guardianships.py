"""Deciding on guardianships and what becomes of them; findings about the pupil are looked at again at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from xingtan.apps.registry import data
from xingtan.apps.registry.services import findings
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.notices import api as notices
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import services as roster
from xingtan.people.roster.data import CONFIRM_GUARDIANS
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship
from xingtan.people.roster.selectors import stay_on


def settle(actor: Actor, guardianship: Guardianship, act: str, now: datetime, *, title: str, body: str = "") -> None:
    """What every decision brings with it: findings looked at, a line in the journal, a notice to the guardian.

    Without a title the guardian is not told.
    """
    on = local_day(now)
    findings.check_person(person_id=guardianship.pupil_id, on=on, now=now)
    stay = stay_on(guardianship.pupil_id, on=on)
    path = stay.scope_path if stay is not None else "/"
    detail = {"guardianship": guardianship.pk, "guardian": guardianship.guardian_id}
    audit.record(actor, f"guardianship.{act}", "person", guardianship.pupil_id, path, detail=detail)
    if not title:
        return
    tell_guardian(
        person_id=guardianship.guardian_id,
        subject=f"guardianship:{guardianship.pk}:{act}:{now.isoformat()}",
        title=title % {"name": guardianship.pupil.name},
        body=body,
        path=path,
        now=now,
    )


def tell_guardian(*, person_id: int, subject: str, title: str, body: str, path: str, now: datetime) -> None:
    """A notice to one guardian, with the page of their children behind it."""
    notices.tell(
        kind=data.GUARDIANSHIP_NOTICE,
        subject_key=subject,
        person_ids=[person_id],
        title=title,
        body=body,
        url=reverse("gateway:account_wards"),
        organisation_path=path,
        now=now,
    )


@transaction.atomic
def decide(*, actor: Actor, guardianship_id: int, confirmed: bool, note: str, now: datetime) -> Guardianship:
    """Confirm or refuse a request; the guardian is told either way.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready.
    """
    guardianship = roster.decide_guardianship(
        actor=actor, guardianship_id=guardianship_id, confirmed=confirmed, note=note, now=now
    )
    title = _("学校已确认您是%(name)s的监护人") if confirmed else _("成为%(name)s监护人的申请没有通过")
    settle(actor, guardianship, "confirmed" if confirmed else "refused", now, title=title, body=note)
    return guardianship


@transaction.atomic
def send_back(*, actor: Actor, guardianship_id: int, note: str, now: datetime) -> Guardianship:
    """Ask the guardian to put something right first.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready.
    """
    guardianship = roster.return_guardianship(actor=actor, guardianship_id=guardianship_id, note=note, now=now)
    title = _("请补正成为%(name)s监护人的申请")
    settle(actor, guardianship, "returned", now, title=title, body=note)
    return guardianship


@transaction.atomic
def confirm_many(*, actor: Actor, class_group: ClassGroup, guardianship_ids: Iterable[int], now: datetime) -> int:
    """Confirm those of these requests that are of this class and still wait. Returns how many were confirmed.

    Raises:
        NotPermitted.
    """
    pupils = Enrolment.objects.permitted(actor, CONFIRM_GUARDIANS).in_force(actor.on).filter(class_group=class_group)
    waiting = Guardianship.objects.visible_to(actor).filter(
        pk__in=list(guardianship_ids), status="requested", pupil_id__in=pupils.order_by().values("person_id")
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    for guardianship_id in ids:
        decide(actor=actor, guardianship_id=guardianship_id, confirmed=True, note="", now=now)
    return len(ids)


@transaction.atomic
def end(*, actor: Actor, guardianship_id: int, on: date, note: str, now: datetime) -> Guardianship:
    """End a guardianship; `on` is its last day.

    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready, DatesReversed.
    """
    guardianship = roster.end_guardianship(actor=actor, guardianship_id=guardianship_id, on=on, note=note, now=now)
    settle(actor, guardianship, "ended", now, title=_("您与%(name)s的监护关系已由学校解除"))
    return guardianship


@transaction.atomic
def renew_code(*, actor: Actor, class_group_id: int) -> ClassGroup:
    """A new class code; the old one stops working.

    Raises:
        ClassGroupNotFound, NotPermitted.
    """
    class_group = roster.renew_join_code(actor=actor, class_group_id=class_group_id)
    audit.record(actor, "class_code.renewed", "class_group", class_group.pk, class_group.path)
    return class_group
