"""What gateway may refuse, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class TooManyTries(DomainError):
    code = "gateway.too_many_tries"
    message = _("这个网络上的尝试太多了，请%(minutes)s分钟后再试。着急时请直接找班主任或学校管理员。")
    status = 429


class ClassCodeUnknown(DomainError):
    code = "gateway.class_code_unknown"
    message = _("没有这个班级码，或者它已经换新。请向班主任要最新的班级码。")
    status = 422


class ClassCodeExpired(DomainError):
    code = "gateway.class_code_expired"
    message = _("这个班级码已经过期。请向班主任要新的班级码。")
    status = 422


class PupilNotMatched(DomainError):
    code = "gateway.pupil_not_matched"
    message = _(
        "姓名和号码对不上。姓名请写全名，生僻字打不出来可以写拼音；号码填电子身份证号后四位，"
        "或班内学号，两个都可以试。还不行请找班主任。"
    )
    status = 422


class VersionTaken(DomainError):
    code = "gateway.version_taken"
    message = _("版本号%(version)s已经发布过，请换一个。")
    status = 422


class AgreementUnchanged(DomainError):
    code = "gateway.agreement_unchanged"
    message = _("正文和现行的%(version)s版一样，不必发布。")
    status = 422


class PhoneHasAccount(DomainError):
    code = "gateway.phone_has_account"
    message = _("这个手机号已经有账号。请先登录，再用班级码添加孩子；忘记密码请用“忘记密码”。")


class PhoneCodeWrong(DomainError):
    code = "gateway.phone_code_wrong"
    message = _("验证码不对，或者已经过期。请核对短信，或重新获取一个。")
    status = 422


class PhoneNotMobile(DomainError):
    code = "gateway.phone_not_mobile"
    message = _("这不是手机号，收不到短信。请填11位手机号。")
    status = 422


class TooManyCodes(DomainError):
    code = "gateway.too_many_codes"
    message = _("今天发的验证码太多了，请明天再试，或者找班主任帮忙。")
    status = 429


class CodeNotSixDigits(DomainError):
    code = "gateway.code_not_six_digits"
    message = _("验证码是6位数字，现在填了%(count)s位。请照短信重填。")
    status = 422


class ProofCodeWrong(DomainError):
    code = "gateway.proof_code_wrong"
    message = _("验证码不对，或者已经过期。只认最新的一条，5分钟内有效，输错5次作废。请核对短信，或重新获取。")
    status = 422


class PhoneOfAnother(DomainError):
    code = "gateway.phone_of_another"
    message = _(
        "这个手机号登记的是%(names)s。是您本人，请把姓名写成登记的那样；您是家里另一位，请勾选下面的“我是另一位家人”。"
    )
    status = 422


class StaffUsePassword(DomainError):
    code = "gateway.staff_use_password"
    message = _("您有教职工身份，为了安全请用账号和密码登录。登录后可以用班级码添加孩子。")
    status = 403


class PhoneUnknown(DomainError):
    code = "gateway.phone_unknown"
    message = _(
        "手机号验证通过了，但学校还没有登记过它。请用班级码登记；换过手机号的，请用密码登录后更换，或找班主任。"
    )
    status = 422


class NameNotMatched(DomainError):
    code = "gateway.name_not_matched"
    message = _("姓名和登记的不一样，请写您本人在学校登记的全名。不记得请找班主任。")
    status = 422


class AccountPaused(DomainError):
    code = "gateway.account_paused"
    message = _("这个账号已被停用，请联系孩子的班主任或学校管理员。")
    status = 403


class ForgottenRequestNotFound(NotFound):
    code = "gateway.forgotten_request_not_found"
    message = _("没有找到这个请求，或者它不归您处理。")


class ForgottenRequestDecided(DomainError):
    code = "gateway.forgotten_request_decided"
    message = _("这个请求已经处理过了。")


class SetupNotNeeded(NotFound):
    code = "gateway.setup_not_needed"
    message = _("这里已经有单位和人员，不能再做首次设置。请登录后在“单位”里修改。")


class AdministratorsNotDistinct(DomainError):
    code = "gateway.administrators_not_distinct"
    message = _("系统、安全、审计三位管理员必须是三个不同的人，互相制约。")
    status = 422


class ApplicationUnknown(NotFound):
    code = "gateway.application_unknown"
    message = _("没有这个应用。")


class ConfirmationNotFound(NotFound):
    code = "gateway.confirmation_not_found"


class AccountNotFound(NotFound):
    code = "gateway.account_not_found"
    message = _("没有找到这个账号，或者您不能查看。")


class TooManySlips(DomainError):
    code = "gateway.too_many_slips"
    message = _("一次最多印%(most)s张激活条，现在选了%(count)s个账号。请按班级或身份分批。")


class PowerNotOffered(DomainError):
    code = "gateway.power_not_offered"
    message = _("授权和审计不作为限时特权开启，三员分立不能绕过。")
    status = 422


class PostingNotHeld(NotFound):
    code = "gateway.posting_not_held"
    message = _("您今天没有这个职务，请重新选择。")
