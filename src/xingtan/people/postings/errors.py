"""Why a posting was refused."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class PostingNotFound(NotFound):
    code = "postings.not_found"
    message = _("没有找到这条任职，或者您不能查看。")


class EndsBeforeItBegins(DomainError):
    code = "postings.ends_before_it_begins"
    message = _("任职止日%(ends_on)s早于起日%(starts_on)s，请修改日期。")
    status = 422


class PostingExists(DomainError):
    code = "postings.exists"
    message = _("%(name)s在这段时间里已有同样的任职“%(title)s”。")


class PostingEndedAlready(DomainError):
    code = "postings.ended_already"
    message = _("这条任职已于%(ends_on)s结束。")


class ScopeOutsideOrganisation(DomainError):
    code = "postings.scope_outside_organisation"
    message = _("任职范围不在“%(name)s”之内。")
    status = 422


class RoleNotForPosting(DomainError):
    code = "postings.role_not_for_posting"
    message = _("没有“%(role)s”这个角色。")
    status = 422
