"""Why something about an account was refused."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, InvalidInput, NotFound


class AccountNotFound(NotFound):
    code = "accounts.not_found"
    message = _("没有找到这个账号，或者您不能查看。")


class UsernameTaken(DomainError):
    code = "accounts.username_taken"
    message = _("用户名“%(username)s”已有人使用，请换一个。")


class AccountExists(DomainError):
    code = "accounts.exists"
    message = _("%(name)s已有账号。一人一个账号，忘记密码可以重置。")


class SlipWrong(InvalidInput):
    code = "accounts.slip_wrong"
    message = _("电子身份证号、姓名或激活码不对，请对照激活条再填一次。%(reason)s")


class SlipExpired(DomainError):
    code = "accounts.slip_expired"
    message = _("这张激活条已过期或已用过，请向班主任或本校管理员要一张新的。")


class PasswordWeak(InvalidInput):
    code = "accounts.password_weak"
    message = _("密码不合要求：%(reason)s")


class PasswordWrong(InvalidInput):
    code = "accounts.password_wrong"
    message = _("原密码不对。%(reason)s")


class SessionNotFound(NotFound):
    code = "accounts.session_not_found"
    message = _("这个登录已经结束。")


class NotForOwnAccount(DomainError):
    code = "accounts.not_for_own_account"
    message = _("不能对自己的账号做这一步。")
