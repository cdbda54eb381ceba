"""What a page offers: its addresses inside the product, and which of them are of one kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from playwright.sync_api import Page

LEFT_OUT = ("/static/", "/ui/gallery/", "/sw.js", "/manifest")
TELLS_KINDS_APART = ("view", "format")  # a saved view and an export are kinds of their own
LINKS = "all => all.filter(one => !one.getAttribute('href').startsWith('#')).map(one => one.href)"


def links_of(page: Page, url: str) -> list[str]:
    """The addresses of the product that the page links to, plain ones first, without fragments."""
    return _inside(page.eval_on_selector_all("a[href]", LINKS), page.url, url)


def links_in(text: str, here: str, url: str) -> list[str]:
    """The same from the source of a page that no browser has opened."""
    found = re.findall(r'<a\s[^>]*href="([^"#][^"]*)"', text)
    return _inside((urljoin(here, unescape(address)) for address in found), here, url)


def _inside(addresses: Iterable[str], here: str, url: str) -> list[str]:
    """From a list that is filtered already, no further filter of it is taken: there is no end to them."""
    own = urlsplit(here)
    paths = []
    for address in addresses:
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" != url or parts.path.startswith(LEFT_OUT):
            continue
        if parts.query and own.query and parts.path == own.path:
            continue
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if path not in paths:
            paths.append(path)
    return sorted(paths, key=lambda path: "?" in path)


def shape_of(address: str) -> str:
    """Alike for addresses of one kind: ids become #, of a query only the names count, and what tells kinds apart."""
    parts = urlsplit(address)
    path = re.sub(r"/\d+(?=/)", "/#", parts.path)
    query = parse_qsl(parts.query)
    names = sorted(f"{name}={value}" if name in TELLS_KINDS_APART else name for name, value in query)
    return f"{path}?{'&'.join(names)}" if names else path
