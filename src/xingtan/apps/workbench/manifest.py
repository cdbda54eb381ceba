"""What the workbench offers the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.apps.workbench import data
from xingtan.apps.workbench.selectors import cards, letters
from xingtan.kernel.registry import (
    Application,
    Manifest,
    NavEntry,
    NoticeKind,
    Permission,
    TodoSource,
    WorkbenchCard,
)

MANIFEST = Manifest(
    permissions=(Permission(code=data.COMPOSE, label=_("写通知"), roles=data.COMPOSERS),),
    nav=(
        NavEntry(section="", label=_("工作台"), sign="台", url_name="workbench:home", order=0),
        NavEntry(section="", label=_("待办"), sign="办", url_name="workbench:todo", order=1),
        NavEntry(section="", label=_("通知"), sign="知", url_name="workbench:notices", order=2),
        NavEntry(section=_("我"), label=_("全部应用"), sign="用", url_name="workbench:apps", order=900),
    ),
    applications=(
        Application(
            code="workbench",
            label=_("通知与签收"),
            description=_("发给一个班、一所学校或全区，看谁还没有签收。"),
            sign="知",
            url_name="workbench:notices",
            is_essential=True,
        ),
    ),
    cards=(
        WorkbenchCard(
            code="workbench.letters",
            title=_("等人签收"),
            template="workbench/_card_letters.html",
            load=letters.sent_card,
            permission=data.COMPOSE,
            order=40,
        ),
        WorkbenchCard(
            code="workbench.notices",
            title=_("最近的通知"),
            template="workbench/_card_notices.html",
            load=cards.recent_notices,
            column="aside",
            order=60,
        ),
        WorkbenchCard(
            code="workbench.jobs",
            title=_("正在办理"),
            template="workbench/_card_jobs.html",
            load=cards.running_jobs,
            roles=("bureau_staff", "school_administrator", "system_administrator"),
            column="aside",
            order=20,
        ),
    ),
    todos=(
        TodoSource(
            code="workbench.receipts", label=_("等人签收的通知"), load=letters.receipts_due, permission=data.COMPOSE
        ),
    ),
    notices=(
        NoticeKind(code=data.LETTER, label=_("通知"), channels=("bell", "email")),
        NoticeKind(code=data.REMINDER, label=_("签收提醒")),
    ),
)
