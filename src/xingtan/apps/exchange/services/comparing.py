"""Comparing a set with itself and with what is held: doubles, references, differences, what would vanish.

Set-wise in the database, so that a hundred thousand rows take seconds. `only` narrows everything to one file and a
few ids, after a row was mended or left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from xingtan.apps.exchange.data import MOST_FINDINGS_OF_A_SORT, Difference, Level
from xingtan.apps.exchange.data.specification import FILES, MANIFEST
from xingtan.apps.exchange.models import Finding, HeldRecord, ReceivedSet, SetFile, SetRow

Only = tuple[str, list[str]] | None
SETTLED = ("refused", "left_out")
FILE_FAULTS = ("broken_off", "empty_file", "column_missing", "column_twice", "manifest_head")
FROM_COMPARING = ("duplicate_id", "duplicate_same", "reference_missing")


def compare_set(received: ReceivedSet, only: Only = None) -> None:
    """Work out each row's difference and the counts of the set. Safe to run again."""
    where = {"set": received.pk, "partner": received.partner_id, "file": None, "ids": None}
    if only is not None:
        where.update(file=only[0], ids=only[1])
    with connection.cursor() as cursor:
        if only is None:
            # What COPY has just brought is unknown to the planner, and a wrong plan costs minutes.
            cursor.execute("ANALYZE exchange_setrow, exchange_finding, exchange_heldrecord")
        _tie_findings(cursor, received.pk)
        _doubles(cursor, where)
        if only is None:
            _references(cursor, received)
        cursor.execute(DIFFERENCES, where)
        _missing(cursor, received, where)
    _count(received)


def _tie_findings(cursor: Any, set_id: int) -> None:
    cursor.execute(
        "UPDATE exchange_finding f SET row_id = r.id FROM exchange_setrow r WHERE f.received_set_id = %s"
        " AND f.row_id IS NULL AND f.line > 1 AND r.received_set_id = f.received_set_id AND r.file = f.file"
        " AND r.line = f.line",
        [set_id],
    )


SCOPE = "(%(file)s::text IS NULL OR (file = %(file)s AND sourced_id = ANY(%(ids)s::text[])))"
DOUBLES = f"""
    WITH alike AS (
        SELECT id, first_value(line) OVER w AS first_line, row_number() OVER w AS place,
               count(*) OVER t AS many,
               min(encode(digest, 'hex')) OVER t = max(encode(digest, 'hex')) OVER t
                   AS is_same,
               lead(line) OVER w AS next_line
        FROM exchange_setrow
        WHERE received_set_id = %(set)s AND line IS NOT NULL AND sourced_id <> ''
          AND difference <> 'left_out' AND {SCOPE}
        WINDOW w AS (PARTITION BY file, sourced_id ORDER BY line), t AS (PARTITION BY file, sourced_id)
    ), marked AS (
        UPDATE exchange_setrow r SET difference = CASE WHEN a.is_same THEN 'left_out' ELSE 'refused' END
        FROM alike a WHERE a.id = r.id AND a.many > 1 AND (a.place > 1 OR NOT a.is_same)
        RETURNING r.id, r.file, r.line, a.is_same, CASE WHEN a.place = 1 THEN a.next_line ELSE a.first_line END AS other
    )
    INSERT INTO exchange_finding (received_set_id, row_id, level, code, file, line, "column", values)
    SELECT %(set)s, id, CASE WHEN is_same THEN 'note' ELSE 'error' END,
           CASE WHEN is_same THEN 'duplicate_same' ELSE 'duplicate_id' END, file, line, 'sourcedId',
           jsonb_build_object('other', other)
    FROM marked
"""
DIFFERENCES = f"""
    UPDATE exchange_setrow r SET difference = CASE
        WHEN h.id IS NOT NULL AND h.digest = r.digest THEN 'same'
        WHEN r.is_gone THEN 'gone' WHEN h.id IS NULL THEN 'new' ELSE 'changed' END
    FROM (SELECT id AS row_id FROM exchange_setrow WHERE received_set_id = %(set)s AND line IS NOT NULL
          AND difference NOT IN ('refused', 'left_out') AND {SCOPE}) s
    JOIN exchange_setrow own ON own.id = s.row_id
    LEFT JOIN exchange_heldrecord h
        ON h.partner_id = %(partner)s AND h.file = own.file AND h.sourced_id = own.sourced_id
    WHERE r.id = s.row_id
"""
DROP_MISSING = f"DELETE FROM exchange_setrow WHERE received_set_id = %(set)s AND line IS NULL AND {SCOPE}"
ADD_MISSING = f"""
    INSERT INTO exchange_setrow (received_set_id, file, line, "order", sourced_id, name, cells, layout_id, digest,
        is_gone, difference, is_mended, is_applied, is_new_person, outcome, remark)
    SELECT %(set)s, file, NULL, %(order)s, sourced_id, '', cells, layout_id, digest, TRUE, 'missing', FALSE, FALSE,
           FALSE, '', ''
    FROM exchange_heldrecord h
    WHERE partner_id = %(partner)s AND file = %(bulk)s AND {SCOPE}
      AND NOT EXISTS (SELECT 1 FROM exchange_setrow r WHERE r.received_set_id = %(set)s AND r.file = h.file
                      AND r.sourced_id = h.sourced_id AND r.line IS NOT NULL)
"""


RELIEVE = """
    UPDATE exchange_setrow r SET difference = 'new'
    FROM exchange_finding f
    WHERE f.received_set_id = %(set)s AND f.code = 'duplicate_id' AND f.row_id = r.id AND r.difference = 'refused'
      AND (%(file)s::text IS NULL OR (r.file = %(file)s AND r.sourced_id = ANY(%(ids)s::text[])))
      AND NOT EXISTS (SELECT 1 FROM exchange_finding e WHERE e.row_id = r.id AND e.level = 'error'
                      AND e.code <> 'duplicate_id')
"""


def _doubles(cursor: Any, where: dict[str, Any]) -> None:
    cursor.execute(RELIEVE, where)
    Finding.objects.filter(_narrowed(where), code__in=FROM_COMPARING[:2]).delete()
    cursor.execute(DOUBLES, where)


def _narrowed(where: dict[str, Any]) -> Q:
    condition = Q(received_set_id=where["set"])
    if where["file"] is not None:
        condition &= Q(row__file=where["file"], row__sourced_id__in=where["ids"])
    return condition


def _references(cursor: Any, received: ReceivedSet) -> None:
    """Note every reference to a record that is neither in the set nor held."""
    Finding.objects.filter(received_set=received, code="reference_missing").delete()
    files = {held.file: held for held in SetFile.objects.filter(received_set=received).select_related("layout")}
    for held in files.values():
        if held.layout is None or held.layout.read_as == MANIFEST:
            continue
        for at, name in enumerate(held.layout.columns, 1):
            column = FILES[held.layout.read_as].by_name.get(name)
            if column is not None and column.refers_to:
                target = files.get(column.refers_to)
                _reference(cursor, received, held.file, at, name, column.refers_to, target)


REFERENCE = """
    INSERT INTO exchange_finding (received_set_id, row_id, level, code, file, line, "column", values)
    SELECT %(set)s, r.id, 'note', 'reference_missing', r.file, r.line, %(column)s,
           jsonb_build_object('written', left(x.id, 120), 'file', %(target)s::text)
    FROM exchange_setrow r
    CROSS JOIN LATERAL (SELECT btrim(v) AS id FROM unnest(string_to_array(r.cells[%(at)s], ',')) v) x
    WHERE r.received_set_id = %(set)s AND r.file = %(file)s AND r.line IS NOT NULL AND x.id <> ''
      AND NOT EXISTS (SELECT 1 FROM exchange_setrow t WHERE t.received_set_id = %(set)s AND t.file = %(target)s
                      AND t.sourced_id = x.id AND t.line IS NOT NULL)
      AND (%(is_bulk)s OR NOT EXISTS (SELECT 1 FROM exchange_heldrecord h WHERE h.partner_id = %(partner)s
                      AND h.file = %(target)s AND h.sourced_id = x.id))
    ORDER BY r.line LIMIT %(most)s
"""


def _reference(
    cursor: Any, received: ReceivedSet, file: str, at: int, name: str, target: str, there: SetFile | None
) -> None:
    values = {
        "set": received.pk,
        "partner": received.partner_id,
        "file": file,
        "at": at,
        "column": name,
        "target": target,
        "is_bulk": there is not None and there.mode == "bulk",
        "most": MOST_FINDINGS_OF_A_SORT,
    }
    cursor.execute(REFERENCE, values)


def _missing(cursor: Any, received: ReceivedSet, where: dict[str, Any]) -> None:
    """Held records that a bulk file no longer has become rows without a line. A file with faults lets all stay."""
    cursor.execute(DROP_MISSING, where)
    sound = SetFile.objects.filter(received_set=received, mode="bulk", is_left_out=False, layout__isnull=False)
    faulty = faulty_files(received.pk)
    for held in sound.select_related("layout"):
        if held.file in faulty or (where["file"] not in (None, held.file)):
            continue
        order = FILES[held.layout.read_as].order if held.layout.read_as != MANIFEST else len(FILES)
        cursor.execute(ADD_MISSING, {**where, "bulk": held.file, "order": order})


def faulty_files(set_id: int) -> set[str]:
    """Files of a set that are unusable as a whole."""
    faults = Finding.objects.filter(received_set_id=set_id, level=Level.ERROR, code__in=FILE_FAULTS)
    return set(faults.values_list("file", flat=True))


def _count(received: ReceivedSet) -> None:
    """counts: {"files": {file: {difference: n}}, "errors": n, "notes": n, "alarms": [...]}."""
    files: dict[str, dict[str, int]] = defaultdict(dict)
    rows = SetRow.objects.filter(received_set=received).order_by()
    for file, difference, count in rows.values_list("file", "difference").annotate(n=Count("pk")):
        files[file][difference] = count
    found = Finding.objects.filter(received_set=received).order_by()
    levels = dict(found.values_list("level").annotate(n=Count("pk")))
    left_out = SetFile.objects.filter(received_set=received, is_left_out=True).values_list("file", flat=True)
    received.counts = {
        "files": dict(files),
        "errors": levels.get(Level.ERROR, 0),
        "notes": levels.get(Level.NOTE, 0),
        "faults": sorted(faulty_files(received.pk) - set(left_out)),
        "alarms": _alarms(received, files),
    }
    received.save(update_fields=["counts"])


def _alarms(received: ReceivedSet, files: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """Files of which more than the partner's share would vanish."""
    held = HeldRecord.objects.filter(partner_id=received.partner_id, is_gone=False).order_by()
    there = dict(held.values_list("file").annotate(n=Count("pk")))
    alarms = []
    for file, counts in sorted(files.items()):
        count = counts.get(Difference.MISSING, 0) + counts.get(Difference.GONE, 0)
        if file != MANIFEST and there.get(file) and count * 100 > there[file] * received.partner.alarm_percent:
            alarms.append({"file": file, "count": count, "percent": min(round(count * 100 / there[file]), 100)})
    return alarms
