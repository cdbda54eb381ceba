"""The tree: region, bureau with its departments, schools with theirs; dated facts; 学区 and pairs beside the tree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from xingtan.kernel.search.pinyin import text_pinyin
from xingtan.people.organisations.data import GroupingKind, Kind
from xingtan.project.demo import numbers
from xingtan.project.demo.district import YEARS_BACK, District, SchoolHere
from xingtan.project.demo.places import ORGANISATIONS_EACH
from xingtan.project.demo.plans import SchoolPlan

REGIONS = (("山东省", numbers.PROVINCE_CODE), ("泮水市", numbers.CITY_CODE))
REGIONS_SINCE = date(1990, 1, 1)
BUREAU_UNITS = (
    "办公室", "人事师训科", "基础教育科", "计划财务科", "安全法规科", "教育督导室",
    "电化教育中心", "教学研究室", "学生资助管理中心", "招生考试办公室",
)  # fmt: skip
SCHOOL_UNITS = ("办公室", "教务处", "德育处", "总务处")
SMALL_SCHOOL_UNITS = ("教务处", "总务处")
RESEARCH_GROUPS = {
    "kindergarten": ("保教教研组",),
    "primary": ("语文教研组", "数学教研组", "英语教研组", "综合教研组"),
    "junior": ("语文教研组", "数学教研组", "英语教研组", "理综教研组", "文综教研组", "综合教研组"),
    "senior": ("语文教研组", "数学教研组", "英语教研组", "理综教研组", "文综教研组", "综合教研组"),
}
SPONSOR_CODE = "831"  # county education department


def build(district: District) -> None:
    """Add every organisation, its history and the groupings."""
    place = district.place
    city = district.above or build_city(district)
    build_bureau(district, _node(district, city, Kind.REGION, place.name, REGIONS_SINCE, code=place.code))
    for ordinal, plan in enumerate(district.plan.schools, 1):
        _school(district, plan, ordinal)
    _groupings(district)


def build_city(district: District) -> tuple[int, str]:
    """Province and city; returns the city's id and path."""
    parent: tuple[int, str] | None = None
    for name, code in REGIONS:
        parent = _node(district, parent, Kind.REGION, name, REGIONS_SINCE, code=code)
    assert parent is not None  # there are regions
    return parent


def build_bureau(district: District, region: tuple[int, str]) -> None:
    """The bureau of a county, or of the city, with its departments."""
    place = district.place
    opened = date(district.year - 40, 7, 1)
    district.bureau = _node(
        district, region, Kind.BUREAU, place.bureau_name, opened, short_name=place.bureau_short_name,
        credit_code=place.credit_code(1, "11"), address=f"{place.address}{place.short}路1号",
        telephone=numbers.telephone(place.ordinal * ORGANISATIONS_EACH + 1),
    )  # fmt: skip
    for sort, name in enumerate(BUREAU_UNITS, 1):
        district.bureau_units[name] = _node(district, district.bureau, Kind.DEPARTMENT, name, opened, sort=sort)


def _node(
    district: District, parent: tuple[int, str] | None, kind: str, name: str, opened: date, **columns: Any
) -> tuple[int, str]:
    """Add a node with one stretch of facts since it was opened; return its id and path."""
    table = district.table("organisations.Organisation")
    path = f"{parent[1] if parent else '/'}{table.last_id + 1}/"
    pinyin, initials = text_pinyin(name)
    history = columns.pop("history", None)
    node = table.add(
        kind=kind,
        parent_id=parent[0] if parent else None,
        path=path,
        name=name,
        name_pinyin=pinyin,
        name_initials=initials,
        opened_on=opened,
        **columns,
    )
    dated = ("school_kind", "urban_rural_code", "is_boarding", "is_teaching_point")
    facts = {"name": name} | {key: columns[key] for key in dated if key in columns}
    stretches = history or [(opened, None, {}, "")]
    for starts_on, ends_on, changed, basis in stretches:
        district.table("organisations.OrganisationFacts").add(
            organisation_id=node, starts_on=starts_on, ends_on=ends_on, basis=basis, **(facts | changed)
        )
    return node, path


def _history(district: District, plan: SchoolPlan, opened: date) -> list[tuple[date, date | None, dict[str, Any], str]]:
    """A rename, or a school that became another kind of school, within the years that charts show."""
    closed_on = district.closed_on(plan)
    if closed_on:
        return [(opened, closed_on - timedelta(days=1), {}, f"{district.place.short[0]}教发〔{closed_on.year}〕31号")]
    if not plan.former_name:
        return [(opened, None, {}, "")]
    years_back = YEARS_BACK if plan.former_kind else 2
    changed_on = district.year_starts(district.year - years_back)
    before = {"name": plan.former_name, "school_kind": plan.former_kind or plan.kind}
    basis = f"{district.place.short[0]}教发〔{changed_on.year}〕{17 if plan.former_kind else 23}号"
    return [(opened, changed_on - timedelta(days=1), before, ""), (changed_on, None, {}, basis)]


def _school(district: District, plan: SchoolPlan, ordinal: int) -> None:
    opened = date(district.year - plan.age, 9, 1)
    parent = district.bureau
    if plan.parent:
        parent = (district.schools[plan.parent].id, district.schools[plan.parent].path)
    node = _node(
        district, parent, Kind.SCHOOL, plan.name, opened,
        short_name=plan.short,
        code=district.place.school_code(plan.kind, ordinal),
        credit_code=None if plan.is_teaching_point else district.place.credit_code(100 + ordinal),
        school_kind=plan.kind,
        sponsor_code=SPONSOR_CODE,
        urban_rural_code=plan.zone,
        is_boarding=plan.is_boarding,
        is_teaching_point=plan.is_teaching_point,
        is_pilot=plan.is_pilot,
        primary_years=plan.primary_years,
        address=f"{district.place.address}{plan.short}路{ordinal * 7 % 90 + 3}号",
        telephone=numbers.telephone(district.place.ordinal * ORGANISATIONS_EACH + 100 + ordinal),
        closed_on=district.closed_on(plan),
        sort=ordinal,
        history=_history(district, plan, opened),
    )  # fmt: skip
    school = district.schools[plan.key] = SchoolHere(id=node[0], path=node[1], plan=plan)
    if plan.is_teaching_point:
        return
    names = SMALL_SCHOOL_UNITS if plan.kind in ("111", "514") else SCHOOL_UNITS
    for sort, name in enumerate(names, 1):
        school.units[name] = _node(district, node, Kind.DEPARTMENT, name, opened, sort=sort)
    groups = dict.fromkeys(name for stage in plan.sections for name in RESEARCH_GROUPS[stage])
    for sort, name in enumerate(groups, 11):
        school.units[name] = _node(district, node, Kind.TEACHING_RESEARCH_GROUP, name, opened, sort=sort)
    if plan.campus:
        since = district.year_starts(district.year - 2)
        school.units[plan.campus] = _node(district, node, Kind.CAMPUS, plan.campus, since, sort=21)


def _groupings(district: District) -> None:
    """学区 since six years ago, led by the largest school of each; pairs of a strong and a small school."""
    since = district.year_starts(district.year - 6)
    members = district.table("organisations.GroupingMember")

    def group(kind: str, name: str, starts_on: date, schools: list[SchoolHere], lead: SchoolHere) -> int:
        grouping = district.table("organisations.Grouping").add(
            kind=kind, name=name, organisation_id=district.bureau[0], starts_on=starts_on
        )
        for school in schools:
            closed_on = district.closed_on(school.plan)
            members.add(
                grouping_id=grouping, organisation_id=school.id, is_lead=school is lead, starts_on=starts_on,
                ends_on=closed_on - timedelta(days=1) if closed_on else None,
            )  # fmt: skip
        return grouping

    for part, name in enumerate(district.plan.parts):
        schools = [school for school in district.schools.values() if school.plan.part == part]
        lead = max(schools, key=lambda school: (school.plan.kind == "211", school.plan.age))
        district.groupings[name] = group(GroupingKind.DISTRICT, f"{district.place.name}{name}", since, schools, lead)
    strong = [school for school in district.schools.values() if school.plan.kind == "211" and school.plan.is_pilot]
    small = [school for school in district.schools.values() if school.plan.zone in ("121", "220", "112")]
    small = [school for school in small if school.plan.kind in ("211", "218", "312") and not school.plan.closed_after]
    for ordinal, (helper, helped) in enumerate(zip(strong * len(small), small, strict=False)):
        if helper is not helped:
            name = f"{helper.plan.short}—{helped.plan.short}结对帮扶"
            starts_on = district.year_starts(district.year - 1 - ordinal % 2)
            group(GroupingKind.PAIR, name, starts_on, [helper, helped], helper)
