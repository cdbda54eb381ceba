"""What imports offer the shell: the file while it is read, and forgetting what was imported long ago."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.imports import tasks
from xingtan.kernel.imports.data import HOLDER
from xingtan.kernel.registry import FileHolder, Manifest, Schedule
from xingtan.kernel.scopes import Actor


def _nobody(actor: Actor, run_id: int) -> bool:
    """The file is read by the import alone: whoever handed it in has it."""
    return False


MANIFEST = Manifest(
    file_holders=(FileHolder(kind=HOLDER, may_read=_nobody),),
    schedules=(
        Schedule(
            code="imports.forget_old", label=_("清除旧的导入内容"), cron="40 3 * * *", run=tasks.forget_old_imports
        ),
    ),
)
