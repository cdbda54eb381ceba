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


class RowNotFound(NotFound):
    code = "staffing.row_not_found"
    message = _("没有找到这条记录，或者您不能查看。")


class LevelNotOfCategory(DomainError):
    code = "staffing.level_not_of_category"
    message = _("%(category)s没有%(level)s级，请核对岗位等级。")
    status = 422


class RowBeginsBeforeBirth(DomainError):
    code = "staffing.row_before_birth"
    message = _("%(day)s早于出生日期，请核对。")
    status = 422


class RowEndsBeforeItBegins(DomainError):
    code = "staffing.row_ends_before_it_begins"
    message = _("止日%(ends_on)s早于起日%(starts_on)s，请核对。")
    status = 422


class RowInFuture(DomainError):
    code = "staffing.row_in_future"
    message = _("%(day)s还没有到，请核对。")
    status = 422


class SameRowThere(DomainError):
    code = "staffing.same_row_there"
    message = _("这条%(label)s已经登记过，请直接更正那一条。")


class EmploymentOverlaps(DomainError):
    code = "staffing.employment_overlaps"
    message = _("与%(starts_on)s起的编制与岗位重叠，请先更正起止日期。")


class CertificateNumberTaken(DomainError):
    code = "staffing.certificate_number_taken"
    message = _("这个证书编号已登记在%(name)s名下，请核对编号。")


class NotRegistered(DomainError):
    code = "staffing.not_registered"
    message = _("只有教师资格证书需要定期注册。")
    status = 422


class NothingRegistered(DomainError):
    code = "staffing.nothing_registered"
    message = _("选中的证书在%(day)s都已登记过注册结论，没有新登记。")


class SameSchool(DomainError):
    code = "staffing.same_school"
    message = _("“%(school)s”就是人事关系所在学校，请选另一所。")
    status = 422


class NotAGuestPosting(NotFound):
    code = "staffing.not_a_guest_posting"
    message = _("没有找到这次支教交流，或者您不能查看。")


class NotExtended(DomainError):
    code = "staffing.not_extended"
    message = _("新的止日%(ends_on)s不晚于原来的%(before)s。要提前结束，请用“提前结束”。")
    status = 422


class KeeperThere(DomainError):
    code = "staffing.keeper_there"
    message = _("%(name)s已经是这所学校的电教人员。")


class PlanEmpty(DomainError):
    code = "staffing.plan_empty"
    message = _("课时方案里还没有课时，请至少填写一个学科。")
    status = 422


class PlanTooEarly(DomainError):
    code = "staffing.plan_too_early"
    message = _("起用日期%(starts_on)s不晚于现行方案的%(before)s，请改为以后的日期。")
    status = 422
