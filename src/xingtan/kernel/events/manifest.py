"""What the events room offers: delivery itself, and the clearing of old rows."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.events import services
from xingtan.kernel.events.data import CHANNEL
from xingtan.kernel.registry import Loop, Manifest, Schedule


def forget_delivered() -> int:
    return services.forget_delivered(timezone.now())


MANIFEST = Manifest(
    loops=(Loop(code="events.deliver", seconds=2, run=services.deliver_waiting, channel=CHANNEL),),
    schedules=(
        Schedule(code="events.forget_delivered", label=_("清理旧事件"), cron="20 3 * * *", run=forget_delivered),
    ),
)
