"""Why registry says no."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class PupilNotFound(NotFound):
    code = "registry.pupil_not_found"
    message = _("没有找到这名学生，或者您不能查看。")


class GuardianshipNotFound(NotFound):
    code = "registry.guardianship_not_found"
    message = _("没有找到这条监护关系，或者您不能查看。")


class CustodyRequestNotFound(NotFound):
    code = "registry.custody_request_not_found"
    message = _("没有找到这条监护变更申请，或者您不能查看。")


class CustodyRequestDecided(DomainError):
    code = "registry.custody_request_decided"
    message = _("这条监护变更申请已经处理过。")


class CustodyAskedAlready(DomainError):
    code = "registry.custody_asked_already"
    message = _("关于%(name)s的监护变更已经提过，请等学校处理。")


class ClassNotFound(NotFound):
    code = "registry.class_not_found"
    message = _("没有找到这个班级，或者您不能查看。")


class OrganisationNotFound(NotFound):
    code = "registry.organisation_not_found"
    message = _("没有找到这个单位，或者您不能查看。")


class OtherSchoolsClass(DomainError):
    code = "registry.other_schools_class"
    message = _("选中的学生不在“%(school)s”，不能直接编入它的班级。跨校请办转学。")


class GuardianNameDiffers(DomainError):
    code = "registry.guardian_name_differs"
    message = _("这个身份证号登记的姓名是“%(masked)s”，与填写的“%(name)s”不同，请核对。")


class ReasonMissing(InvalidInput):
    code = "registry.reason_missing"
    message = _("请写明查看的事由：%(reason)s")


class NothingToConfirm(DomainError):
    code = "registry.nothing_to_confirm"
    message = _("选中的学生都已经在等待核对，没有新发出。")


class NotYourChild(NotFound):
    code = "registry.not_your_child"
    message = _("没有找到这个孩子。监护关系经学校确认后才能查看。")


class PlacementNotFound(NotFound):
    code = "registry.placement_not_found"
    message = _("没有找到这次分班，或者您不能查看。")


class PlacementSettled(DomainError):
    code = "registry.placement_settled"
    message = _("这次分班已经确认，不能再改；需要重来请先撤销。")


class PlacementUnfinished(DomainError):
    code = "registry.placement_unfinished"
    message = _("还有%(count)d名学生没有安排班级，请先安排或移出这次分班。")


class PlacementStale(DomainError):
    code = "registry.placement_stale"
    message = _("起草之后有%(count)d名学生转出、离校或换了班，请先移出这次分班：%(names)s。")


class NobodyToPlace(DomainError):
    code = "registry.nobody_to_place"
    message = _("没有要分班的学生。")


class NoClassesToPlaceInto(DomainError):
    code = "registry.no_classes_to_place_into"
    message = _("这个级在%(on)s没有开班的班级，请先开设班级。")


class SeveralCohorts(DomainError):
    code = "registry.several_cohorts"
    message = _("一次分班只能是同一所学校、同一个级的学生。")


class PlacementNotConfirmed(DomainError):
    code = "registry.placement_not_confirmed"
    message = _("这次分班没有生效，不必撤销。")


class CertificateNotFound(NotFound):
    code = "registry.certificate_not_found"
    message = _("没有找到这份证明，或者您不能查看。")


class NotOnTheRoll(DomainError):
    code = "registry.not_on_the_roll"
    message = _("%(name)s现在不在籍，不能开在读证明。")


class ClassIsEmpty(DomainError):
    code = "registry.class_is_empty"
    message = _("这个班在那一天没有学生。")
