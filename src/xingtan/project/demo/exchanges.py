"""Who is out at another school this year (支教, 交流轮岗), and who keeps the schools' equipment."""

from __future__ import annotations

from datetime import date, timedelta

from xingtan.project.demo.district import District

OUT_EVERY = 16  # of so many teachers one is out
KINDERGARTEN = "111"


def build(district: District) -> None:
    """One teacher in sixteen goes to a school with the same stage, small ones first; one is about to come back."""
    rng = district.rng("exchanges")
    schools = sorted(district.schools.values(), key=lambda school: (not school.plan.is_small, school.id))
    until = date(district.year + 1, 7, 31)
    ordinal = 0
    for home in district.schools.values():
        places = [
            school
            for school in schools
            if school is not home
            and school.plan.sections.keys() & home.plan.sections.keys()
            and not school.plan.is_teaching_point
        ]
        pairs = [(code, teacher) for code, teachers in home.teachers.items() for teacher in teachers[2:]]
        if not places or home.plan.is_small:
            continue
        for code, teacher in rng.sample(pairs, min(len(pairs), max(1, len(home.staff) // OUT_EVERY))):
            place = places[ordinal % len(places)]
            ends_on = until if ordinal != 1 else district.today + timedelta(days=24)
            district.post(
                teacher, (place.id, place.path), "teacher", district.year_starts(district.year), ends_on=ends_on,
                subject_code=code, kind="support" if ordinal % 3 else "exchange",
                basis=f"杏教人〔{district.year}〕{11 + ordinal % 3}号",
            )  # fmt: skip
            ordinal += 1


def keepers(district: District) -> None:
    """Two schools of three have a full-time keeper; the others a teacher beside lessons. Files must be there."""
    records = {row["person_id"]: row["id"] for row in district.table("staffing.StaffRecord").rows}
    schools = [school for school in district.schools.values() if school.plan.kind != KINDERGARTEN]
    for ordinal, school in enumerate(school for school in schools if not school.plan.is_teaching_point):
        chosen = school.heads.get("edtech_head") or school.heads.get("staff") or school.staff[0]
        district.table("staffing.EdtechKeeper").add(
            record_id=records[chosen.id], organisation_id=school.id, is_full_time=ordinal % 3 != 2,
            starts_on=district.year_starts(district.year - 1), basis=f"杏教人〔{district.year - 1}〕27号",
        )  # fmt: skip
