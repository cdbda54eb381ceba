"""Telling people what waits for them, what was sent round, and how their matter ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from xingtan.engines.workflow.data import START, ActKind, CaseState, SlotKind, SlotState
from xingtan.engines.workflow.machine import Move, Slot
from xingtan.engines.workflow.models import Case, Delegation
from xingtan.kernel.clock import local_day
from xingtan.kernel.notices.api import tell

if TYPE_CHECKING:
    from xingtan.engines.workflow.services.storing import Held


def _tell(held: Held, kind: str, people: Iterable[int], title: str, *, is_urgent: bool = False) -> None:
    case = held.case
    wanted = set(people) - {held.actor.person_id}
    if wanted:
        tell(
            kind=kind,
            subject_key=f"flow_case:{case.pk}:{case.seq}",
            person_ids=sorted(wanted),
            title=title,
            now=held.now,
            url=reverse("workflow:case", args=[case.pk]),
            sender_person_id=held.actor.person_id,
            organisation_path=case.scope_path,
            is_urgent=is_urgent,
        )


def with_deputies(case: Case, people: Iterable[int], on: Any) -> set[int]:
    """The people and those who stand in for them on the day `on`."""
    owners = set(people)
    rows = Delegation.objects.in_force(on).filter(Q(kinds=[]) | Q(kinds__contains=[case.kind]), giver_id__in=owners)
    return owners | set(rows.values_list("deputy_id", flat=True))


def tell_of(held: Held, move: Move, opened: list[Slot], dues: dict[int, Any]) -> None:
    """Everybody whom an act concerns, once each."""
    case = held.case
    names = {"title": case.title, "step": held.route.step(case.step).shown}
    readers = [slot.person for slot in opened if slot.kind == SlotKind.CIRCULATED]
    if readers:
        _tell(held, "workflow.circulated", readers, _("请您阅看：%(title)s") % names)
    owners = [slot.person for slot in opened if slot.kind != SlotKind.CIRCULATED and slot.number in dues]
    if owners and case.state == CaseState.RUNNING:
        is_back = move.kind == ActKind.RETURN and case.step == START
        words = _("“%(title)s”被退回，请修改后重新提交") if is_back else _("等您办理：%(title)s（%(step)s）")
        _tell(held, "workflow.todo", with_deputies(case, owners, local_day(held.now)), words % names)
    if case.state in (CaseState.FINISHED, CaseState.REFUSED) and move.kind in (ActKind.AGREE, ActKind.REFUSE):
        words = _("“%(title)s”已办结") if case.state == CaseState.FINISHED else _("“%(title)s”未获同意")
        _tell(held, "workflow.ended", [case.started_by_id], words % names)


def remind(held: Held) -> None:
    """Ask those who have it to get on with it."""
    owners = [slot.person for slot in held.state.pending if slot.state == SlotState.OPEN]
    people = with_deputies(held.case, owners, local_day(held.now))
    _tell(held, "workflow.reminded", people, _("催办：%(title)s") % {"title": held.case.title}, is_urgent=True)
