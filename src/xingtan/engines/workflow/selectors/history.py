"""What happened to a case, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xingtan.engines.workflow.data import START, ActKind, SlotKind
from xingtan.engines.workflow.definitions import Route
from xingtan.engines.workflow.models import Act, Case
from xingtan.engines.workflow.selectors.flows import route_of
from xingtan.people.persons.models import Person


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that happened: when, who did what, what they said, and where it went from there."""

    at: datetime
    who: str
    what: str
    opinion: str
    then: str


def history(case: Case) -> list[Line]:
    """The log from the beginning, in two queries."""
    acts = list(case.acts.order_by("seq"))
    names = _names(acts)
    route = route_of(case.version)
    return [_line(act, route, names) for act in acts]


def _names(acts: Iterable[Act]) -> dict[int, str]:
    ids: set[int] = set()
    for act in acts:
        ids |= {one for one in (act.by_id, act.for_whom_id) if one}
        ids |= set(act.payload.get("people", ())) | set((act.payload.get("entered") or {}).get("people", ()))
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def listed(people: Iterable[int], names: Mapping[int, str], most: int = 6) -> str:
    """林静、王安; from the seventh on 等12人."""
    known = [names.get(person, "—") for person in people]
    words = _("、").join(known[:most])
    return words if len(known) <= most else _("%(names)s等%(count)s人") % {"names": words, "count": len(known)}


def label_of(route: Route, code: str) -> str:
    try:
        return route.step(code).shown
    except LookupError:
        return code


def _line(act: Act, route: Route, names: Mapping[int, str]) -> Line:
    who = names.get(act.by_id, "") if act.by_id else _("系统")
    if act.for_whom_id and act.kind != ActKind.REASSIGN and act.by_id:
        who = _("%(name)s（代%(owner)s）") % {"name": who, "owner": names.get(act.for_whom_id, "—")}
    return Line(at=act.at, who=who, what=_what(act, route, names), opinion=act.opinion, then=_then(act, route, names))


def _what(act: Act, route: Route, names: Mapping[int, str]) -> str:
    people = listed(act.payload.get("people", ()), names)
    entered: dict[str, Any] = act.payload.get("entered") or {}
    if act.kind == ActKind.START:
        return _("发起这件事")
    if act.kind == ActKind.AGREE:
        return _("重新提交") if act.step == START else _("%(step)s：同意") % {"step": label_of(route, act.step)}
    if act.kind == ActKind.RETURN:
        return _("退回到“%(step)s”") % {"step": label_of(route, entered.get("step", ""))}
    if act.kind == ActKind.REFUSE:
        return _("%(step)s：不同意") % {"step": label_of(route, act.step)}
    if act.kind == ActKind.ADD_SIGN:
        is_before = act.payload.get("where") == SlotKind.BEFORE
        return (_("请%(people)s先提意见") if is_before else _("请%(people)s随后会签")) % {"people": people}
    if act.kind == ActKind.HAND_OVER:
        return _("转给%(people)s办理") % {"people": people}
    if act.kind == ActKind.REASSIGN:
        owner = names.get(act.for_whom_id or 0, "—")
        return _("把%(owner)s的待办移交给%(people)s") % {"owner": owner, "people": people}
    if act.kind == ActKind.CIRCULATE:
        return _("传阅给%(people)s") % {"people": people}
    return {
        ActKind.RECALL: _("取回"),
        ActKind.WITHDRAW: _("撤销"),
        ActKind.READ: _("已阅"),
        ActKind.REMIND: _("催办"),
    }[ActKind(act.kind)]


def _then(act: Act, route: Route, names: Mapping[int, str]) -> str:
    entered: dict[str, Any] = act.payload.get("entered") or {}
    if not entered:
        return ""
    values = {"step": label_of(route, entered["step"]), "people": listed(entered["people"], names)}
    words = _("到“%(step)s”，由%(people)s办理") % values
    if entered.get("is_fallback"):
        words = _("“%(step)s”没有人可办，由%(people)s接手") % values
    if entered.get("skipped"):
        passed = _("、").join(label_of(route, code) for code in entered["skipped"])
        words = _("按条件不走“%(passed)s”；%(words)s") % {"passed": passed, "words": words}
    return words
