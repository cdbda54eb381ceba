"""What the invented district is made of: its schools, by size of the demonstration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from xingtan.project.demo.places import HOME, Place

NONE: Mapping[str, SectionPlan] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class SectionPlan:
    """One stage at one school. `classes` counts per cohort, this year's first; the last figure goes on."""

    classes: tuple[int, ...]
    sizes: tuple[int, int]
    since: int = 99  # years back in which its first cohort entered
    leaves_after: int = 0  # a teaching point hands its pupils over after so many years

    def classes_back(self, years_back: int) -> int:
        """How many classes the cohort had that entered `years_back` years ago."""
        return 0 if years_back > self.since else self.classes[min(years_back, len(self.classes) - 1)]


@dataclass(frozen=True, kw_only=True)
class SchoolPlan:
    key: str
    name: str
    short: str
    kind: str
    sections: Mapping[str, SectionPlan] = field(default_factory=lambda: NONE)
    parent: str = ""
    former_name: str = ""
    former_kind: str = ""
    zone: str = "111"  # urban or rural
    part: int = 0  # which 学区
    primary_years: int = 6
    is_boarding: bool = False
    is_pilot: bool = False
    has_cio: bool = True
    campus: str = ""
    age: int = 30  # years since it was opened
    closed_after: int = 0  # closed at the end of the school year so many years back; 0: open

    @property
    def is_teaching_point(self) -> bool:
        return self.kind == "218"

    @property
    def is_small(self) -> bool:
        """Class sizes of teaching points and special schools follow other rules."""
        return self.kind in ("218", "514")


@dataclass(frozen=True, kw_only=True)
class Plan:
    size: str
    parts: tuple[str, ...]
    schools: tuple[SchoolPlan, ...]
    citizens: int
    bureau_staff: int  # at each department


def _one(stage: str, classes: tuple[int, ...], low: int, high: int, **more: int) -> dict[str, SectionPlan]:
    return {stage: SectionPlan(classes=classes, sizes=(low, high), **more)}


DEMO = Plan(
    size="demo",
    parts=("城区学区", "泮水学区"),
    citizens=12,
    bureau_staff=1,
    schools=(
        SchoolPlan(
            key="caiqin", name="杏坛区采芹幼儿园", short="采芹幼儿园", kind="111", age=14,
            sections=_one("kindergarten", (1,), 24, 29),
        ),
        SchoolPlan(
            key="shiyan", name="杏坛区实验小学", short="实验小学", kind="211", age=68, is_pilot=True, campus="东校区",
            sections=_one("primary", (2, 2, 2, 1), 29, 35),
        ),
        SchoolPlan(
            key="wuyu", name="杏坛区舞雩小学", short="舞雩小学", kind="211", age=51, zone="121", part=1,
            former_name="杏坛区舞雩镇中心小学", has_cio=False, sections=_one("primary", (1,), 26, 30),
        ),
        SchoolPlan(
            key="shimen", name="杏坛区舞雩小学石门教学点", short="石门教学点", kind="218", parent="wuyu", age=46,
            zone="220", part=1, has_cio=False, sections=_one("primary", (1,), 6, 9, leaves_after=3),
        ),
        SchoolPlan(
            key="xiange", name="杏坛区弦歌学校", short="弦歌学校", kind="312", age=19, zone="112", part=1,
            primary_years=5, has_cio=False, sections=_one("primary", (1,), 26, 30) | _one("junior", (1,), 25, 28),
        ),
        SchoolPlan(
            key="zilin", name="杏坛区缁林初级中学", short="缁林初中", kind="311", age=42, zone="121", part=1,
            has_cio=False, sections=_one("junior", (1,), 33, 38),
        ),
        SchoolPlan(
            key="zhusi", name="杏坛区洙泗中学", short="洙泗中学", kind="341", age=37, is_pilot=True,
            former_name="杏坛区洙泗初级中学", former_kind="311",
            sections=_one("junior", (1,), 32, 37) | _one("senior", (1,), 36, 40, since=3),
        ),
        SchoolPlan(
            key="yizhong", name="杏坛区第一中学", short="杏坛一中", kind="342", age=73, is_boarding=True,
            sections=_one("senior", (1,), 42, 47),
        ),
    ),
)  # fmt: skip

TOWNS = (
    "采薇", "咏归", "春台", "青衿", "芹香", "鸣鹿", "伐檀", "淇园",
    "苇杭", "甘棠", "木瓜", "鹤鸣", "蒹葭", "汉广", "樛木", "桃夭",
)  # fmt: skip
OTHER_TOWNS = (
    "采蘩", "采苹", "标梅", "江沱", "驺虞", "柏舟", "绿衣", "燕燕", "凯风", "雄雉", "谷风", "泉水",
    "静女", "定之", "干旄", "考槃", "竹竿", "芄兰", "河广", "伯兮", "君子", "扬水", "葛藟", "缁衣",
    "羔裘", "鸡鸣", "东方", "甫田", "园桃", "陟岵", "十亩", "硕鼠", "蟋蟀", "山枢", "椒聊", "绸缪",
)  # fmt: skip


def _county_schools() -> tuple[SchoolPlan, ...]:
    schools: list[SchoolPlan] = []

    def put(key: str, name: str, short: str, kind: str, sections: dict[str, SectionPlan], **more: object) -> None:
        schools.append(
            SchoolPlan(key=key, name=f"杏坛区{name}", short=short, kind=kind, sections=sections, **more)  # type: ignore[arg-type]
        )

    for index, town in enumerate(TOWNS):
        part, zone = index % 4, ("111", "112", "121", "122")[index % 4]
        wide = 3 if index % 4 == 0 else 2
        put(f"kg{index}", f"{town}幼儿园", f"{town}幼儿园", "111",
            _one("kindergarten", (2,), 25, 32), part=part, zone=zone, age=10 + index)  # fmt: skip
        former = f"杏坛区{town}镇中心小学" if index % 5 == 2 else ""
        put(f"pr{index}", f"{town}小学", f"{town}小学", "211", _one("primary", (wide, 2, 2, 2), 36, 44),
            part=part, zone=zone, age=30 + index, former_name=former, is_pilot=index % 4 == 1,
            has_cio=index % 3 != 2)  # fmt: skip
        if index % 2:
            put(f"pt{index}", f"{town}小学北山教学点", f"{town}北山点", "218",
                _one("primary", (1,), 6, 9, leaves_after=3), part=part, zone="220", parent=f"pr{index}",
                has_cio=False, age=35)  # fmt: skip
        else:
            put(f"jr{index}", f"{town}初级中学", f"{town}初中", "311", _one("junior", (2,), 40, 47),
                part=part, zone=zone, age=25 + index, has_cio=index % 4 == 0)  # fmt: skip
            if index in (2, 6, 12):
                put(f"ex{index}", f"{town}小学南坡教学点", f"{town}南坡点", "218",
                    _one("primary", (1,), 4, 6, leaves_after=3), part=part, zone="220", parent=f"pr{index}",
                    has_cio=False, age=41, closed_after=1 + index // 6)  # fmt: skip
    for index, town in enumerate(("弦歌", "杏林", "沂风", "尼丘")):
        put(f"ny{index}", f"{town}学校", f"{town}学校", "312",
            _one("primary", (2, 1), 34, 42) | _one("junior", (1,), 32, 42), part=index, zone="122",
            primary_years=5, age=15 + index, has_cio=index == 0)  # fmt: skip
    for index, town in enumerate(("实验", "舞雩")):
        put(f"xp{index}", f"{town}小学", f"{town}小学", "211", _one("primary", (4, 3), 38, 45), part=index,
            age=60 + index, is_pilot=True, campus="东校区")  # fmt: skip
    for index, town in enumerate(("洙泗", "泮水")):
        put(f"cm{index}", f"{town}中学", f"{town}中学", "341",
            _one("junior", (3,), 42, 48) | _one("senior", (3,), 42, 50), part=index, age=40)  # fmt: skip
    for index, town in enumerate(("第一", "第二", "第三")):
        put(f"sr{index}", f"{town}中学", f"杏坛{town[1]}中", "342", _one("senior", (4,), 44, 51), part=index,
            is_boarding=True, age=70 - 10 * index)  # fmt: skip
    put("special", "特殊教育学校", "特殊教育学校", "514", _one("primary", (1,), 6, 9), part=0, age=22)
    return tuple(schools)


COUNTY = Plan(
    size="county",
    parts=("城区学区", "城东学区", "泮水学区", "北山学区"),
    citizens=400,
    bureau_staff=3,
    schools=_county_schools(),
)


def placed(plan: Plan, place: Place) -> Plan:
    """The same schools under the names of another county."""
    if place.is_first:
        return plan
    others = [OTHER_TOWNS[(place.ordinal * 7 + index) % len(OTHER_TOWNS)] for index in range(len(TOWNS))]
    words = {HOME.name: place.name, HOME.short: place.short, **dict(zip(TOWNS, others, strict=True))}
    pattern = re.compile("|".join(words))

    def named(text: str) -> str:
        return pattern.sub(lambda found: words[found[0]], text)

    schools = tuple(
        replace(school, name=named(school.name), short=named(school.short), former_name=named(school.former_name))
        for school in plan.schools
    )
    return replace(plan, schools=schools)


PLANS = {plan.size: plan for plan in (DEMO, COUNTY)}
