"""One refusal, three shapes: a notice for htmx, a page for a person, JSON for a program."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingtan.kernel.errors import DomainError
from xingtan.kernel.http.request import is_htmx, quote_of, wants_json

logger = logging.getLogger(__name__)

NOTICES = "#xt-notices"
NOT_PERMITTED = "not_permitted"
ROLES_WITHOUT_A_POST = frozenset({"guardian", "student", "citizen"})
NOT_WITHOUT_A_POST = gettext_lazy("这件事由学校或教育局的工作人员办理。需要时请与学校联系。")
TITLES = {
    400: gettext_lazy("这个请求无法读懂"),
    401: gettext_lazy("请先登录"),
    403: gettext_lazy("不能这样做"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不能这样打开"),
    409: gettext_lazy("现在不能这样做"),
    413: gettext_lazy("内容太大"),
    422: gettext_lazy("填写的内容有误"),
    429: gettext_lazy("操作太频繁"),
    500: gettext_lazy("出了差错"),
}


def refusal(
    request: HttpRequest, *, status: int, message: Any, code: str, fields: dict[str, str] | None = None
) -> HttpResponse:
    """Answer "no" in the shape the asker can use.

    Args:
        status: HTTP status; kept for htmx too, whose `responseHandling` swaps refusals.
        message: a sentence for people, saying what to do next.
        code: stable, for programs.
        fields: a sentence for each wrong field.
    """
    quote = quote_of(request)
    if code == NOT_PERMITTED and _holds_no_post(request):
        message = NOT_WITHOUT_A_POST
    title = TITLES.get(status, TITLES[409])
    if is_htmx(request):
        response = notice(request, text=message, tone="bad", quote=quote if status >= 500 else "", status=status)
    elif wants_json(request):
        body = {"code": code, "message": str(message), "quote": quote, "fields": fields or {}}
        response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        response = _page(request, {"status": status, "title": title, "message": message, "quote": quote})
    response["Cache-Control"] = "no-store"
    response["X-Error-Code"] = code
    return response


def _holds_no_post(request: HttpRequest) -> bool:
    """Families and citizens: a sentence about 职务 would speak of something they do not have."""
    actor = getattr(request, "actor", None)
    return actor is not None and actor.is_signed_in and actor.roles <= ROLES_WITHOUT_A_POST


def refusal_of(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer for a rule's "no"."""
    fields = getattr(error, "fields", None)
    return refusal(request, status=error.status, message=str(error), code=error.code, fields=fields)


def notice(
    request: HttpRequest, *, text: Any, tone: str = "good", quote: str = "", status: int = 200, **extra: Any
) -> HttpResponse:
    """A notice alone, appended to the notices region whatever the button's own target was.

    Args:
        tone: "good", "warn", "bad" or "plain"; bad ones stay until closed.
        extra: further names for the template, e.g. `undo_url`.
    """
    context = {"text": text, "tone": tone, "quote": quote, "stays": tone == "bad", **extra}
    response = HttpResponse(loader.render_to_string("ui/_notice.html", context), status=status)
    response["HX-Retarget"] = NOTICES
    response["HX-Reswap"] = "beforeend"
    response["HX-Push-Url"] = "false"
    return response


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The calm error page; if even that cannot be drawn, plain words."""
    try:
        content: str = loader.render_to_string("ui/error.html", context, request=request)
    except Exception:
        logger.exception("The error page could not be drawn, quote %s", context["quote"])
        content = _bare(context)
    return HttpResponse(content, status=context["status"])


def _bare(context: dict[str, Any]) -> str:
    again = _("回到首页")
    quote = _("编号 %(quote)s") % {"quote": context["quote"]}
    return (
        f'<!doctype html><meta charset="utf-8"><title>{escape(context["title"])}</title>'
        f"<h1>{escape(context['title'])}</h1><p>{escape(context['message'])}</p>"
        f'<p>{escape(quote)}</p><p><a href="/">{escape(again)}</a></p>'
    )
