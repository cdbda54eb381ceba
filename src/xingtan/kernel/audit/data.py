"""Words of the audit room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "audit.view"
VIEW_PLACELESS = "audit.view_placeless"
NO_PLACE = "/"
READ_PERSONAL = "personal_data.read"
FEWEST_MONTHS = 6  # the law asks for six months of logs


class Result(TextChoices):
    OK = "ok", _("成功")
    REFUSED = "refused", _("被拒绝")
    FAILED = "failed", _("失败")


@dataclass(frozen=True, kw_only=True)
class Break:
    """The first place where the journal is not what was sealed."""

    block: int
    reason: str
    entry_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Outcome of checking the journal.

    Args:
        blocks, entries: how many were checked and found as sealed.
        retired: blocks whose entries were removed after the time they must be kept; only the chain was checked.
        broken: the first break, None when the chain is whole.
        unsealed: entries not yet in a block; `unsealed_since` is the oldest one's time.
        head: hash of the last block. Whoever keeps it elsewhere can prove later that nothing was cut off.
    """

    blocks: int
    entries: int
    retired: int
    broken: Break | None
    unsealed: int
    unsealed_since: datetime | None
    head: str

    @property
    def ok(self) -> bool:
        return self.broken is None
