"""Jobs of gateway."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingtan.apps.gateway.services.tries import sweep_tries as sweep
from xingtan.kernel.audit import api as audit
from xingtan.kernel.tasks.api import task


def sweep_tries() -> int:
    """Forget tries that count no more."""
    return sweep(now=timezone.now())


@task(retries=0, label=gettext_lazy("核对审计链"))
def verify_journal() -> str:
    """Recompute the chain and say what was found."""
    verdict = audit.verify()
    if verdict.broken is None:
        words = _("%(blocks)s块、%(entries)s条记录与封存时一致，另有%(unsealed)s条待封存。")
        return words % {"blocks": verdict.blocks, "entries": verdict.entries, "unsealed": verdict.unsealed}
    words = _("第%(block)s块与封存时不一致（%(reason)s），请立即保全数据库并报告。")
    return words % {"block": verdict.broken.block, "reason": verdict.broken.reason}
