"""What papers offer the shell."""

from django.utils.translation import gettext_lazy as _

from xingtan.engines.papers import data, tasks
from xingtan.engines.papers.selectors import papers, seals
from xingtan.kernel.registry import FileHolder, Manifest, NoticeKind, Permission, Schedule

MANIFEST = Manifest(
    permissions=(
        Permission(
            code=data.VIEW,
            label=_("查看已制发文件"),
            roles=("bureau_leader", "bureau_staff", "principal", "school_administrator"),
        ),
        Permission(code=data.REVOKE, label=_("作废文件"), roles=("bureau_staff", "school_administrator")),
        Permission(
            code=data.VIEW_SEALS,
            label=_("查看印章和用印记录"),
            roles=("bureau_leader", "bureau_staff", "principal", "school_administrator"),
        ),
        Permission(
            code=data.MANAGE_SEALS, label=_("登记印章、任命监印人"), roles=("bureau_staff", "school_administrator")
        ),
    ),
    notices=(NoticeKind(code=data.KEEPER_NOTICE, label=_("任命监印人")),),
    schedules=(Schedule(code="papers.sweep_misses", label=_("清理查验记录"), cron="50 3 * * *", run=tasks.sweep),),
    file_holders=(
        FileHolder(kind=data.PAPER_HOLDER, may_read=papers.may_read_file),
        FileHolder(kind=data.SEAL_HOLDER, may_read=seals.may_read_file),
    ),
)
