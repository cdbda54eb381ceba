"""Pages of the interface itself: gallery, language, offline page, PWA manifest and service worker."""

from __future__ import annotations

import json
from zlib import crc32

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from xingtan.kernel.http.language import remember
from xingtan.kernel.ui import samples

ASSETS = ("ui/app.css", "ui/app.js", "ui/mark.svg")


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in both themes. Shows invented facts only, so it is open to all."""
    return render(request, "ui/gallery.html", samples.everything(request.GET))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in a cookie and go back to the page it was chosen on."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    return remember(response, chosen)


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker when the network is gone. Kept on the device, so it names nobody."""
    return render(request, "ui/offline.html", {"title": _("没有连上网络"), "message": _("这一页需要网络才能打开。")})


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """So that the product can be put on a phone's or desktop's home screen."""
    icons = [
        {"src": static("ui/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("ui/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        {"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]
    facts = {
        "id": "/",
        "name": "杏坛",
        "short_name": "杏坛",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": "zh-CN",
        "background_color": "#f8f7f4",
        "theme_color": "#f8f7f4",
        "icons": icons,
    }
    return JsonResponse(facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of the whole site: names what to keep, then runs the built script."""
    keep = [static(name) for name in ASSETS]
    script = static("ui/sw.js")
    version = f"{crc32('|'.join([*keep, script]).encode()):08x}"
    settings_line = json.dumps({"version": version, "keep": keep, "offline": reverse("ui:offline")})
    return HttpResponse(
        f"self.XT = {settings_line};\nimportScripts({json.dumps(script)});\n",
        content_type="text/javascript; charset=utf-8",
    )
