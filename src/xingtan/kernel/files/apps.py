"""Django app of the files room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import XingtanAppConfig


class FilesConfig(XingtanAppConfig):
    name = "xingtan.kernel.files"
    label = "files"
    verbose_name = _("文件")
