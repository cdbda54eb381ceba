"""Agreeing to many parts at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from xingtan.engines.workflow import errors
from xingtan.engines.workflow.models import Assignment
from xingtan.engines.workflow.services.moving import agree_held
from xingtan.engines.workflow.services.storing import hold
from xingtan.kernel.errors import DomainError
from xingtan.kernel.scopes import Actor


@transaction.atomic
def agree_many(*, actor: Actor, assignment_ids: Iterable[int], now: datetime, opinion: str = "") -> int:
    """Agree to all of these parts, or to none. Returns how many.

    Raises:
        NotAllAgreed: one of them cannot be agreed to, and why.
        CaseNotFound: one of them is not the actor's to do.
    """
    wanted = set(assignment_ids)
    # In the order of cases, so that two people who press at once never wait for each other in a circle.
    parts = list(Assignment.objects.handling(actor).filter(pk__in=wanted).select_related("case").order_by("case_id"))
    if len(parts) < len(wanted):
        raise errors.Stale
    for part in parts:
        held = hold(actor, part.case_id, now)
        try:
            agree_held(held, opinion, part=part)
        except DomainError as refusal:
            raise errors.NotAllAgreed(title=part.case.title, reason=str(refusal)) from refusal
    return len(parts)
