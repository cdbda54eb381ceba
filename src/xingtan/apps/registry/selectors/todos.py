"""What registry puts on to-do lists: records to mend, posts to fill, guardians to confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xingtan.apps.registry import data
from xingtan.apps.registry.models import CustodyRequest
from xingtan.apps.registry.selectors import findings, guardianships
from xingtan.kernel.clock import local_day
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import TodoItem
from xingtan.kernel.scopes import Actor
from xingtan.people.postings import data as postings
from xingtan.people.roster import data as roster

DAYS_TO_MEND, DAYS_TO_FILL, DAYS_TO_CONFIRM = 14, 30, 3
DAYS_TO_LOOK_AT_CUSTODY = 1
CLASS_PATH = re.compile(r"/c(\d+)/$")
POSTS_ONE_BY_ONE, REQUESTS_ONE_BY_ONE = 2, 5


def _rows_url(code: str) -> str:
    return f"{reverse('registry:finding_rows')}?{urlencode({'kind': code})}"


def records_to_mend(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """One line for each kind of finding that is no vacant post, due a fortnight after the oldest was found."""
    return [
        TodoItem(
            key=f"registry.finding:{tally.kind.code}",
            sign="疑",
            title=_("%(label)s，%(count)s条") % {"label": tally.kind.label, "count": tally.count},
            detail=tally.kind.remedy,
            url=_rows_url(tally.kind.code),
            due_on=tally.since + timedelta(days=DAYS_TO_MEND),
            count=tally.count,
            action=tally.kind.verb,
        )
        for tally in findings.tallies(actor)
        if not tally.kind.is_post
    ]


def posts_to_fill(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """Vacant posts that the actor may fill: one by one while they are few, else one line for each kind."""
    vacant = _vacant.instances(actor=actor)
    findings.attach_classes(vacant, actor.on)
    items = []
    for code in data.POST_KINDS:
        rows = [row for row in vacant if row.kind == code]
        if len(rows) > POSTS_ONE_BY_ONE:
            items.append(_many_posts(code, rows))
        else:
            items += [_one_post(row, actor) for row in rows]
    return items


@prepared
def _vacant(*, actor: Actor) -> Any:
    found = findings.findings_of(actor).of_kinds(data.POST_KINDS).permitted(actor, postings.MANAGE)
    return found.order_by("found_on", "pk")


def _one_post(row: Any, actor: Actor) -> TodoItem:
    place = f"{row.organisation.display_name} {row.class_name}" if row.class_group_id else row.organisation.name
    return TodoItem(
        key=f"registry.post:{row.pk}",
        sign="校",
        title=_("%(place)s：%(remedy)s") % {"place": place, "remedy": row.definition.remedy},
        detail=row.sentence,
        url=findings.place_of_remedy(row, actor),
        due_on=row.found_on + timedelta(days=DAYS_TO_FILL),
        action=row.definition.verb,
    )


def _many_posts(code: str, rows: Sequence[Any]) -> TodoItem:
    kind = data.FINDING_KINDS[code]
    return TodoItem(
        key=f"registry.posts:{code}",
        sign="校",
        title=_("%(label)s，%(count)s条") % {"label": kind.label, "count": len(rows)},
        detail=kind.remedy,
        url=_rows_url(code),
        due_on=rows[0].found_on + timedelta(days=DAYS_TO_FILL),
        count=len(rows),
        action=kind.verb,
    )


class Request(NamedTuple):
    pk: int
    requested_on: date
    relation: str
    guardian: str
    pupil: str


@prepared
def _requests(*, actor: Actor) -> Any:
    waiting = guardianships.to_decide(actor).select_related(None)
    names = ("guardian__name", "pupil__name")
    return waiting.values_list("pk", "requested_on", "relation", *names)[: REQUESTS_ONE_BY_ONE + 1]


def _requests_url(actor: Actor) -> str:
    """The requests of one's class; of somebody with several classes, the list of all."""
    paths = actor.paths(roster.CONFIRM_GUARDIANS)
    group = CLASS_PATH.search(paths[0]) if len(paths) == 1 else None
    if group is None:
        return reverse("registry:guardian_list")
    return reverse("registry:class_requests", args=[int(group[1])])


@prepared
def _custody(*, actor: Actor) -> Any:
    waiting = CustodyRequest.objects.visible_to(actor).waiting()
    names = ("guardianship__pupil__name", "asked_by__name")
    return waiting.order_by("asked_at", "pk").values_list("pk", "asked_at", "reason", *names)[:20]


def custody_to_decide(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """What guardians say has changed, due the day after they said it."""
    return [
        TodoItem(
            key=f"registry.custody:{pk}",
            sign="护",
            title=_("%(guardian)s申请变更%(pupil)s的监护") % {"guardian": guardian, "pupil": pupil},
            detail=data.CustodyReason(reason).label,
            url=reverse("registry:custody_request", args=[pk]),
            due_on=local_day(asked_at) + timedelta(days=DAYS_TO_LOOK_AT_CUSTODY),
            action=_("办理"),
        )
        for pk, asked_at, reason, pupil, guardian in _custody(actor=actor)
    ]


def guardians_to_confirm(actor: Actor, now: datetime) -> Sequence[TodoItem]:
    """Requests of people who say they are a pupil's guardian, due three days after they asked."""
    waiting = [Request(*row) for row in _requests(actor=actor)]
    if len(waiting) > REQUESTS_ONE_BY_ONE:
        count = guardianships.to_decide(actor).count()
        return [
            TodoItem(
                key="registry.guardianships",
                sign="护",
                title=_("%(count)s条监护关系等您确认") % {"count": count},
                detail=_("家长用班级码提出的申请"),
                url=_requests_url(actor),
                due_on=waiting[0].requested_on + timedelta(days=DAYS_TO_CONFIRM),
                count=count,
                action=_("确认"),
            )
        ]
    return [
        TodoItem(
            key=f"registry.guardianship:{row.pk}",
            sign="护",
            title=_("确认%(guardian)s是%(pupil)s的%(relation)s")
            % {"guardian": row.guardian, "pupil": row.pupil, "relation": roster.Relation(row.relation).label},
            detail=_("家长用班级码提出的申请"),
            url=reverse("registry:guardianship", args=[row.pk]),
            due_on=row.requested_on + timedelta(days=DAYS_TO_CONFIRM),
            action=_("确认"),
        )
        for row in waiting
    ]
