"""What a person can read of a page: its texts, and the attributes that are shown or read aloud."""

from __future__ import annotations

import re
from html.parser import HTMLParser

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
CHINESE_MARKS = re.compile(r"[，。；：？！、（）《》“”「」—…·]")
# A word has a small letter: groups of capitals are codes (of a certificate, of a class), drawn by chance.
WORD = r"[A-Za-z]*[a-z][A-Za-z’']*"
SENTENCE = re.compile(rf"\b{WORD}(?:[ ,]+[A-Za-z’']+){{2,}}")
SHOWN = ("title", "alt", "placeholder", "aria-label", "aria-description", "label", "content")
SILENT = {"style"}
VOID = {"meta", "link", "input", "img", "br", "hr", "source", "wbr", "col", "path", "rect", "circle", "line", "use"}


class Reader(HTMLParser):
    """Collects (language of the element, text)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = [("", "")]
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self.open[-1][1])
        for name, value in given.items():
            is_button = name == "value" and given.get("type") in ("submit", "button", "reset")
            if name in SHOWN or name.startswith("data-") or name == "hx-confirm" or is_button:
                self.found.append((language, value))
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and self.open[-1][0] != tag and tag in [name for name, _language in self.open]:
            self.open.pop()
        if len(self.open) > 1 and self.open[-1][0] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        tag, language = self.open[-1]
        if data.strip() and tag not in SILENT:
            self.found.append((language, data.strip()))


def texts_of(page: str) -> list[tuple[str, str]]:
    """Every readable text of a page with the language its element declares."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.found


def chinese_in(page: str, known: tuple[str, ...] = ()) -> set[str]:
    """Chinese texts of an English page outside elements that say `lang="zh…"`, but for what is `known` to be data."""
    texts = {text for language, text in texts_of(page) if not language.startswith("zh")}
    return {text[:90] for text in texts if HAN.search(_without(text, known))}


def english_in(page: str, known: tuple[str, ...] = ()) -> set[str]:
    """English sentences (three words or more) of a Chinese page outside elements that say `lang="en"`."""
    texts = {text for language, text in texts_of(page) if not language.startswith("en")}
    return {text[:90] for text in texts if not text.startswith("{") and SENTENCE.search(_without(text, known))}


def _without(text: str, known: tuple[str, ...]) -> str:
    for word in known:
        text = text.replace(word, "")
    return text
