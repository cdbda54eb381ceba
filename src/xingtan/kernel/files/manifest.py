"""What the files room offers: the clearing of what nothing holds."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.files import services
from xingtan.kernel.registry import Manifest, Schedule


def collect_garbage() -> int:
    return services.collect_garbage(timezone.now())


MANIFEST = Manifest(
    schedules=(
        Schedule(code="files.collect_garbage", label=_("清理无人使用的文件"), cron="0 4 * * *", run=collect_garbage),
    ),
)
