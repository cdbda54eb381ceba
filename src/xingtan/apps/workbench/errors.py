"""Why the workbench says no."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class LetterNotFound(NotFound):
    code = "workbench.letter_not_found"
    message = _("没有找到这条通知，或者您不能查看。")


class NobodyToTell(DomainError):
    code = "workbench.nobody_to_tell"
    message = _("“%(scope)s”里没有符合的人，通知没有发出。请换一个范围或对象。")
    status = 422


class ReceiptDayPast(DomainError):
    code = "workbench.receipt_day_past"
    message = _("签收截止日%(day)s已经过去，请改成今天或以后。")
    status = 422


class NobodyOutstanding(DomainError):
    code = "workbench.nobody_outstanding"
    message = _("“%(title)s”已经全部签收，不用再提醒。")


class RemindedToday(DomainError):
    code = "workbench.reminded_today"
    message = _("“%(title)s”今天已经提醒过，请明天再提醒。")


class NoReceiptAsked(DomainError):
    code = "workbench.no_receipt_asked"
    message = _("“%(title)s”不需要签收，没有要提醒的人。")
