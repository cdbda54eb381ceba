"""What the exchange offers the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.apps.exchange import data
from xingtan.apps.exchange.selectors import holders
from xingtan.kernel.registry import Application, FileHolder, Manifest, NavEntry, Permission

MANIFEST = Manifest(
    permissions=(
        Permission(
            code=data.VIEW,
            label=_("查看数据交换"),
            roles=("bureau_staff", "school_administrator", "system_administrator"),
        ),
        Permission(code=data.MANAGE, label=_("接收和交付数据"), roles=("bureau_staff", "school_administrator")),
    ),
    nav=(
        NavEntry(
            section=_("数据"),
            label=_("数据交换"),
            sign="换",
            url_name="exchange:partners",
            permission=data.VIEW,
            order=840,
            app="exchange",
        ),
    ),
    applications=(
        Application(
            code="exchange",
            label=_("数据交换"),
            description=_("与其他系统互换学校、人员和班级名册。先核对差异，再采用。"),
            sign="换",
            url_name="exchange:partners",
            permission=data.VIEW,
        ),
    ),
    file_holders=(
        FileHolder(kind=data.SET_HOLDER, may_read=holders.may_read_set),
        FileHolder(kind=data.DELIVERY_HOLDER, may_read=holders.may_read_delivery),
    ),
)
