"""Staff files: titles, education and certificates that fit age, work and school."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from xingtan.apps.staffing.data import Certificate, Education, Establishment, State, Title
from xingtan.people.access.data import STAFF_ROLES
from xingtan.project.demo.district import District, Human

CERTIFICATES = {
    "111": Certificate.KINDERGARTEN,
    "211": Certificate.PRIMARY,
    "218": Certificate.PRIMARY,
    "311": Certificate.JUNIOR,
    "312": Certificate.JUNIOR,
    "341": Certificate.SENIOR,
    "342": Certificate.SENIOR,
    "514": Certificate.PRIMARY,
}
MAJORS = {
    "13": "汉语言文学", "14": "数学与应用数学", "41": "英语", "16": "物理学", "17": "化学", "18": "生物科学",
    "12": "思想政治教育", "21": "历史学", "20": "地理科学", "22": "体育教育", "24": "音乐学", "25": "美术学",
    "X7": "学前教育",
    "15": "科学教育", "61": "教育技术学", "26": "计算机科学与技术", "27": "机械工程", "11": "小学教育",
}  # fmt: skip
# Shares by age up to and including the first figure.
EDUCATION = (
    (34, ((Education.MASTER, 12), (Education.BACHELOR, 80), (Education.COLLEGE, 8))),
    (46, ((Education.MASTER, 6), (Education.BACHELOR, 76), (Education.COLLEGE, 18))),
    (99, ((Education.BACHELOR, 52), (Education.COLLEGE, 42), (Education.SECONDARY, 6))),
)
TITLES = (
    (25, ((Title.NONE, 60), (Title.THIRD, 40))),
    (32, ((Title.SECOND, 85), (Title.NONE, 15))),
    (41, ((Title.FIRST, 62), (Title.SECOND, 38))),
    (49, ((Title.SENIOR, 30), (Title.FIRST, 66), (Title.SECOND, 4))),
    (99, ((Title.SENIOR_PROFESSOR, 2), (Title.SENIOR, 50), (Title.FIRST, 48))),
)
TITLE_AGES = {"1": 48, "2": 41, "3": 32, "4": 25, "5": 23}
CONTRACT_SHARE = {"111": 0.4}
GAP_SHARE = 0.015  # no title, no certificate: something to complete
ON_LEAVE_SHARE = 0.02


def build(district: District) -> None:
    """One file for everybody who works for the bureau or a school, or did."""
    rng = district.rng("records")
    posts: dict[int, list[dict[str, Any]]] = {}
    for posting in district.table("postings.Posting").rows:
        if posting["role"] in STAFF_ROLES and posting.get("is_main"):
            posts.setdefault(posting["person_id"], []).append(posting)
    district.facts["posts_of"] = posts
    for person_id, rows in posts.items():
        rows.sort(key=lambda row: row["starts_on"])
        human = district.human(person_id)
        district.table("staffing.StaffRecord").add(**_record(district, rng, human, rows))


def _place(district: District, posting: dict[str, Any]) -> tuple[int, str]:
    """The school or bureau that keeps the file, and the kind of school."""
    for school in district.schools.values():
        if posting["organisation_id"] == school.id or any(
            posting["organisation_id"] == unit for unit, _path in school.units.values()
        ):
            return school.id, school.plan.kind
    return district.bureau[0], ""


def _chosen(rng: Random, shares: tuple[tuple[int, tuple[tuple[Any, int], ...]], ...], age: int) -> Any:
    options = next(options for oldest, options in shares if age <= oldest)
    values, weights = zip(*options, strict=True)
    return rng.choices(values, weights)[0]


def _record(district: District, rng: Random, human: Human, rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = rows[-1]
    organisation, kind = _place(district, last)
    age = district.today.year - human.born_on.year
    code = last.get("subject_code", "")
    is_teacher = last["role"] in ("teacher", "principal", "school_administrator")
    record: dict[str, Any] = {
        "person_id": human.id,
        "organisation_id": organisation,
        "joined_on": last["starts_on"],
        "work_started_on": min(rows[0]["starts_on"], date(human.born_on.year + 24, 9, 1)),
        "education_code": _chosen(rng, EDUCATION, age),
        "major": MAJORS.get(code, "教育学"),
        "establishment": _establishment(rng, kind),
        **_state(district, rng, last),
    }
    if is_teacher and kind and rng.random() >= GAP_SHARE:
        title = _chosen(rng, TITLES, age)
        record |= {"title_code": title, "certificate_code": CERTIFICATES[kind], "certificate_subject": code}
        if title in TITLE_AGES:
            since = human.born_on.year + min(TITLE_AGES[title] + rng.randint(0, 4), age - 1)
            record["title_since"] = max(date(since, 12, 20), record["work_started_on"])
            record["title_since"] = min(record["title_since"], district.days_ago(30))
    return record


def _state(district: District, rng: Random, last: dict[str, Any]) -> dict[str, Any]:
    if last.get("ends_on") is not None:
        return {"state": State.RETIRED if last.get("end_reason") == "退休" else State.LEFT, "basis": "退休审批"}
    waiting = district.facts.get("on_leave")
    if waiting == last["person_id"] or (last["role"] == "teacher" and rng.random() < ON_LEAVE_SHARE):
        return {"state": State.ON_LEAVE, "state_until": date.fromordinal(district.today.toordinal() + 75)}
    return {"state": State.AT_WORK}


def _establishment(rng: Random, kind: str) -> str:
    if not kind:
        return Establishment.CIVIL_SERVICE if rng.random() < 0.5 else Establishment.PUBLIC
    return Establishment.CONTRACT if rng.random() < CONTRACT_SHARE.get(kind, 0.09) else Establishment.PUBLIC
