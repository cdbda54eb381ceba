"""What the notices room offers: notices to acknowledge, as things to do."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices import selectors, todos
from xingtan.kernel.registry import Manifest, PersonalDataExporter, TodoSource

MANIFEST = Manifest(
    personal_data=(
        PersonalDataExporter(code="notices.received", label=_("收到的通知"), export=selectors.export_received),
    ),
    todos=(TodoSource(code="notices.to_acknowledge", label=_("待签收的通知"), load=todos.to_acknowledge),),
)
