"""Keeping the records of applied rows, set-wise, with what undoing needs. Knows nothing of our own people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from xingtan.apps.exchange.models import HeldFile, ReceivedSet, SetFile, UndoStep

REMEMBER = """
    INSERT INTO exchange_undostep (received_set_id, kind, file, sourced_id, object_id, before)
    SELECT %(set)s, 'record', r.file, r.sourced_id, NULL, CASE WHEN h.id IS NULL THEN NULL ELSE jsonb_build_object(
        'cells', to_jsonb(h.cells), 'layout', h.layout_id, 'digest', encode(h.digest, 'hex'), 'is_gone', h.is_gone,
        'position', h.position) END
    FROM exchange_setrow r
    LEFT JOIN exchange_heldrecord h
        ON h.partner_id = %(partner)s AND h.file = r.file AND h.sourced_id = r.sourced_id
    WHERE r.id = ANY(%(rows)s) AND (r.difference <> 'same' OR h.layout_id <> r.layout_id)
    ORDER BY r.id
"""
KEEP = """
    INSERT INTO exchange_heldrecord AS h
        (partner_id, file, sourced_id, position, cells, layout_id, digest, is_gone)
    SELECT %(partner)s, r.file, r.sourced_id, r.line + coalesce((%(bases)s::jsonb ->> r.file)::int, 0), r.cells,
           r.layout_id, r.digest, r.is_gone
    FROM exchange_setrow r
    WHERE r.id = ANY(%(rows)s) AND r.line IS NOT NULL
    ON CONFLICT (partner_id, file, sourced_id) DO UPDATE SET
        cells = CASE WHEN h.digest = excluded.digest AND h.layout_id = excluded.layout_id THEN h.cells
                ELSE excluded.cells END,
        layout_id = excluded.layout_id, digest = excluded.digest, is_gone = excluded.is_gone,
        position = CASE WHEN coalesce((%(bases)s::jsonb ->> excluded.file)::int, 0) > 0 THEN h.position
                   ELSE excluded.position END
    WHERE h.digest <> excluded.digest OR h.layout_id <> excluded.layout_id OR h.position <> excluded.position
"""
DROP = """
    DELETE FROM exchange_heldrecord h USING exchange_setrow r
    WHERE r.id = ANY(%(rows)s) AND r.line IS NULL AND h.partner_id = %(partner)s AND h.file = r.file
      AND h.sourced_id = r.sourced_id
"""
BASES = """
    SELECT f.file, max(h.position) FROM exchange_setfile f
    JOIN exchange_heldrecord h ON h.partner_id = %s AND h.file = f.file
    WHERE f.received_set_id = %s AND f.mode = 'delta' GROUP BY f.file
"""


def keep_records(received: ReceivedSet, row_ids: Sequence[int], bases: str) -> None:
    """Keep or drop the records of these rows, and remember what was held before."""
    where = {"set": received.pk, "partner": received.partner_id, "rows": list(row_ids), "bases": bases}
    with connection.cursor() as cursor:
        for statement in (REMEMBER, KEEP, DROP):
            cursor.execute(statement, where)


def bases_of(received: ReceivedSet) -> dict[str, int]:
    """Last place of each delta file before applying: new records are put behind it."""
    with connection.cursor() as cursor:
        cursor.execute(BASES, [received.partner_id, received.pk])
        return dict(cursor.fetchall())


def keep_layouts(received: ReceivedSet) -> None:
    """The files of a bulk set are how the partner writes now; a delta only adds files not seen before."""
    for part in SetFile.objects.filter(received_set=received, is_left_out=False, layout__isnull=False):
        held = HeldFile.objects.filter(partner_id=received.partner_id, file=part.file).first()
        if held is not None and (part.mode == "delta" or held.layout_id == part.layout_id):
            continue
        before = {"layout": held.layout_id, "position": held.position} if held is not None else None
        UndoStep.objects.create(received_set=received, kind="file", file=part.file, before=before)
        HeldFile.objects.update_or_create(
            partner_id=received.partner_id,
            file=part.file,
            defaults={"layout_id": part.layout_id, "position": part.position},
        )


TAKE_BACK_OLD = """
    UPDATE exchange_heldrecord h SET cells = ARRAY(SELECT jsonb_array_elements_text(u.before -> 'cells')),
        layout_id = (u.before ->> 'layout')::bigint, digest = decode(u.before ->> 'digest', 'hex'),
        is_gone = (u.before ->> 'is_gone')::boolean, position = (u.before ->> 'position')::int
    FROM exchange_undostep u
    WHERE u.id = ANY(%(steps)s) AND u.before IS NOT NULL AND h.partner_id = %(partner)s AND h.file = u.file
      AND h.sourced_id = u.sourced_id
"""
TAKE_BACK_GONE = """
    INSERT INTO exchange_heldrecord (partner_id, file, sourced_id, position, cells, layout_id, digest, is_gone)
    SELECT %(partner)s, u.file, u.sourced_id, (u.before ->> 'position')::int,
           ARRAY(SELECT jsonb_array_elements_text(u.before -> 'cells')), (u.before ->> 'layout')::bigint,
           decode(u.before ->> 'digest', 'hex'), (u.before ->> 'is_gone')::boolean
    FROM exchange_undostep u WHERE u.id = ANY(%(steps)s) AND u.before IS NOT NULL
    ON CONFLICT (partner_id, file, sourced_id) DO NOTHING
"""
TAKE_BACK_NEW = """
    DELETE FROM exchange_heldrecord h USING exchange_undostep u
    WHERE u.id = ANY(%(steps)s) AND u.before IS NULL AND h.partner_id = %(partner)s AND h.file = u.file
      AND h.sourced_id = u.sourced_id
"""


def restore_records(received: ReceivedSet, step_ids: Sequence[int]) -> None:
    """Let the records of these steps be what they were before the set."""
    where: dict[str, Any] = {"partner": received.partner_id, "steps": list(step_ids)}
    with connection.cursor() as cursor:
        for statement in (TAKE_BACK_OLD, TAKE_BACK_GONE, TAKE_BACK_NEW):
            cursor.execute(statement, where)


def restore_file(received: ReceivedSet, step: UndoStep) -> None:
    held = HeldFile.objects.filter(partner_id=received.partner_id, file=step.file)
    if step.before is None:
        held.delete()
    else:
        held.update(layout_id=step.before["layout"], position=step.before["position"])
