"""Names behind codes."""

from __future__ import annotations

from xingtan.kernel.codes import api as codes


def ethnic_name(code: str) -> str:
    return codes.label("ethnic", code) if code else ""


def document_kind_name(code: str) -> str:
    return codes.label("document_kind", code) if code else ""
