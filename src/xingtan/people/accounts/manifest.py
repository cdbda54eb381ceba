"""What accounts offer the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import Manifest, Permission
from xingtan.people.accounts import data

MANIFEST = Manifest(
    permissions=(
        Permission(
            code=data.VIEW,
            label=_("查看账号"),
            roles=("bureau_staff", "principal", "school_administrator", "homeroom_teacher", "system_administrator"),
        ),
        Permission(
            code=data.MANAGE,
            label=_("发激活条、重置密码、停用账号"),
            roles=("school_administrator", "homeroom_teacher", "system_administrator"),
        ),
        Permission(code=data.PUBLISH_AGREEMENTS, label=_("发布用户协议"), roles=("system_administrator",)),
    ),
)
