"""What an import refuses, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class ImportNotFound(NotFound):
    code = "imports.not_found"
    message = _("没有找到这次导入，或者您不能查看。")


class RegisterUnknown(NotFound):
    code = "imports.register_unknown"
    message = _("没有这种名册可以导入，或者您不能导入它。")


class FileUnreadable(DomainError):
    """The file as a whole cannot be taken; `reason` is a sentence."""

    code = "imports.file_unreadable"
    message = _("这个文件没有读成：%(reason)s")
    status = 422


class WrongState(DomainError):
    code = "imports.wrong_state"
    message = _("这次导入现在是“%(state)s”，不能做这一步。")


class ColumnsIncomplete(DomainError):
    code = "imports.columns_incomplete"
    message = _("还不能比对：%(reason)s")
    status = 422


class RowNotFound(NotFound):
    code = "imports.row_not_found"
    message = _("没有找到这一行，或者您不能查看。")


class RowsRefused(DomainError):
    code = "imports.rows_refused"
    message = _("还有%(count)s行有误。请先改好，或者勾选“跳过有误的行”。")


class TooManyVanish(DomainError):
    code = "imports.too_many_vanish"
    message = _(
        "表中没有、将要%(verb)s的有%(count)s%(unit)s，占现有%(total)s%(unit)s的%(percent)s%%，超过%(limit)s%%。"
        "如确实如此，请填写这个数字再导入。"
    )


class NothingToWrite(DomainError):
    code = "imports.nothing_to_write"
    message = _("没有要写入的行：表中内容与登记的一致。")


class UndoTooLate(DomainError):
    code = "imports.undo_too_late"
    message = _("这次导入已超过%(hours)s小时，不能整批撤销。请逐条修改。")


class OutOfBalance(DomainError):
    code = "imports.out_of_balance"
    message = _("行数对不上：文件%(file)s行，各类合计%(sum)s行。没有写入，请联系管理员。")
