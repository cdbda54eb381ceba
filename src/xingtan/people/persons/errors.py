"""Why a change to a person was refused."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class PersonNotFound(NotFound):
    code = "persons.not_found"
    message = _("没有找到这个人，或者您不能查看。")


class WrongDocument(InvalidInput):
    code = "persons.wrong_document"
    message = _("证件号码不对：%(reason)s")


class DocumentTaken(DomainError):
    code = "persons.document_taken"
    message = _("这个证件号码已登记在“%(name)s”（电子身份证号%(e_id)s）名下，请先核对是否同一人。")


class WrongPhone(InvalidInput):
    code = "persons.wrong_phone"
    message = _("手机号不对：%(reason)s")


class WrongName(InvalidInput):
    code = "persons.wrong_name"
    message = _("姓名不对：%(reason)s")


class BornInFuture(InvalidInput):
    code = "persons.born_in_future"
    message = _("出生日期不对：%(reason)s")


class ConfirmationDone(DomainError):
    code = "persons.confirmation_done"
    message = _("这份资料已经确认过了。")
