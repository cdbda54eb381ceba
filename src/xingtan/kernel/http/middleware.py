"""Middleware around every request: its number, readable input, refusals, language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.errors import DomainError
from xingtan.kernel.http import language
from xingtan.kernel.http.answers import refusal, refusal_of
from xingtan.kernel.http.request import _current, facts_of, new_quote

GetResponse = Callable[[HttpRequest], HttpResponse]
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class UnreadableText(DomainError):
    code = "http.unreadable_text"
    message = _("提交的文字里有无法识别的字符。请改用普通文字重新填写。")
    status = 400


class ContentTooLarge(DomainError):
    code = "http.content_too_large"
    message = _("提交的内容超过%(limit)sMB，请减小后再试。")
    status = 413


class RequestMiddleware:
    """Numbers the request, refuses unreadable input, and turns a rule's "no" into an answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        quote = new_quote()
        request.quote = quote  # type: ignore[attr-defined]
        token = _current.set(facts_of(request, quote))
        translation.activate(language.chosen_by(request))  # the thread may still speak its last request's language
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"  # so that no view has to name both
        try:
            response = self._answer(request)
        finally:
            _current.reset(token)
        response["X-Request-Id"] = quote
        return without_body(response) if is_head else response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            check_address(request)
            check_length(request)
        except DomainError as error:
            return refusal_of(request, error)
        response = self.get_response(request)
        return wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        try:
            check_form(request)
        except DomainError as error:
            return refusal_of(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return refusal_of(request, exception)
        if isinstance(exception, PermissionDenied):
            return refusal(request, status=403, message=_("您当前的职务不能这样做。"), code="not_permitted")
        return None  # Django answers 404, logs the rest with its trace, and calls the handlers


class LanguageMiddleware:
    """Speaks the language of the account, else of the cookie, else Chinese. The browser's wish does not count:
    an office machine's system language says little about its user."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = language.chosen_by(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


def without_body(response: HttpResponse) -> HttpResponse:
    """The same headers, and nothing behind them."""
    if response.streaming:
        response.streaming_content = iter(())  # type: ignore[attr-defined]
    else:
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response


def wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Django answers a wrong method with an empty page; people who open a button's address get a sentence."""
    message = _("这个地址要通过页面上的按钮使用，不能直接打开。")
    explained = refusal(request, status=405, message=message, code="http.wrong_method")
    explained["Allow"] = response["Allow"]
    return explained


def check_address(request: HttpRequest) -> None:
    """Path and query must be UTF-8 without NUL."""
    raw = str(request.META.get("QUERY_STRING", "")).encode("latin-1", "replace")
    if not _is_readable(unquote_to_bytes(raw)) or "\x00" in request.path or "\ufffd" in request.path:
        raise UnreadableText


def check_length(request: HttpRequest) -> None:
    """A body beyond the largest upload is refused before it is read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    limit = settings.MAX_UPLOAD_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length.isdigit() and int(length) > limit:
        raise ContentTooLarge(limit=settings.MAX_UPLOAD_BYTES // 1024 // 1024)


def check_form(request: HttpRequest) -> None:
    """Form fields must be UTF-8 without NUL. Django would quietly replace what it cannot decode."""
    if request.method not in ("POST", "PUT", "PATCH"):
        return
    if request.content_type == FORM:
        if not _is_readable(unquote_to_bytes(request.body.replace(b"+", b" "))):
            raise UnreadableText
    elif request.content_type == MULTIPART:
        texts = [text for name, values in request.POST.lists() for text in (name, *values)]
        texts += [str(upload.name) for _key, uploads in request.FILES.lists() for upload in uploads]
        if any("\x00" in text or "\ufffd" in text for text in texts):
            raise UnreadableText


def _is_readable(raw: bytes) -> bool:
    if b"\x00" in raw:
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
