"""The rows of the staff files: posts, titles, certificates with their registrations, honours, education."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from xingtan.apps.staffing import data
from xingtan.people.persons import sealing
from xingtan.project.demo import exchanges
from xingtan.project.demo.district import District, Human

TITLE_YEARS = {"1": 7, "2": 8, "3": 6, "4": 3}  # years from the title before to this one
LEVELS = {"1": (2, 4), "2": (5, 7), "3": (8, 10), "4": (11, 12), "5": (13, 13)}
CONTRACT_YEARS = 3
HONOURED_SHARE = 0.22
OVERDUE_SHARE = 0.012
PUTONGHUA = (("X2", 6), ("X3", 62), ("X4", 32))
COLLEGES = ("泮水师范学院", "岱阳师范大学", "鲁东南大学", "海岱教育学院", "泮水学院")
HONOURS = (
    (data.HonourKind.BACKBONE, data.HonourLevel.COUNTY, "县级骨干教师", 34),
    (data.HonourKind.EXPERT, data.HonourLevel.COUNTY, "县级教学能手", 24),
    (data.HonourKind.TEACHER, data.HonourLevel.COUNTY, "县优秀教师", 18),
    (data.HonourKind.HOMEROOM, data.HonourLevel.SCHOOL, "校优秀班主任", 12),
    (data.HonourKind.BACKBONE, data.HonourLevel.CITY, "市级骨干教师", 8),
    (data.HonourKind.LEADING, data.HonourLevel.CITY, "市学科带头人", 3),
    (data.HonourKind.SPECIAL, data.HonourLevel.PROVINCE, "特级教师", 1),
)


def build(district: District) -> None:
    """Rows behind each file, so that the columns of the file are what the rows say today."""
    rng = district.rng("files")
    exchanges.keepers(district)
    postings = district.table("postings.Posting").rows
    out = {row["person_id"] for row in postings if row.get("kind") in data.GUEST_KINDS}
    for record in district.table("staffing.StaffRecord").rows:
        human = district.human(record["person_id"])
        _employment(district, rng, record)
        _titles(district, rng, record)
        _certificates(district, rng, record, human)
        _schooling(district, rng, record, human)
        share = 0.6 if record["person_id"] in out else HONOURED_SHARE
        if record.get("certificate_code") and rng.random() < share:
            _honours(district, rng, record)


def _employment(district: District, rng: Random, record: dict[str, Any]) -> None:
    starts_on = record["joined_on"]
    values: dict[str, Any] = {"establishment": record["establishment"]}
    if record["establishment"] == data.Establishment.PUBLIC:
        low, high = LEVELS.get(record.get("title_code", ""), (12, 13))
        values |= {"post_category": data.PostCategory.TECHNICAL, "post_level": rng.randint(low, high)}
    elif record["establishment"] == data.Establishment.CONTRACT:
        years = (district.today.year - starts_on.year) // CONTRACT_YEARS * CONTRACT_YEARS + CONTRACT_YEARS
        until = date(starts_on.year + years, 8, 31)
        if rng.random() < 0.1:
            until = district.today + timedelta(days=rng.randint(8, 50))
        values["contract_until"] = until
    record |= values
    left = record["state"] in (data.State.LEFT, data.State.RETIRED)
    district.table("staffing.Employment").add(
        record_id=record["id"], starts_on=starts_on, ends_on=_left_on(district, record) if left else None,
        basis="聘用合同" if "contract_until" in values else "岗位聘用", **values,
    )  # fmt: skip


def _left_on(district: District, record: dict[str, Any]) -> date | None:
    ends = [
        row["ends_on"]
        for row in district.facts["posts_of"].get(record["person_id"], ())
        if row.get("ends_on") is not None
    ]
    return max(max(ends), record["joined_on"]) if ends else None


def _titles(district: District, rng: Random, record: dict[str, Any]) -> None:
    """The title of today, and those before it down to the first."""
    code, day = record.get("title_code", ""), record.get("title_since")
    while code and (day is None or day > record["work_started_on"] or code == record.get("title_code")):
        granted_by = "省职称评审委员会" if code == "1" else "市职称评审委员会" if code in "23" else "区人社局"
        basis = f"职改办〔{day.year}〕{rng.randint(3, 88)}号" if day else ""
        district.table("staffing.HeldTitle").add(
            record_id=record["id"], code=code, obtained_on=day, granted_by=granted_by, basis=basis,
            subject_code=record.get("certificate_subject", ""), appointed_on=_days(day, 70),
        )  # fmt: skip
        if day is None or code not in TITLE_YEARS:
            return
        day = date(day.year - TITLE_YEARS[code], 12, 20)
        code = str(int(code) + 1)


def _days(day: date | None, count: int) -> date | None:
    return day + timedelta(days=count) if day else None


def _certificates(district: District, rng: Random, record: dict[str, Any], human: Human) -> None:
    code = record.get("certificate_code", "")
    if not code:
        return
    issued_on = date(min(record["work_started_on"].year, district.today.year - 1), 6, rng.randint(1, 28))
    registrations = _registrations(district, rng, issued_on)
    due = registrations[-1][1] if registrations else date(issued_on.year + 5, issued_on.month, issued_on.day)
    number = f"{issued_on.year}9990{code}{human.id % 100000000:08d}"
    certificate = district.table("staffing.HeldCertificate").add(
        record_id=record["id"], kind=data.CertificateKind.TEACHING, code=code,
        subject_code=record.get("certificate_subject", ""), issued_by="泮水市教育局" if code >= "3" else "杏坛区教育局",
        issued_on=issued_on, registration_due_on=due, registration_result="passed" if registrations else "",
        **_sealed(number),
    )  # fmt: skip
    for decided_on, next_due_on in registrations:
        district.table("staffing.Registration").add(
            certificate_id=certificate, decided_on=decided_on, result=data.RegistrationResult.PASSED,
            next_due_on=next_due_on, basis=f"{decided_on.year}年定期注册",
        )  # fmt: skip
    levels, weights = zip(*PUTONGHUA, strict=True)
    district.table("staffing.HeldCertificate").add(
        record_id=record["id"], kind=data.CertificateKind.PUTONGHUA, code=rng.choices(levels, weights)[0],
        issued_by="省语言文字工作委员会", issued_on=issued_on - timedelta(days=200), **_sealed(f"37{number[2:]}"),
    )  # fmt: skip


def _registrations(district: District, rng: Random, issued_on: date) -> list[tuple[date, date]]:
    """(decided, next due) every five years up to today; a few missed the last one."""
    found, year, today = [], issued_on.year + 5, district.today
    first = max(year, 2014)  # registration began about then
    while date(first, 6, 15) < today:
        found.append((date(first, 6, 15), date(first + 5, 6, 15)))
        first += 5
    if found and found[-1][0].year < today.year and rng.random() < OVERDUE_SHARE * 5:
        found.pop()
    return found


def _sealed(number: str) -> dict[str, Any]:
    return {
        "number_sealed": sealing.seal(number),
        "number_index": sealing.blind_index(number),
        "number_masked": sealing.mask_document(number),
    }


def _schooling(district: District, rng: Random, record: dict[str, Any], human: Human) -> None:
    """The highest education; who was young with less studied further beside the work."""
    highest, began = record["education_code"], record["work_started_on"].year
    table = district.table("staffing.Schooling")
    first = highest
    if highest in (data.Education.BACHELOR, data.Education.MASTER) and rng.random() < 0.35:
        first = str(int(highest) + 1)
        later = min(began + rng.randint(4, 9), district.today.year - 1)
        table.add(
            record_id=record["id"], level_code=highest, form=data.StudyForm.PART_TIME, major=record["major"],
            institution=rng.choice(COLLEGES), degree_code="3" if highest == data.Education.MASTER else "",
            graduated_on=date(later, 7, 1),
        )  # fmt: skip
    degree = {"1": "2", "2": "3", "3": "4"}.get(first, "")
    table.add(
        record_id=record["id"], level_code=first, form=data.StudyForm.FULL_TIME, major=record["major"],
        institution=rng.choice(COLLEGES), degree_code=degree, graduated_on=date(began, 7, 1),
        starts_on=date(began - (3 if first != data.Education.BACHELOR else 4), 9, 1),
    )  # fmt: skip


def _honours(district: District, rng: Random, record: dict[str, Any]) -> None:
    since = max(record["work_started_on"].year + 4, district.year - 12)
    if since >= district.year:
        return
    drawn = rng.choices(HONOURS, [weight for *_rest, weight in HONOURS], k=rng.choice((1, 1, 2)))
    # Not a set: its order differs from process to process, and with it the years drawn below.
    for kind, level, name, _weight in dict.fromkeys(drawn):
        year = rng.randint(since, district.year)
        granted_by = {"1": "", "2": "杏坛区教育局", "3": "泮水市教育局", "4": "省教育厅"}[level]
        is_dated = kind in data.BACKBONE_KINDS and kind != data.HonourKind.SPECIAL
        district.table("staffing.Honour").add(
            record_id=record["id"], kind=kind, level=level, name=name, year=year, granted_by=granted_by,
            subject_code=record.get("certificate_subject", ""),
            valid_until=date(year + 5, 8, 31) if is_dated else None,
        )  # fmt: skip
