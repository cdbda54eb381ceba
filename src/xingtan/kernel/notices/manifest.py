"""What the notices room offers: notices to acknowledge, as things to do."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices import selectors, todos
from xingtan.kernel.notices.data import DINGTALK, MANAGE_CHANNELS, VIEW_DELIVERIES, WECOM
from xingtan.kernel.notices.following import follow_up
from xingtan.kernel.notices.outside_users import outside_users
from xingtan.kernel.registry import AddressBook, Manifest, Permission, PersonalDataExporter, Schedule, TodoSource


def ask_for_receipts() -> int:
    """Ask providers what became of messages, and go on with what was held back."""
    return follow_up(timezone.now())


MANIFEST = Manifest(
    address_books=(
        AddressBook(code="notices.wecom", channel=WECOM, addresses=partial(outside_users, WECOM)),
        AddressBook(code="notices.dingtalk", channel=DINGTALK, addresses=partial(outside_users, DINGTALK)),
    ),
    schedules=(Schedule(code="notices.follow_up", label=_("查询通知回执"), cron="*/5 * * * *", run=ask_for_receipts),),
    permissions=(
        Permission(code=VIEW_DELIVERIES, label=_("查看通知发送记录"), roles=("system_administrator",)),
        Permission(code=MANAGE_CHANNELS, label=_("设置通知渠道和短信模板"), roles=("system_administrator",)),
    ),
    personal_data=(
        PersonalDataExporter(code="notices.received", label=_("收到的通知"), export=selectors.export_received),
    ),
    todos=(TodoSource(code="notices.to_acknowledge", label=_("待签收的通知"), load=todos.to_acknowledge),),
)
