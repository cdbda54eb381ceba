"""Jobs of gateway."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingtan.apps.gateway.services import channels
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


@task(retries=1, label=gettext_lazy("按手机号匹配教职工"), lock="match-{channel}")
def match_staff(*, channel: str) -> str:
    """Look for the staff's users on a channel, and say how far it got."""
    done = channels.match_staff(channel=channel, now=timezone.now())
    counted = {"asked": done.asked, "found": done.found}
    if done.stopped == "misses":
        words = _("查询了%(asked)s人，对上%(found)s人。查不到的太多，再查会被对方停用，已停下；请先核对手机号。")
    elif done.stopped:
        words = _("查询了%(asked)s人，对上%(found)s人后停下：%(reason)s。")
        return words % {**counted, "reason": done.stopped}
    else:
        words = _("查询了%(asked)s人，对上%(found)s人。")
    return words % counted
