"""Handlers of refusals that Django makes itself, and the gate for those who have not signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.http.answers import refusal
from xingtan.kernel.http.request import is_htmx, page_behind, wants_json

View = Callable[..., HttpResponseBase]
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        message = _("提交的内容太多，请分几次提交。")
        return refusal(request, status=413, message=message, code="http.content_too_large")
    message = _("浏览器送来的请求不完整。请回到上一页再试一次。")
    return refusal(request, status=400, message=message, code="http.bad_request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, status=403, message=_("您当前的职务不能这样做。"), code="not_permitted")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = _("这个地址没有内容，或者您不能查看。")
    return refusal(request, status=404, message=message, code="not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    message = _("我们这边出了差错，您填写的内容没有保存。请稍后再试；仍不行时，把下面的编号告诉管理员。")
    return refusal(request, status=500, message=message, code="server_error")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _("页面放得太久，或者浏览器没有保存登录标记。请刷新页面后再做一次。")
    return refusal(request, status=403, message=message, code="http.stale_page")


def login_required(view: View) -> View:
    """Let signed-in people pass; others are sent to sign in and come back to the page they were on."""

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.is_signed_in:  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
        return send_to_sign_in(request)

    gate.needs_sign_in = True  # type: ignore[attr-defined]
    return gate


def send_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page: a redirect, a redirect for htmx, or 401 for a program."""
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page_behind(request)})}"
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    if wants_json(request):
        return refusal(request, status=401, message=_("请先登录。"), code="sign_in_required")
    return HttpResponseRedirect(address)
