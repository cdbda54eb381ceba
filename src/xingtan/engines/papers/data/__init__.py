"""Words of papers: permissions, kinds, limits. What can be printed stands in `documents`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "papers.view"
REVOKE = "papers.revoke"
VIEW_SEALS = "papers.view_seals"
MANAGE_SEALS = "papers.manage_seals"

PAPER_HOLDER = "papers.paper"
SEAL_HOLDER = "papers.seal"
KEEPER_NOTICE = "papers.keeper"

AUDIT_ISSUED = "paper.issued"
AUDIT_REVOKED = "paper.revoked"
AUDIT_SEAL_KEPT = "seal.kept"
AUDIT_KEEPER = "seal.keeper_appointed"
AUDIT_PRESSED = "seal.pressed"
AUDIT_RETIRED = "seal.retired"
AUDIT_NUMBER_VOIDED = "paper_number.voided"

MOST_COPIES = 9999
MISSES = 20  # codes that nobody issued, from one address
MISS_MINUTES = 10


class PaperKind(models.TextChoices):
    """What a paper is, in the words of an office."""

    DOCUMENT = "document", _("公文")
    CERTIFICATE = "certificate", _("证书")
    PROOF = "proof", _("证明")
    PERMIT = "permit", _("通知单")
    REPORT = "report", _("报表")
    LIST = "list", _("名单")


class SealKind(models.TextChoices):
    OFFICIAL = "official", _("公章")
    LEGAL = "legal", _("法人章")
    CONTRACT = "contract", _("合同章")
    FINANCE = "finance", _("财务章")
