"""What the top storey offers: the nightly backup."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import Manifest, Schedule
from xingtan.project.backup import nightly

MANIFEST = Manifest(
    schedules=(Schedule(code="project.backup", label=_("夜间备份"), cron="30 1 * * *", run=nightly.make_nightly),),
)
