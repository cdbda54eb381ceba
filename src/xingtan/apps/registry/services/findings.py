"""Finding what is missing or contradictory. One statement looks at one pupil or at fifty thousand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

# Age in full years on 31 August of the year of entry; a year early or two years late is still usual.
USUAL_AGES = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15}

PUPILS = """
pupils AS MATERIALIZED (
    SELECT e.person_id, e.organisation_id, e.class_group_id, e.scope_path, p.name, p.name_pinyin, p.sex, p.born_on,
           p.ethnic_code,
           CASE WHEN c.stage = 'junior' AND c.years = 4 THEN 11
                ELSE (%(usual_ages)s::jsonb ->> c.stage)::int END AS usual,
           date_part('year', age(make_date(c.enrol_year, 9, 1) - 1, p.born_on))::int AS age
    FROM roster_enrolment e
    JOIN persons_person p ON p.id = e.person_id
    JOIN roster_cohort c ON c.id = e.cohort_id
    WHERE e.starts_on <= %(on)s AND (e.ends_on IS NULL OR e.ends_on >= %(on)s)
      AND e.status IN ('in_school', 'suspended') AND e.scope_path LIKE %(below)s
      AND (%(person_ids)s::bigint[] IS NULL OR e.person_id = ANY(%(person_ids)s::bigint[]))
),
guardians AS MATERIALIZED (
    SELECT g.pupil_id, bool_or(q.phone_masked <> '') AS has_phone
    FROM roster_guardianship g JOIN persons_person q ON q.id = g.guardian_id
    WHERE g.status = 'confirmed' AND g.starts_on <= %(on)s AND (g.ends_on IS NULL OR g.ends_on >= %(on)s)
      AND (%(person_ids)s::bigint[] IS NULL OR g.pupil_id = ANY(%(person_ids)s::bigint[]))
    GROUP BY g.pupil_id
),
same AS (
    SELECT p.person_id, count(*) AS count
    FROM pupils p
    JOIN persons_person q ON q.name_pinyin = p.name_pinyin AND q.id <> p.person_id
    JOIN roster_enrolment e ON e.person_id = q.id AND e.starts_on <= %(on)s
        AND (e.ends_on IS NULL OR e.ends_on >= %(on)s) AND e.status IN ('in_school', 'suspended')
    WHERE (q.born_on = p.born_on OR (q.name = p.name AND e.class_group_id = p.class_group_id))
      AND NOT EXISTS (SELECT 1 FROM registry_differentpair d
                      WHERE d.first_id = least(q.id, p.person_id) AND d.second_id = greatest(q.id, p.person_id))
    GROUP BY p.person_id
),
pupil_findings (kind, facts, person_id, organisation_id, scope_path) AS (
    SELECT 'class_missing', '{}'::jsonb, person_id, organisation_id, scope_path FROM pupils WHERE class_group_id IS NULL
    UNION ALL
    SELECT 'birthday_missing', '{}', person_id, organisation_id, scope_path FROM pupils WHERE born_on IS NULL
    UNION ALL
    SELECT 'ethnic_missing', '{}', person_id, organisation_id, scope_path FROM pupils WHERE ethnic_code = ''
    UNION ALL
    SELECT 'age_out_of_range', jsonb_build_object('age', age, 'usual', usual), person_id, organisation_id, scope_path
    FROM pupils WHERE age NOT BETWEEN usual - 1 AND usual + 2
    UNION ALL
    SELECT 'document_missing', '{}', p.person_id, p.organisation_id, p.scope_path
    FROM pupils p LEFT JOIN persons_identitydocument d ON d.person_id = p.person_id WHERE d.id IS NULL
    UNION ALL
    SELECT DISTINCT 'document_contradicts', '{}'::jsonb, p.person_id, p.organisation_id, p.scope_path
    FROM pupils p JOIN persons_identitydocument d ON d.person_id = p.person_id WHERE d.has_findings
    UNION ALL
    SELECT 'guardian_missing', '{}', p.person_id, p.organisation_id, p.scope_path
    FROM pupils p LEFT JOIN guardians g ON g.pupil_id = p.person_id WHERE g.pupil_id IS NULL
    UNION ALL
    SELECT 'guardian_phone_missing', '{}', p.person_id, p.organisation_id, p.scope_path
    FROM pupils p JOIN guardians g ON g.pupil_id = p.person_id WHERE NOT g.has_phone
    UNION ALL
    SELECT 'duplicate_suspected', jsonb_build_object('count', s.count), p.person_id, p.organisation_id, p.scope_path
    FROM pupils p JOIN same s ON s.person_id = p.person_id
),
found AS MATERIALIZED (
    SELECT kind, 'person:' || person_id AS subject_key, facts, person_id, NULL::bigint AS class_group_id,
           organisation_id, scope_path
    FROM pupil_findings
)
"""

PLACES = """
schools AS MATERIALIZED (
    SELECT o.id, o.path, o.code, o.school_kind,
           o.is_teaching_point OR o.school_kind = '218' AS is_point,
           ARRAY(SELECT DISTINCT t.role FROM postings_posting t
                 WHERE t.organisation_id = o.id AND t.role IN ('principal', 'school_cio', 'edtech_head')
                   AND t.starts_on <= %(on)s AND (t.ends_on IS NULL OR t.ends_on >= %(on)s)) AS roles
    FROM organisations_organisation o
    WHERE o.kind = 'school' AND o.path LIKE %(below)s AND (o.closed_on IS NULL OR o.closed_on > %(on)s)
),
place_findings (kind, organisation_id, class_group_id, scope_path) AS (
    SELECT 'principal_missing', id, NULL::bigint, path FROM schools WHERE NOT 'principal' = ANY(roles)
    UNION ALL
    SELECT 'cio_missing', id, NULL, path FROM schools WHERE NOT is_point AND NOT 'school_cio' = ANY(roles)
    UNION ALL
    SELECT 'edtech_head_missing', id, NULL, path FROM schools
    WHERE NOT is_point AND school_kind <> '111' AND NOT 'edtech_head' = ANY(roles)
    UNION ALL
    SELECT 'school_code_missing', id, NULL, path FROM schools WHERE coalesce(code, '') = ''
    UNION ALL
    SELECT 'homeroom_missing', g.organisation_id, g.id, g.path
    FROM roster_classgroup g
    JOIN roster_cohort c ON c.id = g.cohort_id
    WHERE g.path LIKE %(below)s AND g.starts_on <= %(on)s AND (g.ends_on IS NULL OR g.ends_on >= %(on)s)
      AND NOT EXISTS (SELECT 1 FROM postings_posting t WHERE t.scope_path = g.path AND t.role = 'homeroom_teacher'
                      AND t.starts_on <= %(on)s AND (t.ends_on IS NULL OR t.ends_on >= %(on)s))
),
found AS MATERIALIZED (
    SELECT kind,
           CASE WHEN class_group_id IS NULL THEN 'organisation:' || organisation_id
                ELSE 'class_group:' || class_group_id END AS subject_key,
           '{}'::jsonb AS facts, NULL::bigint AS person_id, class_group_id, organisation_id, scope_path
    FROM place_findings
)
"""

# What was found stays or is added; what was open in the same reach and is not found any more is resolved.
SETTLE = """
WITH {found},
resolved AS (
    UPDATE registry_finding f SET resolved_at = %(now)s
    WHERE f.resolved_at IS NULL AND {reach}
      AND NOT EXISTS (SELECT 1 FROM found n WHERE n.kind = f.kind AND n.subject_key = f.subject_key)
    RETURNING 1
),
added AS (
    INSERT INTO registry_finding
        (kind, subject_key, facts, person_id, class_group_id, organisation_id, scope_path, found_on)
    SELECT kind, subject_key, facts, person_id, class_group_id, organisation_id, scope_path, %(on)s FROM found
    ON CONFLICT (kind, subject_key) WHERE resolved_at IS NULL
    DO UPDATE SET facts = excluded.facts, scope_path = excluded.scope_path,
                  organisation_id = excluded.organisation_id
    WHERE (registry_finding.facts, registry_finding.scope_path) IS DISTINCT FROM (excluded.facts, excluded.scope_path)
    RETURNING 1
)
SELECT (SELECT count(*) FROM found), (SELECT count(*) FROM resolved)
"""

REACH_OF_PERSONS = "f.person_id = ANY(%(person_ids)s::bigint[])"
REACH_OF_PUPILS = "f.person_id IS NOT NULL AND f.scope_path LIKE %(below)s"
REACH_OF_PLACES = "f.person_id IS NULL AND f.scope_path LIKE %(below)s"


@dataclass(frozen=True, kw_only=True)
class Settled:
    """How many findings stand, and how many were resolved just now."""

    open: int
    resolved: int


def _settle(found: str, reach: str, **values: Any) -> Settled:
    given = {"usual_ages": json.dumps(USUAL_AGES), "person_ids": None, "below": "/%", **values}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTLE.format(found=found, reach=reach), given)
        standing, resolved = cursor.fetchone()
    return Settled(open=standing, resolved=resolved)


def check_persons(*, person_ids: Sequence[int], on: date, now: datetime) -> Settled:
    """Look again at what stands about these pupils."""
    return _settle(PUPILS, REACH_OF_PERSONS, person_ids=list(person_ids), on=on, now=now)


def check_person(*, person_id: int, on: date, now: datetime) -> Settled:
    """Look again at one pupil; a person who is no pupil has nothing found."""
    return check_persons(person_ids=[person_id], on=on, now=now)


def check_places(*, path: str, on: date, now: datetime) -> Settled:
    """Look again at the schools and classes at or below `path`."""
    return _settle(PLACES, REACH_OF_PLACES, below=f"{path}%", on=on, now=now)


def check_all(*, path: str = "/", on: date, now: datetime) -> Settled:
    """Look at every pupil, class and school at or below `path`: seconds for fifty thousand pupils."""
    pupils = _settle(PUPILS, REACH_OF_PUPILS, below=f"{path}%", on=on, now=now)
    places = check_places(path=path, on=on, now=now)
    return Settled(open=pupils.open + places.open, resolved=pupils.resolved + places.resolved)
