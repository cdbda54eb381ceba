"""Schools and other units: figures for lists, and the card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from xingtan.apps.registry.models import Finding
from xingtan.apps.registry.selectors import staff
from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.organisations.data import STAGES_OF_SCHOOL_KIND, VIEW, Kind
from xingtan.people.organisations.models import Grouping, GroupingMember, Organisation
from xingtan.people.organisations.selectors import facts_on, line_of
from xingtan.people.postings.models import Posting
from xingtan.people.roster import naming
from xingtan.people.roster.data import OPEN_STATUSES, Stage
from xingtan.people.roster.models import ClassGroup, Enrolment
from xingtan.people.roster.selectors import school_year_on


def schools_of(actor: Actor) -> QuerySet[Any]:
    """Schools the actor may read."""
    return Organisation.objects.visible_to(actor).schools()


def teaching_stages(rows: QuerySet[Any], stages: Iterable[str]) -> QuerySet[Any]:
    """Schools that teach one of these stages."""
    wanted = set(stages)
    kinds = [kind for kind, taught in STAGES_OF_SCHOOL_KIND.items() if wanted.intersection(taught)]
    return rows.filter(school_kind__in=kinds)


def in_groupings(rows: QuerySet[Any], grouping_ids: Iterable[str]) -> QuerySet[Any]:
    """Schools that are in one of these groupings today, or were never taken out of it."""
    members = GroupingMember.objects.filter(grouping__in=list(grouping_ids), ends_on__isnull=True)
    return rows.filter(pk__in=members.order_by().values("organisation_id"))


def district_options(actor: Actor) -> list[tuple[str, str]]:
    """学区 the actor may read."""
    found = Grouping.objects.visible_to(actor).in_force(actor.on).filter(kind="district")
    return [(str(pk), name) for pk, name in found.order_by("name").values_list("pk", "name")]


def attach_figures(rows: Sequence[Any], on: date) -> None:
    """Give each school `pupils`, `class_count`, `teachers` and `principal`, in four queries."""
    ids = [row.pk for row in rows]

    def counted(queryset: QuerySet[Any]) -> dict[int, int]:
        return dict(queryset.order_by().values_list("organisation").annotate(Count("pk", distinct=True)))

    pupils = counted(Enrolment.objects.in_force(on).filter(organisation__in=ids, status__in=OPEN_STATUSES))
    classes = counted(ClassGroup.objects.open_on(on).filter(organisation__in=ids))
    posted = Posting.objects.in_force(on).filter(organisation__in=ids, role__in=STAFF_ROLES).order_by()
    teachers = dict(posted.values_list("organisation").annotate(Count("person", distinct=True)))
    heads = Posting.objects.in_force(on).filter(organisation__in=ids, role="principal").order_by("-starts_on")
    principals = dict(heads.values_list("organisation", "person__name"))
    for row in rows:
        row.pupils, row.class_count = pupils.get(row.pk, 0), classes.get(row.pk, 0)
        row.teachers, row.principal = teachers.get(row.pk, 0), principals.get(row.pk, "")


def three_years(path: str, on: date) -> list[tuple[str, list[int]]]:
    """Pupils on the roll below `path` by stage, on this day two years ago, a year ago and today."""
    days = tuple(years_before(on, years) for years in (2, 1, 0))
    found = {stage: counts for stage, *counts in _stages(path=path, on=on, days=days)}
    return [(stage, found[stage]) for stage in Stage.values if any(found.get(stage, ()))]


@prepared
def _stages(*, path: str, on: date, days: tuple[date, ...]) -> Any:
    """(stage, pupils on each of the days)."""
    here = Enrolment.objects.filter(scope_path__below=path, starts_on__lte=on).order_by()
    counts = {f"day{index}": Count("pk", filter=in_force(day)) for index, day in enumerate(days)}
    return here.values_list("cohort__stage").annotate(**counts)


def years_before(on: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


class GradeCount(NamedTuple):
    """Pupils of one grade; `code` is what the lists call the grade, "primary-3"."""

    name: str
    code: str
    boys: int
    girls: int

    @property
    def pupils(self) -> int:
        return self.boys + self.girls


def by_grade(path: str, on: date) -> list[GradeCount]:
    """The pupils on the roll below `path` that day, lowest grade first."""
    year = school_year_on(on)
    order = list(Stage.values)
    found: dict[tuple[int, int], GradeCount] = {}
    for stage, enrol_year, years, boys, girls in _cohorts(path=path, on=on):
        grade = year - enrol_year + 1
        name = naming.grade_name(stage, grade, years)
        if not name:
            continue
        key = (order.index(stage), naming.overall_grade(stage, grade, years))
        before = found.get(key) or GradeCount(name=name, code=f"{stage}-{grade}", boys=0, girls=0)
        found[key] = before._replace(boys=before.boys + boys, girls=before.girls + girls)
    return [found[key] for key in sorted(found)]


@prepared
def _cohorts(*, path: str, on: date) -> Any:
    here = Enrolment.objects.in_force(on).filter(scope_path__below=path).order_by()
    sexes = {"boys": Count("pk", filter=Q(person__sex="1")), "girls": Count("pk", filter=Q(person__sex="2"))}
    return here.values_list("cohort__stage", "cohort__enrol_year", "cohort__years").annotate(**sexes)


def grades_of_three_years(path: str, on: date) -> list[tuple[int, list[GradeCount]]]:
    """(year, its grades) on this day two years ago, a year ago and today; empty when nobody was there."""
    found = []
    for years in (2, 1, 0):
        day = years_before(on, years)
        found.append((day.year, by_grade(path, day)))
    return found if any(rows for _year, rows in found) else []


@dataclass(frozen=True, kw_only=True)
class OrganisationCard:
    """A unit as of one day. Whoever only stands below it (a homeroom teacher's school) sees the short card."""

    actor: Actor
    organisation: Any
    on: date

    @property
    def is_full(self) -> bool:
        return self.actor.may(VIEW, self.organisation.path)

    @property
    def is_school(self) -> bool:
        return bool(self.organisation.kind == Kind.SCHOOL)

    @property
    def is_kindergarten(self) -> bool:
        return STAGES_OF_SCHOOL_KIND.get(self.organisation.school_kind, ()) == (Stage.KINDERGARTEN.value,)

    @cached_property
    def facts(self) -> Any:
        return facts_on(organisation_id=self.organisation.pk, on=self.on)

    @cached_property
    def history(self) -> list[Any]:
        return list(self.organisation.facts.order_by("-starts_on")) if self.is_full else []

    @cached_property
    def line(self) -> list[Any]:
        return line_of(self.organisation)[:-1]

    @cached_property
    def below(self) -> list[Any]:
        """Units directly below that are open that day, by kind."""
        if not self.is_full:
            return []
        children = Organisation.objects.filter(parent=self.organisation).open_on(self.on)
        return list(children.order_by("kind", "sort", "path"))

    @cached_property
    def groupings(self) -> list[Any]:
        members = GroupingMember.objects.filter(in_force(self.on), organisation=self.organisation)
        return list(members.select_related("grouping").order_by("grouping__kind", "grouping__name"))

    @cached_property
    def responsible(self) -> dict[str, list[Any]]:
        return staff.responsible(self.organisation.pk, self.on)

    @cached_property
    def grades(self) -> list[tuple[str, int, int]]:
        return by_grade(self.organisation.path, self.on) if self.is_full else []

    @cached_property
    def years(self) -> list[tuple[str, list[int]]]:
        return three_years(self.organisation.path, self.on) if self.is_full else []

    @cached_property
    def findings(self) -> list[Any]:
        found = Finding.objects.visible_to(self.actor).open()
        return list(found.filter(organisation=self.organisation, person__isnull=True, class_group__isnull=True))


def organisation_card(actor: Actor, organisation_id: int, on: date) -> OrganisationCard | None:
    """The card of a unit; None when it is not for this actor to see."""
    found = Organisation.objects.visible_to(actor).select_related("parent").filter(pk=organisation_id).first()
    return OrganisationCard(actor=actor, organisation=found, on=on) if found else None


@dataclass(kw_only=True)
class Branch:
    """A node of the drawn tree."""

    organisation: Any
    children: list[Branch]
    size: int = 0


def _place_in_tree(branch: Branch) -> tuple[bool, int, str]:
    """Schools and campuses before departments and groups, then as they are sorted."""
    unit = branch.organisation
    return unit.kind not in (Kind.SCHOOL, Kind.CAMPUS), unit.sort, unit.path


def tree_of(actor: Actor) -> list[Branch]:
    """The units within reach and the line above them, as branches; one query for the units, one for the sizes."""
    visible = Organisation.objects.visible_to(actor).exclude(kind=Kind.REGION)
    nodes = list(visible.open_on(actor.on).order_by("path"))
    pupils = Enrolment.objects.in_force(actor.on).filter(organisation__in=[node.pk for node in nodes])
    sizes = dict(pupils.order_by().values_list("organisation").annotate(Count("pk")))
    branches = {node.pk: Branch(organisation=node, children=[]) for node in nodes}
    roots = []
    for node in nodes:
        branch = branches[node.pk]
        above = branches.get(node.parent_id)
        (above.children if above else roots).append(branch)
    for branch in reversed(list(branches.values())):
        branch.children.sort(key=_place_in_tree)
        branch.size = sizes.get(branch.organisation.pk, 0) + sum(child.size for child in branch.children)
    return roots


def parents_for(actor: Actor, permission: str, kinds: Iterable[str]) -> list[tuple[int, str]]:
    """Units of these kinds that the actor manages, as choices of a parent."""
    nodes = Organisation.objects.permitted(actor, permission).open_on(actor.on).filter(kind__in=tuple(kinds))
    return list(nodes.order_by("path").values_list("pk", "name"))
