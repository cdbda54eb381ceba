"""What the tasks room offers: recovery, schedules, clearing of old rows."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import Loop, Manifest, Permission, Schedule
from xingtan.kernel.tasks import services
from xingtan.kernel.tasks.data import VIEW


def forget_over() -> int:
    return services.forget_over(timezone.now())


MANIFEST = Manifest(
    permissions=(Permission(code=VIEW, label=_("查看系统后台作业"), roles=("system_administrator",)),),
    loops=(
        Loop(code="tasks.recover", seconds=5, run=services.recover),
        Loop(code="tasks.schedules", seconds=10, run=services.start_due_schedules),
    ),
    schedules=(Schedule(code="tasks.forget_over", label=_("清理旧作业"), cron="40 3 * * *", run=forget_over),),
)
