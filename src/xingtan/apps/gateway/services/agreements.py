"""A new version of an agreement. Everybody is asked for it on the next page they open, signed in already or not."""

from __future__ import annotations

from datetime import datetime

from xingtan.people.accounts.models import Agreement


def publish_agreement(*, kind: str, version: str, text_zh: str, text_en: str, now: datetime) -> Agreement:
    """Publish one version of a kind; the same version again changes nothing."""
    agreement, _is_new = Agreement.objects.get_or_create(
        kind=kind, version=version, defaults={"text_zh": text_zh, "text_en": text_en, "published_at": now}
    )
    return agreement
