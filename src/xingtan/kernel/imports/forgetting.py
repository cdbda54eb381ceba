"""Imports hold numbers of people; what was imported long ago needs no copy."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xingtan.kernel.files import api as files
from xingtan.kernel.imports.data import HOLDER, WORKING, State
from xingtan.kernel.imports.models import ImportRun

KEEP_DAYS = 30


def forget(run: ImportRun) -> None:
    """Remove what a run holds of people; its figures stay."""
    run.rows.all().delete()
    for link in files.FileLink.objects.filter(holder_kind=HOLDER, holder_id=run.pk):
        files.remove(link)
    run.file_link_id = None
    run.save(update_fields=["file_link_id"])


def forget_old(now: datetime) -> int:
    """Forget imports that are over, or were left lying, for a month. Returns how many."""
    count = 0
    old = ImportRun.objects.filter(created_at__lt=now - timedelta(days=KEEP_DAYS), forgotten_at__isnull=True)
    for run in old.exclude(state__in=WORKING):
        with transaction.atomic():
            forget(run)
            run.forgotten_at = now
            if not run.is_over:
                run.state = State.DROPPED
            run.save(update_fields=["forgotten_at", "state"])
            count += 1
    return count
