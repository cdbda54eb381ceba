"""What organisations offer the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import Manifest, Permission
from xingtan.people.organisations import data, selectors

EVERYBODY_ON_STAFF = (
    "bureau_leader",
    "bureau_staff",
    "district_leader",
    "principal",
    "school_cio",
    "school_administrator",
    "edtech_head",
    "grade_leader",
    "homeroom_teacher",
    "teacher",
    "staff",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
)

MANIFEST = Manifest(
    unit_paths=(selectors.unit_path,),
    permissions=(
        Permission(code=data.VIEW, label=_("查看单位"), roles=EVERYBODY_ON_STAFF),
        Permission(
            code=data.MANAGE,
            label=_("维护单位"),
            roles=("bureau_staff", "school_administrator", "system_administrator"),
        ),
    ),
)
