"""Changes of custody: by the school, asked for by a guardian, and guardians who unbind themselves."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.apps.registry import errors
from xingtan.apps.registry.data import CustodyAct, CustodyOutcome
from xingtan.apps.registry.models import CustodyRequest
from xingtan.apps.registry.services import findings
from xingtan.apps.registry.services.guardianships import end, settle, tell_guardian
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import day_before, local_day
from xingtan.kernel.scopes import Actor, require
from xingtan.people.roster import services as roster
from xingtan.people.roster.data import CONFIRM_GUARDIANS
from xingtan.people.roster.models import Guardianship
from xingtan.people.roster.querysets import wards_of
from xingtan.people.roster.selectors import stay_on


@transaction.atomic
def change_custody(*, actor: Actor, guardianship_id: int, act: str, on: date, note: str, now: datetime) -> Guardianship:
    """Do what a decision about custody says.

    Args:
        act: a `CustodyAct`.
        on: the first day on which it counts; a block counts at once whatever the day.
        note: what it rests on: number of the judgement, agreement, certificate.
    Raises:
        GuardianshipNotFound, NotPermitted, GuardianshipDecidedAlready, DatesReversed.
    """
    today = local_day(now)
    if act == CustodyAct.END:
        return end(actor=actor, guardianship_id=guardianship_id, on=max(day_before(on), today), note=note, now=now)
    if act == CustodyAct.RESTORE:
        changed = roster.restore_custody(actor=actor, guardianship_id=guardianship_id, now=now, note=note)
        settle(actor, changed, "custody_restored", now, title=_("您可以重新查看%(name)s的信息"))
        return changed
    is_block = act == CustodyAct.BLOCK
    changed = roster.end_custody(
        actor=actor,
        guardianship_id=guardianship_id,
        on=today if is_block else max(on, today),
        now=now,
        note=note,
        act="blocked" if is_block else "custody_ended",
    )
    # Nobody is warned by a notice that a child has been put out of their sight.
    title = "" if is_block else _("学校已登记%(name)s的监护变更，有疑问请联系学校")
    settle(actor, changed, "blocked" if is_block else "custody_ended", now, title=title)
    return changed


@transaction.atomic
def ask_for_change(
    *, actor: Actor, guardianship_id: int, reason: str, on: date, statement: str, now: datetime
) -> CustodyRequest:
    """A guardian with custody says that something has changed for a guardian of the child, oneself included.

    Raises:
        GuardianshipNotFound: not of a child of the actor's. CustodyAskedAlready.
    """
    mine = wards_of(actor.person_id, actor.on)
    rows = Guardianship.objects.confirmed(actor.on).filter(pupil_id__in=mine).select_related("pupil", "guardian")
    about = rows.filter(pk=guardianship_id).first()
    if about is None or actor.person_id is None:
        raise errors.GuardianshipNotFound(guardianship_id=guardianship_id)
    if CustodyRequest.objects.filter(guardianship=about, outcome=CustodyOutcome.WAITING).exists():
        raise errors.CustodyAskedAlready(name=about.guardian.name)
    stay = stay_on(about.pupil_id, on=actor.on)
    asked: CustodyRequest = CustodyRequest.objects.create(
        guardianship=about,
        asked_by_id=actor.person_id,
        reason=reason,
        effective_on=on,
        statement=statement,
        asked_at=now,
        scope_path=stay.scope_path if stay is not None else "/",
    )
    audit.record(
        actor, "custody_request.asked", "person", about.pupil_id, asked.scope_path, detail={"request": asked.pk}
    )
    return asked


@transaction.atomic
def answer_request(*, actor: Actor, request_id: int, act: str, on: date, note: str, now: datetime) -> CustodyRequest:
    """Act on what a guardian asked for, or refuse with a reason.

    Args:
        act: a `CustodyAct`, or empty to refuse.
    Raises:
        CustodyRequestNotFound, NotPermitted, CustodyRequestDecided, and what `change_custody` raises.
    """
    rows = (
        CustodyRequest.objects.visible_to(actor).select_for_update(of=("self",)).select_related("guardianship__pupil")
    )
    asked: CustodyRequest | None = rows.filter(pk=request_id).first()
    if asked is None:
        raise errors.CustodyRequestNotFound(request_id=request_id)
    require(actor, CONFIRM_GUARDIANS, asked.scope_path)
    if asked.outcome != CustodyOutcome.WAITING:
        raise errors.CustodyRequestDecided
    if act:
        change_custody(actor=actor, guardianship_id=asked.guardianship_id, act=act, on=on, note=note, now=now)
    asked.outcome = CustodyOutcome.DONE if act else CustodyOutcome.REFUSED
    asked.decided_at, asked.decided_by_id, asked.note = now, actor.person_id, note
    asked.save(update_fields=["outcome", "decided_at", "decided_by", "note"])
    _tell_asker(actor, asked, now)
    return asked


def _tell_asker(actor: Actor, asked: CustodyRequest, now: datetime) -> None:
    is_done = asked.outcome == CustodyOutcome.DONE
    title = _("您申请的%(name)s监护变更已办理") if is_done else _("您申请的%(name)s监护变更没有办理")
    pupil = asked.guardianship.pupil
    word = "accepted" if is_done else "refused"
    audit.record(actor, f"custody_request.{word}", "person", pupil.pk, asked.scope_path, detail={"request": asked.pk})
    tell_guardian(
        person_id=asked.asked_by_id,
        subject=f"custody_request:{asked.pk}",
        title=title % {"name": pupil.name},
        body=asked.note,
        path=asked.scope_path,
        now=now,
    )


@transaction.atomic
def leave_ward(*, actor: Actor, pupil_id: int, note: str, now: datetime) -> Guardianship:
    """Unbind oneself from a child, at once.

    Raises:
        NotYourChild, LastGuardian.
    """
    rows = Guardianship.objects.confirmed(actor.on).with_custody(actor.on)
    mine = rows.filter(guardian_id=actor.person_id, pupil_id=pupil_id).first()
    if mine is None:
        raise errors.NotYourChild(person_id=pupil_id)
    left = roster.leave_ward(actor=actor, guardianship_id=mine.pk, note=note, now=now)
    on = local_day(now)
    findings.check_person(person_id=pupil_id, on=on, now=now)
    stay = stay_on(pupil_id, on=on)
    path = stay.scope_path if stay is not None else "/"
    audit.record(actor, "guardianship.left", "person", pupil_id, path, detail={"guardianship": left.pk})
    return left
