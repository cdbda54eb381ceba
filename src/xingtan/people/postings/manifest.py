"""What postings offer the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import Manifest, Permission
from xingtan.people.postings import data, selectors

MANIFEST = Manifest(
    permissions=(
        Permission(
            code=data.VIEW,
            label=_("查看教职工与任职"),
            roles=(
                "bureau_leader",
                "bureau_staff",
                "district_leader",
                "principal",
                "school_cio",
                "school_administrator",
                "edtech_head",
                "security_administrator",
                "teacher",
                "homeroom_teacher",
            ),
        ),
        Permission(
            code=data.MANAGE,
            label=_("办理任职"),
            roles=("bureau_staff", "principal", "school_administrator"),
        ),
    ),
    person_branches=(selectors.visible_person_ids,),
)
