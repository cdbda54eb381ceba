"""Why a change to the roster was refused."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class ClassGroupNotFound(NotFound):
    code = "roster.class_group_not_found"
    message = _("没有找到这个班级，或者您不能查看。")


class PupilNotFound(NotFound):
    code = "roster.pupil_not_found"
    message = _("没有找到这名学生，或者您不能查看。")


class GuardianshipNotFound(NotFound):
    code = "roster.guardianship_not_found"
    message = _("没有找到这条监护关系，或者您不能查看。")


class ConsentNotFound(NotFound):
    code = "roster.consent_not_found"
    message = _("没有找到这份同意书，或者您不能查看。")


class TermNotFound(NotFound):
    code = "roster.term_not_found"
    message = _("没有找到这个学期。")


class StageNotTaught(DomainError):
    code = "roster.stage_not_taught"
    message = _("“%(school)s”不办%(stage)s，请先核对办学类型。")


class ClassNumberTaken(DomainError):
    code = "roster.class_number_taken"
    message = _("%(name)s已经有了，请换一个班号。")


class ClassNotOpen(DomainError):
    code = "roster.class_not_open"
    message = _("%(name)s在%(on)s不在开班期间。")


class ClassNotEmpty(DomainError):
    code = "roster.class_not_empty"
    message = _("%(name)s还有%(count)d名学生，请先调班或离校。")


class AlreadyEnrolled(DomainError):
    code = "roster.already_enrolled"
    message = _("%(name)s已在“%(school)s”在籍。一人一籍，请先办理转学或离校。")


class SameClass(DomainError):
    code = "roster.same_class"
    message = _("%(name)s已经在这个班。")


class OtherSchool(DomainError):
    code = "roster.other_school"
    message = _("调班只能在本校之内；去别的学校请办理转学。")


class DatesReversed(DomainError):
    code = "roster.dates_reversed"
    message = _("结束日期%(ends_on)s早于开始日期%(starts_on)s。")
    status = 422


class WrongStudentNumber(InvalidInput):
    code = "roster.wrong_student_number"
    message = _("学籍号不对：%(reason)s")


class StudentNumberTaken(DomainError):
    code = "roster.student_number_taken"
    message = _("这个学籍号已由另一名学生使用，请先核对。")


class GuardianshipExists(DomainError):
    code = "roster.guardianship_exists"
    message = _("这条监护关系已经登记，不必再提。")


class GuardianshipDecidedAlready(DomainError):
    code = "roster.guardianship_decided"
    message = _("这条申请已经处理过。")


class GuardianOfOneself(DomainError):
    code = "roster.guardian_of_oneself"
    message = _("学生不能是自己的监护人。")


class GuardianTooYoung(DomainError):
    code = "roster.guardian_too_young"
    message = _("监护人应年满18周岁，登记的出生日期算来是%(age)d岁，请核对。")


class LastGuardian(DomainError):
    code = "roster.last_guardian"
    message = _("您是%(name)s现在唯一的监护人，不能自己解绑。请先由学校登记另一位监护人。")


class NotAGuardian(DomainError):
    code = "roster.not_a_guardian"
    message = _("只有已确认的监护人可以办理这一项。")
    status = 403


class ConsentAnswered(DomainError):
    code = "roster.consent_answered"
    message = _("这份同意书已经答复过。")


class TermsOverlap(DomainError):
    code = "roster.terms_overlap"
    message = _("与%(other)s的日期重叠，请修改。")
    status = 422


class OutsideSchoolYear(DomainError):
    code = "roster.outside_school_year"
    message = _("日期应在%(starts_on)s至%(ends_on)s之间。")
    status = 422


class TeachesAlready(DomainError):
    code = "roster.teaches_already"
    message = _("%(name)s已任教这个班的这一学科。")


class WrongFact(InvalidInput):
    code = "roster.wrong_fact"
    message = _("“%(label)s”不对：%(reason)s")


class UnknownFact(InvalidInput):
    code = "roster.unknown_fact"
    message = _("没有“%(field)s”这个采集项。")


class SamePerson(DomainError):
    code = "roster.same_person"
    message = _("两份档案是同一份，不必合并。")


class BothEnrolled(DomainError):
    code = "roster.both_enrolled"
    message = _("“%(name)s”的两份档案现在都在籍（%(schools)s）。一人一籍，请先给其中一份办理转学或注销，再合并。")


class MergeNotFound(NotFound):
    code = "roster.merge_not_found"
    message = _("没有找到这次合并，或者您不能查看。")
