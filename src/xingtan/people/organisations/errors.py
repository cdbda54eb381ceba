"""Why a change to the tree was refused."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class OrganisationNotFound(NotFound):
    code = "organisations.not_found"
    message = _("没有找到这个单位，或者您不能查看。")


class KindNotAllowedHere(DomainError):
    code = "organisations.kind_not_allowed_here"
    message = _("“%(parent)s”下面不能设“%(kind)s”。")


class WouldMakeCycle(DomainError):
    code = "organisations.would_make_cycle"
    message = _("“%(name)s”不能移到自己或自己的下级单位之下。")


class SameNameHere(DomainError):
    code = "organisations.same_name_here"
    message = _("同一上级单位下已有“%(name)s”。")


class CodeTaken(DomainError):
    code = "organisations.code_taken"
    message = _("标识码%(code)s已由“%(name)s”使用。标识码终身不变，也不复用。")


class WrongCode(DomainError):
    code = "organisations.wrong_code"
    message = _("%(label)s%(code)s不对：%(problem)s")
    status = 422


class DateBeforeHistory(DomainError):
    code = "organisations.date_before_history"
    message = _("生效日期%(on)s早于这一沿革的起始日期%(since)s，请改为之后的日期。")


class StillInUse(DomainError):
    code = "organisations.still_in_use"
    message = _("“%(name)s”还有%(count)d个未撤销的下级单位，请先处理。")


class ApplicationIsEssential(DomainError):
    code = "organisations.application_is_essential"
    message = _("“%(label)s”是基础应用，不能停用。")


class GroupingEnded(DomainError):
    code = "organisations.grouping_ended"
    message = _("“%(name)s”已定于%(ends_on)s撤销。")


class AlreadyMember(DomainError):
    code = "organisations.already_member"
    message = _("“%(name)s”已经在这个组里。")
