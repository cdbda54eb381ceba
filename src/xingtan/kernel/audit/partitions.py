"""Monthly partitions: made ahead of time, and dropped when they have been kept long enough."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime

from django.conf import settings
from django.db import connection, transaction

from xingtan.kernel.audit.data import FEWEST_MONTHS
from xingtan.kernel.audit.models import AuditBlock, AuditEntry

logger = logging.getLogger(__name__)

TABLE = "audit_auditentry"
MONTHS_AHEAD = 3


def month_of(at: datetime) -> date:
    """First day of the month, by UTC, whose partition holds `at`."""
    return at.astimezone(UTC).date().replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def ensure_partitions(now: datetime) -> int:
    """Make this month's partition and those of the next three. Returns how many were new.

    A month that already has entries in the default partition keeps them there.
    """
    months = [month_after(month_of(now), ahead) for ahead in range(MONTHS_AHEAD + 1)]
    return sum(_make(month) for month in months)


@transaction.atomic
def _make(month: date) -> int:
    name, until = f"{TABLE}_{month:%Y_%m}", month_after(month)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0]:
            return 0
        start, end = f"{month} 00:00:00+00", f"{until} 00:00:00+00"
        cursor.execute(f"SELECT 1 FROM {TABLE}_default WHERE at >= %s AND at < %s LIMIT 1", [start, end])
        if cursor.fetchone():
            logger.warning("Audit entries of %s stay in the default partition", month)
            return 0
        cursor.execute(f"CREATE TABLE {name} PARTITION OF {TABLE} FOR VALUES FROM (%s) TO (%s)", [start, end])
    return 1


def months_kept() -> int:
    return max(int(settings.AUDIT_KEEP_MONTHS), FEWEST_MONTHS)


def retire_old(now: datetime) -> list[date]:
    """Drop whole months older than `AUDIT_KEEP_MONTHS`. Their blocks stay in the chain. Returns the months.

    A month with unsealed entries waits.
    """
    oldest_kept = month_after(month_of(now), -months_kept())
    return [month for month in _months_present() if month < oldest_kept and _retire(month, now)]


def _months_present() -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = to_regclass(%s) ORDER BY c.relname",
            [TABLE],
        )
        names = [row[0].removeprefix(f"{TABLE}_") for row in cursor.fetchall()]
    return [date(int(name[:4]), int(name[5:]), 1) for name in names if name != "default"]


@transaction.atomic
def _retire(month: date, now: datetime) -> bool:
    name, until = f"{TABLE}_{month:%Y_%m}", month_after(month)
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    end = datetime(until.year, until.month, 1, tzinfo=UTC)
    if AuditEntry.objects.filter(at__gte=start, at__lt=end, block_id__isnull=True).exists():
        return False
    AuditBlock.objects.filter(first_at__gte=start, last_at__lt=end, retired_at__isnull=True).update(retired_at=now)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {name}")
        cursor.execute(f"DROP TABLE {name}")
    return True
