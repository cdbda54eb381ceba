"""Agreements as pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import get_language

from xingtan.people.accounts.data import AgreementKind
from xingtan.people.accounts.models import Agreement

TEXTS = Path(__file__).resolve().parents[1] / "texts"


def agreement_text(name: str, language: str) -> str:
    """One committed text; `name` is an agreement's kind or "copyright", `language` "zh" or "en"."""
    return (TEXTS / f"{name}.{language}.txt").read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One stretch of a text: a heading, a paragraph, or points."""

    heading: str = ""
    paragraph: str = ""
    points: list[str] = field(default_factory=list)


def passages(text: str) -> list[Passage]:
    """A text of lines, "## " for headings and "- " for points, as passages in their order."""
    found: list[Passage] = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append(Passage(heading=line[3:].strip()))
        elif line.startswith("- ") and found and found[-1].points:
            found[-1].points.append(line[2:].strip())
        elif line.startswith("- "):
            found.append(Passage(points=[line[2:].strip()]))
        elif line.strip():
            found.append(Passage(paragraph=line.strip()))
    return found


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def passages_of(agreement: Agreement) -> list[Passage]:
    """An agreement in the reader's language, Chinese where there is no English."""
    return passages(agreement.text_en if is_english() and agreement.text_en else agreement.text_zh)


def latest_agreement(kind: str) -> Agreement | None:
    """The version of a kind that is asked for now."""
    return Agreement.objects.filter(kind=kind).order_by("-published_at", "-pk").first()


def agreement_version(kind: str, version: str) -> Agreement | None:
    """One version of a kind, in force or not."""
    return Agreement.objects.filter(kind=kind, version=version).first()


def written(text: str) -> str:
    """A text as it is kept: lines as they are, no spaces at their ends, no empty lines around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A kind of agreement with its versions, the one in force first."""

    kind: str
    label: str
    versions: list[Agreement]


def agreements_kept() -> list[Kept]:
    """Every kind, with every version ever published."""
    versions: dict[str, list[Agreement]] = {kind: [] for kind in AgreementKind.values}
    for agreement in Agreement.objects.defer("text_zh", "text_en").order_by("-published_at", "-pk"):
        versions[agreement.kind].append(agreement)
    return [Kept(kind=kind.value, label=str(kind.label), versions=versions[kind]) for kind in AgreementKind]


def copyright_passages() -> list[Passage]:
    return passages(agreement_text("copyright", "en" if is_english() else "zh"))
