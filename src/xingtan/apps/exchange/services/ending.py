"""What follows when a partner deletes a record or no longer has it: only what came from that partner ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xingtan.apps.exchange.data import Outcome, Target
from xingtan.apps.exchange.models import Link, ReceivedSet, SetRow, UndoStep
from xingtan.apps.exchange.services.registering import Result
from xingtan.kernel.errors import DomainError
from xingtan.kernel.scopes import Actor
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment, TeachingAssignment, TeachingGroupMember

MODELS: dict[str, Any] = {
    Target.ENROLMENT: Enrolment,
    Target.MEMBERSHIP: TeachingGroupMember,
    Target.POSTING: Posting,
    Target.TEACHING: TeachingAssignment,
}


def end_for(actor: Actor, received: ReceivedSet, row: SetRow) -> Result:
    """End the stay, membership, posting or teaching that this record once wrote; today is its last day."""
    link = Link.objects.filter(partner_id=received.partner_id, file=row.file, sourced_id=row.sourced_id).first()
    if link is None:
        return Outcome.KEPT, ""
    if not (received.partner.writes_register and link.is_written and link.target in MODELS):
        return Outcome.LINKED, ""
    thing = MODELS[link.target].objects.filter(pk=link.target_id, ends_on__isnull=True).first()
    if thing is None:
        return Outcome.KEPT, ""
    try:
        with transaction.atomic():
            _end(actor, received, link.target, thing, max(actor.on, thing.starts_on))
    except DomainError as error:
        return Outcome.HELD_BACK, str(error)[:300]
    UndoStep.objects.create(
        received_set=received, kind=f"ended_{link.target}", file=row.file, sourced_id=row.sourced_id, object_id=thing.pk
    )
    return Outcome.ENDED, ""


def _end(actor: Actor, received: ReceivedSet, target: str, thing: Any, on: date) -> None:
    basis = _("%(partner)s数据交换") % {"partner": received.partner.name}
    if target == Target.ENROLMENT:
        roster.end_enrolment(actor=actor, enrolment_id=thing.pk, on=on, status="left", basis=basis)
    elif target == Target.POSTING:
        postings.end_posting(actor=actor, posting_id=thing.pk, on=on, reason=basis[:60])
    elif target == Target.TEACHING:
        roster.end_teaching(actor=actor, assignment_id=thing.pk, on=on)
    else:
        roster.end_group_member(
            actor=actor, teaching_group_id=thing.teaching_group_id, person_id=thing.person_id, on=on
        )
