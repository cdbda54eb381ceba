"""Why registry says no."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class PupilNotFound(NotFound):
    code = "registry.pupil_not_found"
    message = _("没有找到这名学生，或者您不能查看。")


class GuardianshipNotFound(NotFound):
    code = "registry.guardianship_not_found"
    message = _("没有找到这条监护关系，或者您不能查看。")


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


class ClassIsEmpty(DomainError):
    code = "registry.class_is_empty"
    message = _("这个班在那一天没有学生。")
