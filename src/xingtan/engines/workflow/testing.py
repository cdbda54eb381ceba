"""Factories of the workflow engine: a kind that lives in tests only, and cases of it. Nothing is random.

The subject is anything with a number; what is so of it stands in `FACTS`, who may see it in `SEEN_BY`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.engines.workflow import services
from xingtan.engines.workflow.data import DESIGN, VIEW_FLOWS
from xingtan.engines.workflow.models import Case, Flow, FlowVersion
from xingtan.engines.workflow.selectors.cases import moves_of, state_of
from xingtan.engines.workflow.selectors.flows import known_kind, route_of
from xingtan.kernel.registry import REGISTRY, FlowField, FlowKind, Manifest
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person
from xingtan.people.roster.testing import District

KIND = "sample.leave"
FACTS: dict[int, Mapping[str, Any]] = {}
SEEN_BY: dict[int, set[int]] = {}
HEARD: list[tuple[str, int]] = []
FIELDS = (
    FlowField(code="days", label=_("天数"), unit=_("天")),
    FlowField(code="sort", label=_("类别"), kind="choice", choices=(("sick", _("病假")), ("private", _("事假")))),
    FlowField(code="abroad", label=_("出境"), kind="flag"),
)
STEPS: tuple[dict[str, Any], ...] = (
    {"code": "office", "label": _("学校管理员"), "who": {"kind": "role", "role": "school_administrator"}, "days": 2},
    {
        "code": "head",
        "label": _("校长"),
        "who": {"kind": "role", "role": "principal"},
        "conditions": [{"field": "days", "compare": ">", "value": 1}],
    },
)


def _may_see(actor: Actor, subject_id: int) -> bool:
    return actor.person_id in SEEN_BY.get(subject_id, set()) or bool(actor.name)


def _hear(what: str) -> Any:
    def hook(*, actor: Actor, subject_id: int, case_id: int, now: datetime) -> None:
        HEARD.append((what, subject_id))

    return hook


SAMPLE = FlowKind(
    code=KIND,
    label=_("请假"),
    subject=_("请假"),
    sign="假",
    fields=FIELDS,
    may_see=_may_see,
    address=lambda subject_id: reverse("workflow:mine"),
    facts=lambda subject_id: FACTS.get(subject_id, {}),
    steps=STEPS,
    on_finished=_hear("finished"),
    on_refused=_hear("refused"),
    on_withdrawn=_hear("withdrawn"),
    on_returned=_hear("returned"),
)


def with_sample_kind() -> FlowKind:
    """Make the sample kind known, once, and forget what was said about subjects."""
    if known_kind(KIND) is None:
        REGISTRY.add("workflow_sample", Manifest(workflows=(SAMPLE,)))
    FACTS.clear()
    SEEN_BY.clear()
    HEARD.clear()
    return SAMPLE


def step(code: str, who: Mapping[str, Any] | Person | Sequence[Person] | str, **columns: Any) -> dict[str, Any]:
    """A step as data. `who`: data, a person, people, or a role at one's own unit."""
    if isinstance(who, str):
        who = {"kind": "role", "role": who}
    elif isinstance(who, Person):
        who = {"kind": "people", "people": [who.pk]}
    elif not isinstance(who, Mapping):
        who = {"kind": "people", "people": [person.pk for person in who]}
    return {"code": code, "label": columns.pop("label", f"第{code}步"), "who": dict(who), **columns}


def flow(place: Organisation, *steps: Mapping[str, Any], kind: str = KIND) -> FlowVersion:
    """A published flow of one organisation, the next version if it has one."""
    made, _is_new = Flow.objects.get_or_create(code=kind, organisation_path=place.path, defaults={"label": "请假"})
    number = made.versions.count() + 1
    return FlowVersion.objects.create(flow=made, number=number, steps=list(steps), published_at=timezone.now())


def started(actor: Actor, place: Organisation, *, subject_id: int = 1, **options: Any) -> Case:
    """A case of the sample kind; the starter may see the subject."""
    with_kind = known_kind(KIND) or with_sample_kind()
    SEEN_BY.setdefault(subject_id, set()).add(actor.person_id or 0)
    values = {"title": "林静请假", "now": timezone.now(), **options}
    return services.start(actor=actor, kind=with_kind.code, subject_id=subject_id, scope_path=place.path, **values)


def replays(case: Case) -> bool:
    """Whether the log of a case leads to the state that stands in the database."""
    from xingtan.engines.workflow.machine import replay

    case.refresh_from_db()
    return replay(route_of(case.version), case.started_by_id, moves_of(case)) == state_of(case)


def flow_of(district: District, school: Organisation, number: int) -> dict[str, int]:
    """A case of one school that waits for a teacher, its parts, a delegation and a draft, for tests of every page."""
    with_sample_kind() if known_kind(KIND) is None else None
    on, now = district.on, timezone.now()
    starter = district.staff("staff", organisation=school)
    owner = district.staff("staff", organisation=school)
    case = _case_of(district, school, number, starter, owner)
    designer = system_actor(
        "test-designer", on=on, permissions=(VIEW_FLOWS, DESIGN, "organisations.view"), path=school.path
    )
    adopted = services.adopt_flow(actor=designer, kind=KIND, organisation_id=school.pk, now=now)
    given = services.delegate(
        actor=district.actor_of(starter), deputy_id=owner.pk, starts_on=on, ends_on=on, now=now, kinds=[KIND]
    )
    return {"case": case.pk, "delegation": given.pk, "flow": adopted.pk, "part": case.assignments.get(number=2).pk}


def _case_of(district: District, school: Organisation, number: int, starter: Person, owner: Person) -> Case:
    version = flow(school, step("s1", owner, label="学校管理员"), step("s2", "principal", label="校长"))
    case = started(district.actor_of(starter), school, subject_id=900 + number)
    assert case.version_id == version.pk
    return case
