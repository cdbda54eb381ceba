"""Why a grant was refused."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class GrantNotFound(NotFound):
    code = "access.grant_not_found"
    message = _("没有找到这条授权，或者您不能查看。")


class RolesExclude(DomainError):
    code = "access.roles_exclude"
    message = _("系统管理员、安全管理员、审计管理员互斥：%(name)s已是%(held)s，不能再任%(wanted)s。")


class NoGrantToOneself(DomainError):
    code = "access.no_grant_to_oneself"
    message = _("不能给自己授权，请由另一位安全管理员办理。")


class UnknownRole(DomainError):
    code = "access.unknown_role"
    message = _("没有“%(role)s”这个角色。")
    status = 422


class DatesReversed(DomainError):
    code = "access.dates_reversed"
    message = _("结束日期%(ends_on)s早于开始日期%(starts_on)s。")
    status = 422


class GrantFollowsPosting(DomainError):
    code = "access.grant_follows_posting"
    message = _("这条权限来自任职，请到人事中结束该任职。")


class GrantEnded(DomainError):
    code = "access.grant_ended"
    message = _("这条授权已于%(ends_on)s结束。")


class PowerTooLong(DomainError):
    code = "access.power_too_long"
    message = _("限时特权最长%(hours)d小时。")
    status = 422
