"""What the audit room offers: its permission, sealing, and the care of partitions."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.audit import services
from xingtan.kernel.audit.data import VIEW, VIEW_PLACELESS
from xingtan.kernel.registry import Loop, Manifest, Permission, Schedule


def tend_partitions() -> int:
    """Make the coming months' partitions and drop those kept long enough."""
    now = timezone.now()
    return services.ensure_partitions(now) + len(services.retire_old(now))


MANIFEST = Manifest(
    permissions=(
        Permission(code=VIEW, label=_("查看审计记录"), roles=("audit_administrator",)),
        Permission(code=VIEW_PLACELESS, label=_("查看不属于任何单位的审计记录"), roles=("audit_administrator",)),
    ),
    loops=(Loop(code="audit.seal", seconds=3, run=services.seal),),
    schedules=(
        Schedule(code="audit.tend_partitions", label=_("维护审计分区"), cron="10 2 * * *", run=tend_partitions),
    ),
)
