"""A new version of an agreement. Everybody is asked for it on the next page they open, signed in already or not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xingtan.apps.gateway.data import AUDIT_AGREEMENT_PUBLISHED
from xingtan.apps.gateway.errors import AgreementUnchanged, VersionTaken
from xingtan.apps.gateway.selectors.agreements import latest_agreement, written
from xingtan.kernel.audit import api as audit
from xingtan.kernel.errors import NotFound, NotPermitted
from xingtan.kernel.scopes import Actor
from xingtan.people.accounts.data import PUBLISH_AGREEMENTS, AgreementKind
from xingtan.people.accounts.models import Agreement
from xingtan.people.organisations.selectors import bureau


def require_publisher(actor: Actor) -> str:
    """The path of the bureau. An agreement is for everybody, so a right on one school does not do.

    Raises:
        NotPermitted.
    """
    over = bureau()
    if over is None or not actor.may(PUBLISH_AGREEMENTS, over.path):
        raise NotPermitted(permission=PUBLISH_AGREEMENTS)
    return str(over.path)


@transaction.atomic
def publish_agreement(*, actor: Actor, kind: str, version: str, text_zh: str, text_en: str, now: datetime) -> Agreement:
    """Publish one version of a kind. What was accepted before stays on record under its own version.

    Raises:
        NotPermitted, NotFound, VersionTaken, AgreementUnchanged.
    """
    path = require_publisher(actor)
    if kind not in AgreementKind.values:
        raise NotFound
    if Agreement.objects.filter(kind=kind, version=version).exists():
        raise VersionTaken(version=version)
    text_zh, text_en = written(text_zh), written(text_en)
    current = latest_agreement(kind)
    if current is not None and (written(current.text_zh), written(current.text_en)) == (text_zh, text_en):
        raise AgreementUnchanged(version=current.version)
    published: Agreement = Agreement.objects.create(
        kind=kind, version=version, text_zh=text_zh, text_en=text_en, published_at=now
    )
    detail = {"kind": kind, "version": version}
    audit.record(actor, AUDIT_AGREEMENT_PUBLISHED, "agreement", published.pk, path, detail=detail)
    return published
