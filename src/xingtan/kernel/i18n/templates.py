"""Sentences in Django templates, found with Django's own lexer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.template.base import DebugLexer, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

Id = str | tuple[str, str]
CALL = re.compile(r"""\b_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)""")
VARIABLE = re.compile(r"^\s*([\w.]+)")
PLAIN = ("translate", "trans")
BLOCK = ("blocktranslate", "blocktrans")


def extract_template(source: str) -> Iterator[tuple[Id, str | None]]:
    """(id, context) of every sentence. An id is a pair when the block has {% plural %}."""
    tokens = iter(DebugLexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.VAR:
            yield from _calls(token.contents)
        elif token.token_type == TokenType.BLOCK:
            words = list(smart_split(token.contents))
            yield from _calls(token.contents)
            if words[0] in PLAIN and len(words) > 1 and _is_literal(words[1]):
                yield _escaped(_unquote(words[1])), _context(words)
            elif words[0] in BLOCK:
                yield _block(words, tokens), _context(words)


def _calls(contents: str) -> Iterator[tuple[str, None]]:
    for match in CALL.finditer(contents):
        yield _escaped(_unquote(match.group(1))), None


def _block(words: list[str], tokens: Iterator[Any]) -> Id:
    singular: list[str] = []
    plural: list[str] = []
    part = singular
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            part.append(token.contents.replace("%", "%%"))
        elif token.token_type == TokenType.VAR:
            name = VARIABLE.match(token.contents)
            part.append(f"%({name.group(1) if name else token.contents})s")
        elif token.contents.split()[0] in ("endblocktranslate", "endblocktrans"):
            break
        elif token.contents.strip() == "plural":
            part = plural
    join = trim_whitespace if "trimmed" in words else str
    texts = join("".join(singular)), join("".join(plural))
    return texts if plural else texts[0]


def _context(words: list[str]) -> str | None:
    if "context" in words[:-1]:
        value = words[words.index("context") + 1]
        return _unquote(value) if _is_literal(value) else None
    return None


def _is_literal(word: str) -> bool:
    return word[0] in "\"'" and word[-1] == word[0]


def _unquote(word: str) -> str:
    quote = word[0]
    return word[1:-1].replace(f"\\{quote}", quote).replace("\\\\", "\\")


def _escaped(text: str) -> str:
    """Django looks literals of templates up with every % doubled."""
    return text.replace("%", "%%")
