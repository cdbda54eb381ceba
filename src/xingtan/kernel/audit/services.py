"""Writing the journal. Nothing here waits for another writer; sealing happens elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xingtan.kernel.audit.data import NO_PLACE, READ_PERSONAL, Result
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.audit.partitions import ensure_partitions, retire_old
from xingtan.kernel.audit.sealing import seal
from xingtan.kernel.audit.verification import verify
from xingtan.kernel.http.request import current
from xingtan.kernel.scopes import Actor

__all__ = ("ensure_partitions", "record", "record_read", "retire_old", "seal", "verify")


def record(
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: object,
    organisation_path: str,
    detail: Mapping[str, Any] | None = None,
    result: str = Result.OK,
    rows: int | None = None,
    address: str = "",
) -> AuditEntry:
    """Enter one act into the journal, in the caller's transaction.

    An entry written inside a transaction that is rolled back goes with it: a refusal is recorded outside.

    Args:
        action: stable code, "what.done", e.g. "posting.ended".
        object_kind, object_id: what it was done to.
        organisation_path: where that belongs; decides which audit administrators see the entry. For what
            belongs nowhere ("" or "/") the widest place the actor has rights on stands in.
        detail: plain values; names of changed fields rather than personal data.
        rows: how many rows left the product, for exports and bulk acts.
        address: only when it differs from the current request's.
    """
    facts = current()
    return AuditEntry.objects.create(
        account_id=actor.account_id,
        person_id=actor.person_id,
        posting_id=actor.posting_id,
        actor_name=actor.name[:100],
        action=action,
        object_kind=object_kind,
        object_id=str(object_id if object_id is not None else "")[:100],
        organisation_path=_place(organisation_path, actor),
        result=result,
        rows=rows,
        detail=_without_nul(dict(detail or {})),
        address=address or facts.address,
        port=facts.port,
        user_agent=facts.user_agent.replace("\x00", ""),
        quote=facts.quote,
    )


def record_read(
    actor: Actor,
    object_kind: str,
    object_id: object,
    organisation_path: str,
    *,
    fields: Iterable[str],
    reason: str = "",
) -> AuditEntry:
    """Enter that `actor` was shown personal data in full, e.g. a phone number that is masked by default."""
    detail = {"fields": sorted(fields), **({"reason": reason} if reason else {})}
    return record(actor, READ_PERSONAL, object_kind, object_id, organisation_path, detail, rows=1)


def _place(organisation_path: str, actor: Actor) -> str:
    if organisation_path not in ("", NO_PLACE):
        return organisation_path
    paths = [path for paths in actor.grants.values() for path in paths]
    return min(paths, key=lambda path: (path.count("/"), path), default=NO_PLACE)


def _without_nul(value: Any) -> Any:
    """PostgreSQL's JSON cannot hold NUL; whoever sends one must still be recorded."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, Mapping):
        return {str(key).replace("\x00", ""): _without_nul(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nul(item) for item in value]
    return value
