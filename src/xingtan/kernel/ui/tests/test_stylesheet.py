"""The stylesheet keeps to what old browsers know, and templates keep to the stylesheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[3]
STYLES = Path(__file__).resolve().parents[5] / "frontend/css"
TOO_NEW = ("color-mix(", "oklch(", "light-dark(", "color(from", "@layer", "@container", ":has(", "&:", "& .")
CLASS_IN_MARKUP = re.compile(r"""class=\\?["']([^"'>]*)""")
CLASS_NAME = re.compile(r"\bxt-[a-z0-9]+(?:-[a-z0-9]+)*(?![a-z0-9-]*[{%])")


def stylesheet() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(STYLES.glob("*.css")))


def markup() -> list[Path]:
    pages = [path for path in SOURCES.rglob("templates/**/*.html") if "/tests/" not in str(path)]
    return pages + [path for path in (SOURCES / "kernel").rglob("*.py") if "/tests/" not in str(path)]


@pytest.mark.parametrize("words", TOO_NEW)
def test_nothing_needs_a_browser_newer_than_chrome_109(words):
    assert words not in re.sub(r"/\*.*?\*/", "", stylesheet(), flags=re.DOTALL)


def test_every_class_a_template_uses_is_in_the_stylesheet():
    known = set(re.findall(r"\.(xt-[a-z0-9-]+)", stylesheet()))

    strangers = {
        f"{path.relative_to(SOURCES)}: {name}"
        for path in markup()
        for attribute in CLASS_IN_MARKUP.findall(path.read_text(encoding="utf-8"))
        for name in CLASS_NAME.findall(attribute)
        if name not in known
    }

    assert not strangers


def test_no_template_carries_style_or_script_of_its_own():
    offenders = [
        str(path.relative_to(SOURCES))
        for path in markup()
        if path.suffix == ".html"
        and re.search(r'\sstyle="|<style|\son[a-z]+="|<script(?![^>]*\bsrc=)', path.read_text(encoding="utf-8"))
    ]

    assert not offenders
