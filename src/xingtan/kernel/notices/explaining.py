"""What an error code of a sender means, as a sentence with the next step for whoever set the channel up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.notices.data import DINGTALK, MAIL, SMS, WECOM

OURS: dict[str, Any] = {
    "unreachable": _("连不上服务方，请检查本机网络和服务地址"),
    "no_reply": _("已发出请求但没有收到答复，可能已经送出"),
    "unreadable": _("服务方的答复无法识别，可能已经送出"),
    "busy": _("服务方暂时忙"),
    "refused": _("短信网关拒绝了这条消息"),
    "no_address": _("没有登记这个渠道的联系方式"),
    "no_template": _("这类通知还没有登记短信模板"),
    "not_ready": _("渠道还没有设置好"),
    "person_budget": _("这个人今天收到的消息已达上限"),
    "unit_budget": _("本单位今天的短信已达上限"),
    "worker_stopped": _("发送中途程序停止，可能已经送出，不会自动重发"),
    "tried_enough": _("多次尝试都没有送出"),
}
THEIRS: dict[str, dict[str, Any]] = {
    SMS: {
        "isv.BUSINESS_LIMIT_CONTROL": _("这个号码收短信太频繁，被服务方限流"),
        "isv.DAY_LIMIT_CONTROL": _("已到服务方设定的每日发送上限"),
        "isv.MONTH_LIMIT_CONTROL": _("已到服务方设定的每月发送上限"),
        "isv.MOBILE_NUMBER_ILLEGAL": _("手机号格式不对"),
        "isv.AMOUNT_NOT_ENOUGH": _("短信余额不足，请充值"),
        "isv.OUT_OF_SERVICE": _("短信服务已停机，请到服务方处理"),
        "isv.SMS_TEMPLATE_ILLEGAL": _("模板编号不对或没有通过审核"),
        "isv.SMS_SIGNATURE_ILLEGAL": _("短信签名不对或没有通过审核"),
        "isv.TEMPLATE_MISSING_PARAMETERS": _("模板变量不齐，请核对模板登记"),
        "isv.PARAM_LENGTH_LIMIT": _("模板变量过长"),
        "isp.RAM_PERMISSION_DENY": _("访问密钥没有发短信的权限"),
        "InvalidAccessKeyId.NotFound": _("访问密钥编号不对"),
        "SignatureDoesNotMatch": _("访问密钥不对"),
        "AuthFailure.SignatureFailure": _("访问密钥不对"),
        "AuthFailure.SecretIdNotFound": _("访问密钥编号不对"),
        "AuthFailure.SignatureExpire": _("本机时间不准，请校准"),
        "FailedOperation.InsufficientBalanceInSmsPackage": _("短信套餐余量不足，请充值"),
        "FailedOperation.PhoneNumberInBlacklist": _("这个号码已退订或在黑名单中"),
        "FailedOperation.SignatureIncorrectOrUnapproved": _("短信签名不对或没有通过审核"),
        "FailedOperation.TemplateIncorrectOrUnapproved": _("模板编号不对或没有通过审核"),
        "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": _("模板变量与登记的不一致"),
        "InvalidParameterValue.IncorrectPhoneNumber": _("手机号格式不对"),
        "InvalidParameterValue.TemplateParameterLengthLimit": _("模板变量过长"),
        "LimitExceeded.PhoneNumberDailyLimit": _("这个号码今天收短信太多，被服务方限流"),
        "LimitExceeded.PhoneNumberOneHourLimit": _("这个号码收短信太频繁，被服务方限流"),
        "LimitExceeded.PhoneNumberThirtySecondLimit": _("这个号码收短信太频繁，被服务方限流"),
    },
    WECOM: {
        "invaliduser": _("企业微信里没有这个用户，或者不在应用的可见范围"),
        "unlicenseduser": _("这个用户没有企业微信的基础接口许可"),
        "81013": _("企业微信里没有这个用户，或者不在应用的可见范围"),
        "40001": _("应用的Secret不对"),
        "40013": _("企业ID不对"),
        "45009": _("调用太频繁，稍后再发"),
        "48002": _("应用没有这个接口的权限"),
        "60020": _("本机的公网地址不在应用的可信IP里，请到管理后台添加"),
        "301002": _("应用编号与Secret不是同一个应用的"),
    },
    DINGTALK: {
        "invaliduser": _("钉钉里没有这个用户"),
        "failed": _("钉钉没有送到这个用户"),
        "forbidden": _("发送过多，被钉钉限流"),
        "40089": _("AppKey或AppSecret不对"),
        "60011": _("应用没有这个接口的权限"),
        "143103": _("调用太频繁，稍后再发"),
        "143104": _("调用太频繁，稍后再发"),
        "143105": _("今天给这个用户发得太多，被钉钉限流"),
        "143106": _("今天已经给这个用户发过相同的内容"),
        "1430002": _("内容里有钉钉不允许的词"),
    },
    MAIL: {
        "bad_address": _("邮箱地址不对"),
        "535": _("邮件服务器的用户名或密码不对"),
        "550": _("对方邮件服务器说没有这个邮箱，或者拒收"),
        "552": _("对方邮箱已满"),
    },
}


def explain(channel: str, code: str) -> str:
    """A sentence without a full stop; empty where there is nothing to explain."""
    if not code:
        return ""
    known = OURS.get(code) or THEIRS.get(channel, {}).get(code)
    return str(known) if known else str(_("服务方拒绝，错误码%(code)s")) % {"code": code}
