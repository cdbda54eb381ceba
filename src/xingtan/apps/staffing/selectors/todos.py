"""What staffing asks people to do: mend files, decide on postings that end soon."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _g
from django.utils.translation import ngettext

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors import gaps, words
from xingtan.kernel.prepared import prepared, totals
from xingtan.kernel.registry import TodoItem
from xingtan.kernel.scopes import Actor
from xingtan.people.postings import data as postings
from xingtan.people.postings.models import Posting

SOON = timedelta(days=30)
MOST_POSTINGS = 20


def files_to_mend(actor: Actor, now: datetime) -> list[TodoItem]:
    """One item for each sort of gap, with the number of files behind it. One query."""
    items = []
    found = _gap_counts(actor=actor)
    for (code, gap), count in zip(gaps.GAPS.items(), found[0] if found else (), strict=False):
        if count:
            title = ngettext("%(count)s名教职工%(what)s", "%(count)s名教职工%(what)s", count)
            items.append(
                TodoItem(
                    key=f"staff-gap:{code}",
                    sign="人",
                    title=title % {"count": count, "what": gap.label},
                    detail=_g("教职工资料"),
                    url=f"/staffing/people/?gap={code}",
                    count=count,
                    action=gap.remedy,
                )
            )
    return items


@prepared
def _gap_counts(*, actor: Actor) -> Any:
    """Files within reach that have each gap, in the order of the gaps."""
    rows = StaffRecord.objects.permitted(actor, data.MANAGE).open()
    return totals(rows, **{code: Count("pk", filter=Q(gap.condition(actor.on))) for code, gap in gaps.GAPS.items()})


def postings_ending(actor: Actor, now: datetime) -> list[TodoItem]:
    """Postings within reach that end within thirty days, the first to end first."""
    return [
        TodoItem(
            key=f"posting-ends:{posting.pk}",
            sign="人",
            title=_g("%(name)s的任职“%(post)s”快到期")
            % {"name": posting.person.name, "post": words.post_words(posting)},
            detail=posting.organisation.display_name,
            url=f"/staffing/people/{posting.person_id}/",
            due_on=posting.ends_on,
            action=_g("续任或结束"),
        )
        for posting in _ending.instances(actor=actor)
    ]


@prepared
def _ending(*, actor: Actor) -> Any:
    rows = Posting.objects.permitted(actor, postings.MANAGE).in_force(actor.on).of_staff()
    rows = rows.filter(ends_on__lte=actor.on + SOON).select_related("person", "organisation")
    return rows.order_by("ends_on", "pk")[:MOST_POSTINGS]


def contracts_ending(actor: Actor, now: datetime) -> list[TodoItem]:
    """Contracts of people within reach that end soon or have ended, the first to end first."""
    return [
        TodoItem(
            key=f"contract-ends:{record.pk}",
            sign="人",
            title=_g("%(name)s的聘用合同快到期") % {"name": record.person.name},
            detail=record.organisation.display_name,
            url=f"/staffing/people/{record.person_id}/",
            due_on=record.contract_until,
            action=_g("续聘或解聘"),
        )
        for record in _contracts.instances(actor=actor)
    ]


@prepared
def _contracts(*, actor: Actor) -> Any:
    rows = StaffRecord.objects.permitted(actor, data.MANAGE).open().select_related("person", "organisation")
    return rows.filter(contract_until__lte=actor.on + SOON * 2).order_by("contract_until", "pk")[:MOST_POSTINGS]


def states_over(actor: Actor, now: datetime) -> list[TodoItem]:
    """Leave or lending whose expected last day has passed, and registrations that are due: one item a sort."""
    [(over, due)] = _counts(actor=actor) or [(0, 0)]
    items = []
    if over:
        title = ngettext("%(count)s人请假或借出已到期", "%(count)s人请假或借出已到期", over) % {"count": over}
        url = "/staffing/people/?view=state_over"
        items.append(_item("state-over", title, url, over, _g("销假或改期")))
    if due:
        title = ngettext("%(count)s本教师资格证书该注册", "%(count)s本教师资格证书该注册", due) % {"count": due}
        items.append(_item("registration-due", title, "/staffing/certificates/?view=due", due, _g("登记注册结论")))
    return items


def _item(key: str, title: str, url: str, count: int, action: str) -> TodoItem:
    return TodoItem(
        key=f"staff-{key}", sign="人", title=title, detail=_g("教职工资料"), url=url, count=count, action=action
    )


@prepared
def _counts(*, actor: Actor) -> Any:
    """(states that are over, certificates whose registration is due within half a year)."""
    rows = StaffRecord.objects.permitted(actor, data.MANAGE).open()
    due = Q(
        certificates__kind=data.CertificateKind.TEACHING,
        certificates__registration_due_on__lte=actor.on + timedelta(days=data.SOON_DUE_DAYS),
    )
    over = Q(state_until__lt=actor.on) & ~Q(state=data.State.AT_WORK)
    return totals(
        rows, over=Count("pk", filter=over, distinct=True), due=Count("certificates", filter=due, distinct=True)
    )
