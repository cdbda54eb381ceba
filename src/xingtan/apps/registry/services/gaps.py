"""Filling the same empty field of many pupils at once; each through the service that owns the field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xingtan.apps.registry import data
from xingtan.apps.registry.selectors.gaps import Gap, stays_with
from xingtan.apps.registry.services import findings
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.errors import DomainError
from xingtan.kernel.scopes import Actor
from xingtan.people.persons import services as persons
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import Enrolment


def fill_gaps(*, actor: Actor, gap: Gap, values: Mapping[int, Any], now: datetime) -> tuple[int, dict[int, str]]:
    """Keep the given values for pupils whose field is still empty; what is wrong of one leaves the others alone.

    Args:
        values: person -> what was typed; nothing typed is left out by the caller.
    Returns: how many were filled, and what was refused, by person, in words.
    """
    stays = {stay.person_id: stay for stay in stays_with(actor, gap).filter(person_id__in=list(values))}
    refused: dict[int, str] = {}
    done: list[int] = []
    for person_id, value in values.items():
        if person_id not in stays:
            continue
        try:
            with transaction.atomic():
                _fill(actor, gap, stays[person_id], value)
        except DomainError as error:
            refused[person_id] = str(error)
        else:
            done.append(person_id)
    if done:
        findings.check_persons(person_ids=done, on=local_day(now), now=now)
    return len(done), refused


def _fill(actor: Actor, gap: Gap, stay: Enrolment, value: Any) -> None:
    if gap.kept_in == "facts":
        roster.set_pupil_facts(actor=actor, person_id=stay.person_id, facts={gap.code: value})
    elif gap.code == "student_number":
        roster.update_enrolment(actor=actor, enrolment_id=stay.pk, student_number=value)
    elif gap.kept_in == "enrolment":
        roster.update_enrolment(actor=actor, enrolment_id=stay.pk, **{gap.code: value})
    else:
        persons.update_person(actor=actor, person_id=stay.person_id, **{gap.code: value})
    detail = {"fields": [gap.code]}
    audit.record(actor, data.AUDIT_FACTS, "person", stay.person_id, stay.scope_path, detail=detail)
