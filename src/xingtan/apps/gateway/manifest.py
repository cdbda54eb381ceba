"""What gateway offers the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway import data
from xingtan.apps.gateway.selectors import own_data, todos
from xingtan.apps.gateway.tasks import sweep_tries
from xingtan.kernel.audit.data import VIEW as AUDIT_VIEW
from xingtan.kernel.notices.data import MANAGE_CHANNELS
from xingtan.kernel.registry import FileHolder, Manifest, NavEntry, PersonalDataExporter, Schedule, TodoSource
from xingtan.people.access.data import VIEW as ACCESS_VIEW
from xingtan.people.accounts.data import MANAGE as ACCOUNTS_MANAGE
from xingtan.people.accounts.data import PUBLISH_AGREEMENTS
from xingtan.people.accounts.data import VIEW as ACCOUNTS_VIEW
from xingtan.people.organisations.data import MANAGE as ORGANISATIONS_MANAGE

SECTION = _("账号与权限")

MANIFEST = Manifest(
    nav=(
        NavEntry(
            section=SECTION,
            label=_("账号管理"),
            sign="号",
            url_name="gateway:accounts",
            permission=ACCOUNTS_VIEW,
            order=910,
        ),
        NavEntry(
            section=SECTION, label=_("授权"), sign="权", url_name="gateway:access", permission=ACCESS_VIEW, order=920
        ),
        NavEntry(
            section=SECTION,
            label=_("应用开通"),
            sign="启",
            url_name="gateway:applications",
            permission=ORGANISATIONS_MANAGE,
            order=930,
        ),
        NavEntry(
            section=SECTION,
            label=_("用户协议"),
            sign="约",
            url_name="gateway:agreements",
            permission=PUBLISH_AGREEMENTS,
            order=935,
        ),
        NavEntry(
            section=SECTION,
            label=_("通知渠道"),
            sign="递",
            url_name="gateway:channels",
            permission=MANAGE_CHANNELS,
            order=937,
        ),
        NavEntry(
            section=SECTION, label=_("审计"), sign="审", url_name="gateway:audit", permission=AUDIT_VIEW, order=940
        ),
    ),
    todos=(
        TodoSource(code="gateway.data_to_confirm", label=_("确认资料"), load=todos.data_to_confirm),
        TodoSource(
            code="gateway.consents_to_give", label=_("监护人同意"), load=todos.consents_to_give, roles=("guardian",)
        ),
        TodoSource(
            code="gateway.accounts_to_activate",
            label=_("激活账号"),
            load=todos.accounts_to_activate,
            roles=("school_administrator", "homeroom_teacher"),
        ),
        TodoSource(
            code="gateway.help_requests", label=_("找回密码"), load=todos.help_requests, permission=ACCOUNTS_MANAGE
        ),
    ),
    file_holders=(FileHolder(kind=data.AVATAR_HOLDER, may_read=own_data.may_see_avatar),),
    personal_data=(PersonalDataExporter(code="gateway.people", label=_("账号与资料"), export=own_data.export_own),),
    schedules=(Schedule(code="gateway.sweep_tries", label=_("清理尝试记录"), cron="40 3 * * *", run=sweep_tries),),
)
