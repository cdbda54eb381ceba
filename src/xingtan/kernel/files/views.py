"""Handing out files: to those who may read the holder, whole or in part."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from xingtan.kernel.files import ranges, selectors, sniffing
from xingtan.kernel.files.models import FileLink, StoredFile
from xingtan.kernel.files.places import the_store
from xingtan.kernel.http.views import login_required

PDF = "application/pdf"
INLINE = (*sniffing.PICTURES, PDF, sniffing.TEXT)
INLINE_FAMILIES = ("audio/", "video/")


@require_safe
@login_required
def file_open(request: HttpRequest, link_id: int) -> HttpResponseBase:
    """The file itself."""
    link = selectors.link_of(request.actor, link_id)  # type: ignore[attr-defined]
    return _answer(request, link, link.file)


@require_safe
@login_required
def file_small(request: HttpRequest, link_id: int) -> HttpResponseBase:
    """Its small picture, or the file itself when it has none."""
    link = selectors.link_of(request.actor, link_id)  # type: ignore[attr-defined]
    return _answer(request, link, link.file.small or link.file)


def _answer(request: HttpRequest, link: FileLink, stored: StoredFile) -> HttpResponseBase:
    tag = f'"{stored.sha256}"'
    known = get_conditional_response(request, etag=tag) if "If-None-Match" in request.headers else None
    response = known or _content(request, stored, tag)
    if known is None:
        response["Content-Type"] = _served_type(stored.media_type)
        response["Content-Disposition"] = content_disposition_header(not _is_inline(stored, request), link.name) or ""
    response["ETag"] = tag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie"
    response["X-Content-Type-Options"] = "nosniff"
    if stored.media_type == PDF:
        response._csp_exempt = True  # type: ignore[attr-defined]  # under a policy Chrome's reader does not start
    else:
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _content(request: HttpRequest, stored: StoredFile, tag: str) -> HttpResponseBase:
    try:
        part = ranges.wanted(request.headers.get("Range", ""), stored.size)
    except ranges.Unsatisfiable:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{stored.size}"
        return refused
    if part is None or request.headers.get("If-Range", tag) != tag:
        whole = FileResponse(the_store().open(stored.sha256))
        whole["Content-Length"] = str(stored.size)
        return whole
    first, last = part
    response = StreamingHttpResponse(the_store().stretch(stored.sha256, first, last), status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _is_inline(stored: StoredFile, request: HttpRequest) -> bool:
    if "download" in request.GET:
        return False
    return stored.media_type in INLINE or stored.media_type.startswith(INLINE_FAMILIES)


def _served_type(media_type: str) -> str:
    """Text is said to be UTF-8; whatever a browser might run is sent as plain bytes."""
    if media_type == sniffing.TEXT:
        return "text/plain; charset=utf-8"
    return sniffing.UNKNOWN if media_type in (sniffing.HTML, sniffing.SVG, "application/xml") else media_type
