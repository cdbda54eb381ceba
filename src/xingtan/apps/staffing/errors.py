"""Why staffing says no."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class StaffNotFound(NotFound):
    code = "staffing.not_found"
    message = _("没有找到这名教职工，或者您不能查看。")


class OrganisationNotFound(NotFound):
    code = "staffing.organisation_not_found"
    message = _("没有找到这个单位，或者您不能查看。")


class ReasonMissing(InvalidInput):
    code = "staffing.reason_missing"
    message = _("请写明查看的事由。%(reason)s")


class NothingToConfirm(DomainError):
    code = "staffing.nothing_to_confirm"
    message = _("选中的人都已经在等待核对，没有新发出。")


class NothingToEnd(DomainError):
    code = "staffing.nothing_to_end"
    message = _("选中的人里没有人在%(on)s担任“%(role)s”，没有结束任何任职。")


class JoinedBeforeFirstJob(DomainError):
    code = "staffing.joined_before_first_job"
    message = _("到本单位的日期%(joined_on)s早于参加工作的日期%(work_started_on)s，请核对。")
    status = 422


class RoleNotHere(DomainError):
    code = "staffing.role_not_here"
    message = _("“%(organisation)s”没有“%(role)s”这个岗位。")
    status = 422


class AlreadyOnFile(DomainError):
    code = "staffing.already_on_file"
    message = _("%(name)s已有教职工档案，请在其名下新增任职。")
