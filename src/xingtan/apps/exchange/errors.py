"""Why the exchange says no."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class PartnerNotFound(NotFound):
    code = "exchange.partner_not_found"
    message = _("没有找到这个对接系统，或者您不能查看。")


class SetNotFound(NotFound):
    code = "exchange.set_not_found"
    message = _("没有找到这一批数据，或者您不能查看。")


class RowNotFound(NotFound):
    code = "exchange.row_not_found"
    message = _("没有找到这一行，或者您不能查看。")


class DeliveryNotFound(NotFound):
    code = "exchange.delivery_not_found"
    message = _("没有找到这次交付，或者您不能查看。")


class PartnerNameTaken(DomainError):
    code = "exchange.partner_name_taken"
    message = _("“%(name)s”已经登记过。同一单位的对接系统不能重名。")


class NumbersNotCleared(InvalidInput):
    code = "exchange.numbers_not_cleared"
    message = _("手机和学籍号属于号码，勾选前请先允许交付号码。%(reason)s")


class ArchiveUnusable(DomainError):
    code = "exchange.archive_unusable"
    message = _("这个压缩文件不能读：%(reason)s")
    status = 422


class AnotherSetOpen(DomainError):
    code = "exchange.another_set_open"
    message = _("上一批数据还没有处理完。请先采用或放弃它，再接收新的一批。")


class WrongState(DomainError):
    code = "exchange.wrong_state"
    message = _("这一批现在是“%(state)s”，不能这样做。")


class ErrorsLeft(DomainError):
    code = "exchange.errors_left"
    message = _("还有%(count)s行有错。请改正，或者选择不采用这些行，然后再采用这一批。")


class TooMuchWouldVanish(DomainError):
    code = "exchange.too_much_would_vanish"
    message = _("这一批会让%(file)s的%(count)s条记录消失，占已有的%(percent)s%%，超过警戒线。请核对后勾选“确认减少”。")


class NotReconciled(DomainError):
    code = "exchange.not_reconciled"
    message = _("采用的结果对不上：应为%(wanted)s行，实为%(found)s行。这一步没有完成，请联系管理员。")


class TooLateToUndo(DomainError):
    code = "exchange.too_late_to_undo"
    message = _("采用已超过%(hours)s小时，不能撤销。请让对方发来更正的数据。")


class NewerSetApplied(DomainError):
    code = "exchange.newer_set_applied"
    message = _("之后又采用了一批数据，只能从最近的一批开始撤销。")


class ColumnUnknown(DomainError):
    code = "exchange.column_unknown"
    message = _("这一行没有“%(column)s”这一列。")
    status = 422


class NotLinkable(DomainError):
    code = "exchange.not_linkable"
    message = _("这条记录不能与“%(target)s”对应。")
    status = 422


class NoSnapshot(DomainError):
    code = "exchange.no_snapshot"
    message = _("还没有向这个系统交付过全量数据，第一次请选“全量”。")


class ScopeOutsidePartner(DomainError):
    code = "exchange.scope_outside_partner"
    message = _("“%(name)s”不在这个对接系统的范围里。")
    status = 422
