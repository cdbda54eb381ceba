"""What the roster offers the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import Manifest, Permission
from xingtan.people.roster import data, selectors

MANIFEST = Manifest(
    permissions=(
        Permission(
            code=data.VIEW_PUPILS,
            label=_("查看学生"),
            roles=(
                "bureau_leader",
                "bureau_staff",
                "district_leader",
                "principal",
                "school_administrator",
                "grade_leader",
                "homeroom_teacher",
            ),
        ),
        Permission(code=data.MANAGE_PUPILS, label=_("办理学籍"), roles=("bureau_staff", "school_administrator")),
        Permission(
            code=data.VIEW_CLASSES,
            label=_("查看班级"),
            roles=(
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
            ),
        ),
        Permission(code=data.MANAGE_CLASSES, label=_("编班"), roles=("bureau_staff", "school_administrator")),
        Permission(code=data.MANAGE_CALENDAR, label=_("维护校历"), roles=("bureau_staff", "school_administrator")),
        Permission(
            code=data.CONFIRM_GUARDIANS,
            label=_("确认监护关系"),
            roles=("homeroom_teacher", "school_administrator"),
        ),
    ),
    person_branches=(selectors.visible_pupil_ids, selectors.visible_guardian_ids),
)
