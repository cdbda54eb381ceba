"""What access offers the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import Manifest, Permission
from xingtan.people.access import data

MANIFEST = Manifest(
    permissions=(
        Permission(
            code=data.VIEW,
            label=_("查看授权"),
            roles=(
                "security_administrator",
                "audit_administrator",
                "system_administrator",
                "bureau_leader",
                "principal",
                "school_administrator",
            ),
        ),
        Permission(code=data.GRANT, label=_("授权与收回"), roles=("security_administrator",)),
    ),
)
