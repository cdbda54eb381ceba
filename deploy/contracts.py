"""Writes `.importlinter` from the packages that exist, so that no list of rooms is kept by hand.

`python deploy/contracts.py` writes the file; with `--check` it fails when the file is not what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "xingtan"
FLOORS = (
    ("workbench", "insight"),
    (
        *("exams", "teaching", "spaces", "family", "live", "training", "contests", "portal", "office", "supervision"),
        *("registry", "staffing", "exchange", "gateway", "assets", "safety", "aid", "party", "learning"),
    ),
    ("library", "items", "timetable"),
    ("curriculum",),
)
PEOPLE = ("roster", "postings", "accounts", "access", "persons", "organisations")
ENGINES = (("targets", "juries"), ("forms", "ledgers", "credits"), ("workflow",), ("papers",))
HEADER = """# Written by deploy/contracts.py from the packages that exist. Do not edit: run it again.
[importlinter]
root_package = xingtan
include_external_packages = True
"""
ROOMS = """    (tests)
    (testing)
    apps | (manifest) | (urls) | (admin)
    (views) | (endpoints) | (consumers) | (listeners) | (management) | (templatetags)
    (middleware) | (shell)
    (tables)
    (forms) | (tasks) | (imports)
    (api)
    (services)
    (selectors)
    (policies)
    (models)
    (querysets)
    (machine) | (reading)
    (definitions)
    (errors) | (data) | (texts)"""


def packages(folder: str) -> list[str]:
    """Names of the packages that exist in one storey."""
    return sorted(path.parent.name for path in (SOURCE / folder).glob("*/__init__.py"))


def contract(code: str, name: str, kind: str, body: str) -> str:
    return f"\n[importlinter:contract:{code}]\nname = {name}\ntype = {kind}\n{body.rstrip()}\n"


def listed(names: list[str] | tuple[str, ...], indent: str = "    ") -> str:
    return "\n".join(f"{indent}{name}" for name in names)


def storeys() -> str:
    body = (
        "containers = xingtan\nlayers =\n    project\n    apps\n    engines\n    people\n    kernel\nexhaustive = True"
    )
    return contract("storeys", "Storeys: project > apps > engines > people > kernel", "layers", body)


def floors() -> str:
    present = set(packages("apps"))
    rows = [" | ".join(app for app in floor if app in present) for floor in FLOORS]
    body = f"containers = xingtan.apps\nlayers =\n{listed([row for row in rows if row])}\nexhaustive = True\n"
    body += "ignore_imports = xingtan.apps.*.listeners -> xingtan.apps.*.data\nunmatched_ignore_imports_alerting = none"
    return contract("floors", "Floors of apps; neighbours do not meet, listeners may know events", "layers", body)


def front_doors() -> str:
    written = ""
    for app in packages("apps"):
        lower = not any(app in floor for floor in FLOORS[:1])
        if not lower:
            continue
        body = f"protected_modules = xingtan.apps.{app}.*\nallowed_importers =\n    xingtan.apps.{app}\n"
        body += f"    xingtan.project\nignore_imports =\n    xingtan.apps.** -> xingtan.apps.{app}.api\n"
        body += f"    xingtan.apps.** -> xingtan.apps.{app}.data\n"
        body += f"    xingtan.apps.*.tests.** -> xingtan.apps.{app}.testing\nunmatched_ignore_imports_alerting = none"
        written += contract(
            f"front-door-of-{app}", f"{app.title()} is entered by api.py and data.py", "protected", body
        )
    for engine in packages("engines"):
        body = f"protected_modules = xingtan.engines.{engine}.*\nallowed_importers =\n    xingtan.engines.{engine}\n"
        body += "    xingtan.project\nignore_imports =\n"
        for above in ("apps", "engines"):
            body += f"    xingtan.{above}.** -> xingtan.engines.{engine}.api\n"
            body += f"    xingtan.{above}.** -> xingtan.engines.{engine}.data\n"
            body += f"    xingtan.{above}.** -> xingtan.engines.{engine}.data.**\n"
            body += f"    xingtan.{above}.*.tests.** -> xingtan.engines.{engine}.testing\n"
        body += "unmatched_ignore_imports_alerting = none"
        written += contract(
            f"front-door-of-{engine}", f"{engine.title()} is entered by api.py and data.py", "protected", body
        )
    return written


def rooms() -> str:
    containers = listed([f"xingtan.{storey}.{name}" for storey in ("engines", "apps") for name in packages(storey)])
    body = f"containers =\n{containers}\nlayers =\n{ROOMS}\nexhaustive = True\n"
    body += "exhaustive_ignores =\n    migrations\n    templates\n    static\n    locale"
    return contract("rooms", "Rooms inside an app or engine", "layers", body)


def people() -> str:
    present = set(packages("people"))
    body = f"containers = xingtan.people\nlayers =\n{listed([name for name in PEOPLE if name in present])}\n"
    # Test factories build a whole small district, and a package's own tests may use it.
    body += "exhaustive = True\nignore_imports =\n    xingtan.people.*.tests.** -> xingtan.people.**\n"
    body += "unmatched_ignore_imports_alerting = none"
    return contract("people", "People, top to bottom", "layers", body)


def engines() -> str:
    present = set(packages("engines"))
    rows = [" | ".join(engine for engine in row if engine in present) for row in ENGINES]
    if not any(rows):
        return ""
    body = f"containers = xingtan.engines\nlayers =\n{listed([row for row in rows if row])}\nexhaustive = True"
    return contract("engines", "Engines, top to bottom", "layers", body)


def no_http_below() -> str:
    sources = [
        f"xingtan.{storey}.*.{room}"
        for storey in ("apps", "engines", "people")
        for room in ("services", "selectors", "models", "querysets")
    ]
    forbidden = ["django_htmx", "granian", "whitenoise"]
    body = (
        f"source_modules =\n{listed(sources)}\nforbidden_modules =\n{listed(forbidden)}\nallow_indirect_imports = True"
    )
    return contract("no-http-below", "Services, selectors and models know no HTTP", "forbidden", body)


def acyclic_kernel() -> str:
    return contract("acyclic", "The kernel has no cycles", "acyclic_siblings", "ancestors = xingtan.kernel")


def text() -> str:
    """The whole file."""
    parts = (storeys(), floors(), front_doors(), rooms(), people(), engines(), no_http_below(), acyclic_kernel())
    return HEADER + "".join(parts)


def main() -> int:
    path = ROOT / ".importlinter"
    if "--check" in sys.argv:
        if not path.exists() or path.read_text() != text():
            print("`.importlinter` does not list the packages that exist. Run: python deploy/contracts.py")
            return 1
        return 0
    path.write_text(text())
    print(f"wrote {path.name}: {text().count('[importlinter:contract:')} contracts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
