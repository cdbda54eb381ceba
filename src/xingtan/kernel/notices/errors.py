"""Refusals of the notices room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class NoticeNotFound(NotFound):
    code = "notices.not_found"
    message = _("没有找到这条通知，或者它不是发给您的。")


class NothingToAcknowledge(DomainError):
    code = "notices.nothing_to_acknowledge"
    message = _("“%(title)s”不需要签收。")
