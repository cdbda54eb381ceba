"""Catalogues of sentences: extracted, checked and compiled without any tool but Babel.

Source strings are Chinese; `locale/en/LC_MESSAGES/django.po` beside the code holds the English. Strings of a package
stand in the catalogue of the nearest folder above them that is a Django app; the kernel's own in `kernel/locale`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from xingtan.kernel.i18n.templates import extract_template

SOURCE = Path(__file__).resolve().parents[2]  # src/xingtan
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
KEYWORDS = (
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
)
LEFT_OUT = {"tests", "migrations", "node_modules", "static"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%(?!\()([sd])|\{(\w+)\}")
Id = str | tuple[str, str]


@dataclass(frozen=True)
class Found:
    """One sentence in one place. `id` is a pair when it has a plural."""

    id: Id
    context: str | None
    place: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with one catalogue entry."""

    catalogue: Path
    message: str
    reason: str

    def __str__(self) -> str:
        return f"{self.catalogue.relative_to(SOURCE)}: {self.reason}: {self.message!r}"


def packages() -> list[Path]:
    """Folders with a catalogue of their own: every Django app, and the kernel."""
    apps = [path.parent for path in SOURCE.rglob("apps.py") if not LEFT_OUT & set(path.parts)]
    return sorted({*apps, SOURCE / "kernel"})


def extract(package: Path) -> list[Found]:
    """Every sentence of one package, of its Python and its templates, leaving out packages inside it."""
    inner = [other for other in packages() if other != package and package in other.parents]
    found: list[Found] = []
    for path in sorted(package.rglob("*")):
        if LEFT_OUT & set(path.relative_to(package).parts) or any(other in path.parents for other in inner):
            continue
        if path.suffix == ".py":
            found += _from_python(path)
        elif "templates" in path.relative_to(package).parts and path.suffix in (".html", ".txt", ".js"):
            place = str(path.relative_to(SOURCE))
            found += [Found(id_, context, place) for id_, context in extract_template(path.read_text("utf-8"))]
    return found


def _names_of_gettext(source: str) -> dict[str, str]:
    """What a module calls gettext and its kin, e.g. {"_g": "gettext"} after `import gettext as _g`."""
    names = {keyword: keyword for keyword in KEYWORDS}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update({alias.asname or alias.name: alias.name for alias in node.names if alias.name in KEYWORDS})
    return names


def _from_python(path: Path) -> Iterator[Found]:
    place = str(path.relative_to(SOURCE))
    names = _names_of_gettext(path.read_text("utf-8"))
    with path.open("rb") as file:
        for _line, function, texts, _comments in extract_python(file, dict.fromkeys(names), (), {"encoding": "utf-8"}):
            if function is None:
                continue
            name = names[str(function)]
            parts = [part for part in (texts if isinstance(texts, (tuple, list)) else [texts]) if part]
            context = str(parts.pop(0)) if parts and name.lstrip("n").startswith("p") else None
            if parts:
                is_plural = name.startswith("n") and len(parts) > 1
                yield Found((str(parts[0]), str(parts[1])) if is_plural else str(parts[0]), context, place)


def path_of(package: Path) -> Path:
    return package / CATALOGUE


def load(path: Path) -> Catalog:
    """The catalogue at `path`, empty when there is none."""
    if not path.exists():
        return Catalog(locale="en", project="Xingtan", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en")


def said_elsewhere() -> dict[tuple[Id, str | None], str]:
    """English of every sentence some catalogue knows already, so that one sentence is said one way."""
    known: dict[tuple[Id, str | None], str] = {}
    for package in packages():
        for message in filter(_has_english, _messages(load(path_of(package)))):
            id_ = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            known.setdefault((id_, message.context), message.string)  # type: ignore[arg-type]
    return known


def update(package: Path, elsewhere: dict[tuple[Id, str | None], str]) -> tuple[int, int]:
    """Bring a package's catalogue up to date with its code. Returns (sentences, of them without English)."""
    found, path = extract(package), path_of(package)
    if not found:
        path.unlink(missing_ok=True)
        return 0, 0
    known, fresh = load(path), Catalog(locale="en", project="Xingtan", fuzzy=False)
    for sentence in found:
        old = known.get(sentence.id, sentence.context)
        has_plural = isinstance(sentence.id, tuple)
        english = old.string if old and isinstance(old.id, tuple) == has_plural and _has_english(old) else None
        shared = elsewhere.get((sentence.id, sentence.context), "")
        fresh.add(sentence.id, english or shared, context=sentence.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, fresh)
    return len(_messages(fresh)), sum(not _has_english(message) for message in _messages(fresh))


def _write(path: Path, catalogue: Catalog) -> None:
    """Without dates, tools or places, and sorted: a change in code changes only the lines that mean something."""
    with path.open("wb") as file:
        file.write(
            b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
            b'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
            b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        )
        write_po(file, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)


def check(package: Path) -> list[Fault]:
    """What is missing, empty, fuzzy, left over or inconsistent in a package's catalogue."""
    path = path_of(package)
    known = load(path)
    found = {(_key(sentence.id), sentence.context): sentence for sentence in extract(package)}
    faults = [
        Fault(path, _key(sentence.id), f"missing, used in {sentence.place}")
        for sentence in found.values()
        if known.get(sentence.id, sentence.context) is None
    ]
    for message in _messages(known):
        text = _key(message.id)
        if (text, message.context) not in found:
            faults.append(Fault(path, text, "no longer used"))
        elif message.fuzzy:
            faults.append(Fault(path, text, "fuzzy"))
        elif not _has_english(message):
            faults.append(Fault(path, text, "has no English"))
        elif not _same_placeholders(message):
            faults.append(Fault(path, text, "placeholders differ"))
    return faults + [Fault(path, _key(message.id), "obsolete") for message in known.obsolete.values()]


def conflicts(among: list[Path]) -> list[Fault]:
    """Sentences that two catalogues say differently. Django merges catalogues, so one of the two is never shown."""
    said: dict[tuple[str, str | None], tuple[Path, object]] = {}
    faults: list[Fault] = []
    for path in map(path_of, among):
        for message in filter(_has_english, _messages(load(path))):
            name = (_key(message.id), message.context)
            other, english = said.setdefault(name, (path, message.string))
            if english != message.string:
                reason = f"{message.string!r}, but {english!r} in {other.relative_to(SOURCE)}"
                faults.append(Fault(path, name[0], reason))
    return faults


def _key(id_: str | Sequence[str]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _has_english(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return bool(texts) and all(texts)


def _same_placeholders(message: Message) -> bool:
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    wanted = _placeholders(ids[-1])
    # The singular may leave the number out: "one pupil".
    return all(_placeholders(text or "") == wanted or (len(texts) > 1 and text is texts[0]) for text in texts)


def _placeholders(text: str) -> set[str]:
    return {next(filter(None, match)) for match in PLACEHOLDER.findall(text.replace("%%", ""))}


def compile_all() -> int:
    """Write the .mo beside every .po that is newer. Returns how many were written. Safe for processes side by side."""
    written = 0
    for path in SOURCE.rglob("locale/*/LC_MESSAGES/django.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        unfinished = target.with_suffix(f".{id(path)}.tmp")
        with unfinished.open("wb") as file:
            write_mo(file, load(path))
        unfinished.replace(target)
        written += 1
    return written
