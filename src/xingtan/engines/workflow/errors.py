"""Why the workflow engine says no."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound, NotPermitted


class CaseNotFound(NotFound):
    code = "workflow.case_not_found"
    message = _("没有找到这件事，或者您不能查看。")


class FlowNotFound(NotFound):
    code = "workflow.flow_not_found"
    message = _("没有找到这个流程，或者您不能查看。")


class StepNotFound(NotFound):
    code = "workflow.step_not_found"
    message = _("流程里没有这一步，可能刚刚被删去了。")


class DelegationNotFound(NotFound):
    code = "workflow.delegation_not_found"
    message = _("没有找到这项委托，或者您不能查看。")


class NotYourTurn(NotPermitted):
    code = "workflow.not_your_turn"
    message = _("这一步不由您办理。")


class NotYours(NotPermitted):
    code = "workflow.not_yours"
    message = _("只有%(who)s可以这样做。")


class Stale(DomainError):
    code = "workflow.stale"
    message = _("这件事刚刚有了变化，您这次没有办成，什么都没有改。请看过最新情况再办。")


class CaseOver(DomainError):
    code = "workflow.case_over"
    message = _("这件事%(state)s，不能再办理。")


class AlreadyRunning(DomainError):
    code = "workflow.already_running"
    message = _("“%(title)s”正在办理，不能再次发起。")


class NobodyForStep(DomainError):
    code = "workflow.nobody_for_step"
    message = _("“%(step)s”没有人可办，也没有管理员可以接手。请先在人员里登记任职，再办这一步。")


class PeopleNotChosen(DomainError):
    code = "workflow.people_not_chosen"
    message = _("请选定“%(step)s”由谁办理。")
    status = 422


class PeopleNotKnown(DomainError):
    code = "workflow.people_not_known"
    message = _("没有找到“%(names)s”。请写本单位或上级单位在职人员的姓名，或者教育电子身份证号。")
    status = 422


class PeopleAlike(DomainError):
    code = "workflow.people_alike"
    message = _("有几位“%(name)s”：%(people)s。请改写教育电子身份证号。")
    status = 422


class TooManyPeople(DomainError):
    code = "workflow.too_many_people"
    message = _("一次最多%(limit)s人。")
    status = 422


class NobodyNamed(DomainError):
    code = "workflow.nobody_named"
    message = _("请写明是哪些人。")
    status = 422


class AlreadyThere(DomainError):
    code = "workflow.already_there"
    message = _("%(names)s已经在这一步里，不用再加。")


class MayNotAdd(DomainError):
    code = "workflow.may_not_add"
    message = _("“%(step)s”不能加签。")


class CannotReturn(DomainError):
    code = "workflow.cannot_return"
    message = _("“%(step)s”不能退回到这一步。")


class OnlyOpinion(DomainError):
    code = "workflow.only_opinion"
    message = _("前加签只请您提意见。不同意的，请写在意见里。")


class OpinionNeeded(DomainError):
    code = "workflow.opinion_needed"
    message = _("请写明理由。")
    status = 422


class CannotRecall(DomainError):
    code = "workflow.cannot_recall"
    message = _("之后已经有人办理，不能取回。")


class RemindedLately(DomainError):
    code = "workflow.reminded_lately"
    message = _("%(hours)s小时内已经催办过一次，请稍后再催。")


class NothingToRead(DomainError):
    code = "workflow.nothing_to_read"
    message = _("没有请您阅看的传阅件，可能您已经签过。")


class NotAllAgreed(DomainError):
    code = "workflow.not_all_agreed"
    message = _("“%(title)s”没有办成：%(reason)s这一批都没有改。")


class Unsound(InvalidInput):
    """A definition that would not work. `step` is the label of the step to mend, "" for the flow as a whole."""

    code = "workflow.unsound"
    message = _("%(reason)s")


class NoDraft(DomainError):
    code = "workflow.no_draft"
    message = _("这个流程没有正在修改的稿子。请先点“修改”。")


class DelegationUnsound(InvalidInput):
    code = "workflow.delegation_unsound"
    message = _("%(reason)s")
