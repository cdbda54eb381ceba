"""Refusals of the notices room."""

from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError, NotFound


class NoticeNotFound(NotFound):
    code = "notices.not_found"
    message = _("没有找到这条通知，或者它不是发给您的。")


class NothingToAcknowledge(DomainError):
    code = "notices.nothing_to_acknowledge"
    message = _("“%(title)s”不需要签收。")


class TextWrong(DomainError):
    code = "notices.text_wrong"
    message = _("模板没有保存：%(reason)s。")
    status = 422


class TextUnchanged(DomainError):
    code = "notices.text_unchanged"
    message = _("与正在使用的一样，没有改动。")


class ChannelNotReady(DomainError):
    code = "notices.channel_not_ready"
    message = _("这个渠道还没有设置好，不能试发。")


class NoAddressOfYours(DomainError):
    code = "notices.no_address_of_yours"
    message = _("您自己没有登记这个渠道的联系方式，不能试发给自己。请先在个人资料里登记，或者做用户匹配。")


class TriedJustNow(DomainError):
    code = "notices.tried_just_now"
    message = _("刚刚试发过，请半分钟后再试。")
    status = 429


class OutsideUserTaken(DomainError):
    code = "notices.outside_user_taken"
    message = _("这个用户号已经对应另一个人，请核对。")


class SmsNotConfigured(DomainError):
    code = "notices.sms_not_configured"
    message = _("还没有开通短信。请联系系统管理员。")
    status = 503


class SmsRefused(DomainError):
    code = "notices.sms_refused"
    message = _("短信没有发出去：%(reason)s。请稍后再试，或者找班主任、学校管理员办理。")
    status = 502


class SmsTooSoon(SmsRefused):
    code = "notices.sms_too_soon"
    message = _("验证码刚刚发出，请等%(seconds)s秒再获取。")
    status = 429


class SmsUsedUp(SmsRefused):
    code = "notices.sms_used_up"
    message = _("这个手机号今天已经获取了%(count)s次验证码，请明天再试，或者找班主任、学校管理员办理。")
    status = 429
