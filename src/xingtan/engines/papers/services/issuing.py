"""Issuing papers and taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from xingtan.engines.papers import errors
from xingtan.engines.papers.data import AUDIT_ISSUED, AUDIT_REVOKED, PAPER_HOLDER, REVOKE, PaperKind
from xingtan.engines.papers.models import Paper
from xingtan.engines.papers.services.codes import LENGTH, SIGNS, new_code
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.files import api as files
from xingtan.kernel.scopes import Actor, require
from xingtan.people.organisations.models import Organisation

PDF = "application/pdf"


@transaction.atomic
def issue(
    *,
    actor: Actor,
    organisation_id: int,
    kind: str,
    title: str,
    content: bytes,
    holder: tuple[str, int],
    now: datetime,
    number: str = "",
    is_title_public: bool = False,
    verify_code: str = "",
) -> Paper:
    """Keep a paper as it leaves the house. The caller has checked that `actor` may issue it.

    Args:
        kind: a `PaperKind`.
        content: the PDF, as `compose` gave it.
        holder: (kind, id) of what it is about.
        number: its number, once for each organisation and kind; "" for papers without one.
        is_title_public: whether whoever checks the code is told the title.
        verify_code: the code printed on it, from `new_code`; a new one when left out.
    Raises:
        PaperNumberTaken, PaperCodeTaken, and what `kernel.files` says of the content.
        ValueError: no such kind, or a code that is none.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    if number and Paper.objects.filter(organisation=organisation, kind=kind, number=number).exists():
        raise errors.PaperNumberTaken(number=number)
    code = verify_code or new_code()
    if len(code) != LENGTH or set(code) - set(SIGNS):
        raise ValueError("not a verify code")
    if Paper.objects.filter(verify_code=code).exists():
        raise errors.PaperCodeTaken
    paper = Paper.objects.create(
        organisation=organisation,
        organisation_name=organisation.name,
        kind=PaperKind(kind),
        number=number,
        title=title[:200],
        is_title_public=is_title_public,
        holder_kind=holder[0],
        holder_id=holder[1],
        made_on=local_day(now),
        made_at=now,
        made_by_id=actor.person_id,
        sha256=sha256(content).hexdigest(),
        verify_code=code,
    )
    link = files.store(
        _chunks(content),
        actor=actor,
        holder=(PAPER_HOLDER, paper.pk),
        organisation_path=organisation.path,
        purpose="paper",
        accept=(PDF,),
        name=f"{number or title}.pdf",
    )
    paper.file_link_id = link.pk
    paper.save(update_fields=["file_link_id"])
    detail = {"number": number, "kind": kind}
    audit.record(actor, AUDIT_ISSUED, "paper", paper.pk, organisation.path, detail)
    return paper


def _chunks(content: bytes) -> Iterable[bytes]:
    yield content


@transaction.atomic
def revoke(*, actor: Actor, paper_id: int, reason: str, now: datetime) -> Paper:
    """Declare a paper void; whoever checks it is told so. Twice changes nothing.

    Raises:
        PaperNotFound, NotPermitted, ReasonMissing.
    """
    rows = Paper.objects.visible_to(actor).select_for_update(of=("self",)).select_related("organisation")
    paper: Paper | None = rows.filter(pk=paper_id).first()
    if paper is None:
        raise errors.PaperNotFound(paper_id=paper_id)
    require(actor, REVOKE, paper.organisation.path)
    if not reason.strip():
        raise errors.ReasonMissing
    if paper.revoked_at is None:
        paper.revoked_at, paper.revoked_by_id, paper.revoke_reason = now, actor.person_id, reason.strip()[:200]
        paper.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
        detail = {"number": paper.number}
        audit.record(actor, AUDIT_REVOKED, "paper", paper.pk, paper.organisation.path, detail)
    return paper
