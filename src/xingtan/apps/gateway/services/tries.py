"""Counting what strangers try, by address."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from xingtan.apps.gateway.data import LIMITS
from xingtan.apps.gateway.errors import TooManyTries
from xingtan.apps.gateway.models import PhoneCode, PhoneProof, Try


def count_try(*, kind: str, address: str, now: datetime) -> None:
    """Note one try, or refuse it.

    Raises:
        TooManyTries: this address has used up its tries; says how many minutes to wait.
    """
    limit = LIMITS[kind]
    window = timedelta(minutes=limit.minutes)
    recent = Try.objects.filter(kind=kind, address=address, at__gt=now - window).order_by("-at")
    times = list(recent.values_list("at", flat=True)[: limit.tries])
    if len(times) >= limit.tries:
        wait = times[-1] + window - now
        raise TooManyTries(minutes=max(1, ceil(wait.total_seconds() / 60)))
    Try.objects.create(kind=kind, address=address, at=now)


def sweep_tries(*, now: datetime) -> int:
    """Delete tries and phone codes older than a day; returns how many."""
    before = now - timedelta(days=1)
    tries, _per_model = Try.objects.filter(at__lt=before).delete()
    codes, _per_model = PhoneCode.objects.filter(expires_at__lt=before).delete()
    proofs, _per_model = PhoneProof.objects.filter(sent_at__lt=before).delete()
    return tries + codes + proofs
