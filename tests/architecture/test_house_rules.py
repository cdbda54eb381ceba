"""Rules of the house that no import graph shows."""

from __future__ import annotations

import ast
from pathlib import Path

from django.apps import apps
from django.urls import NoReverseMatch, get_resolver, reverse

from xingtan.kernel.registry import REGISTRY

SOURCE = Path(__file__).resolve().parents[2] / "src" / "xingtan"
STOREYS = ("kernel", "people", "engines", "apps", "project")
FLOORS = {"curriculum": 0, "library": 1, "items": 1, "timetable": 1, "workbench": 3, "insight": 3}
ORDER_OF_PEOPLE = ("organisations", "persons", "access", "accounts", "postings", "roster")
EDGES = ("views", "endpoints", "consumers")
DOORS = {"visible_to", "permitted"}
FEW_LINES = 400


def storey_of(model) -> tuple[int, int]:
    """How high a model lives: storey, then place inside the storey."""
    parts = model.__module__.split(".")
    if parts[0] != "xingtan":
        return (-1, 0)
    storey, package = parts[1], parts[2]
    inside = {"people": lambda: ORDER_OF_PEOPLE.index(package), "apps": lambda: FLOORS.get(package, 2)}
    return STOREYS.index(storey), inside.get(storey, lambda: 0)()


def test_foreign_keys_point_down_or_stay_home():
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("xingtan."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            if not (field.many_to_one or field.one_to_one) or field.auto_created or not isinstance(target, type):
                continue
            same_package = target._meta.app_label == model._meta.app_label
            if not same_package and storey_of(target) >= storey_of(model):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")

    assert wrong == []


def modules(room: str) -> list[Path]:
    """Files of one room in every app and engine: room.py, or every file of a folder of that name."""
    places = [f"{storey}/*/{room}" for storey in ("apps", "engines")]
    return [file for place in places for file in (*SOURCE.glob(f"{place}.py"), *SOURCE.glob(f"{place}/*.py"))]


def managers_used_bare(tree: ast.AST) -> list[int]:
    """Lines where `.objects` is not at once followed by `.visible_to` or `.permitted`."""
    guarded = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in DOORS and isinstance(node.value, ast.Attribute)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in guarded
    ]


def test_views_reach_rows_only_through_visible_to():
    bare = [
        f"{path.relative_to(SOURCE)}:{line}"
        for room in EDGES
        for path in modules(room)
        for line in managers_used_bare(ast.parse(path.read_text()))
    ]

    assert bare == []


def test_a_bare_manager_would_be_found():
    assert managers_used_bare(ast.parse("Pupil.objects.filter(pk=1)")) == [1]
    assert managers_used_bare(ast.parse("Pupil.objects.visible_to(actor).filter(pk=1)")) == []


def test_services_selectors_models_and_tasks_do_not_touch_requests():
    touched = [
        f"{path.relative_to(SOURCE)}: {name}"
        for room in ("services", "selectors", "models", "querysets", "tasks", "policies")
        for path in [*modules(room), *SOURCE.glob(f"people/*/{room}.py"), *SOURCE.glob(f"people/*/{room}/*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        for name in [node.module or ""]
        if name.startswith(("django.http", "django.shortcuts", "django.template"))
    ]

    assert touched == []


def test_models_have_no_save_overrides_and_nobody_uses_signals():
    found = []
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts or "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals"):
                found.append(f"{path.relative_to(SOURCE)}: signals")
        if "models" in path.stem or "models" in path.parts:
            found += [
                f"{path.relative_to(SOURCE)}:{node.lineno} save()"
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef) and node.name == "save"
            ]

    assert found == []


def test_permissions_are_declared_once_and_every_one_that_is_used_is_declared():
    codes = [permission.code for permission in REGISTRY.all("permissions")]
    used = {
        entry.permission
        for part in ("nav", "applications", "cards", "todos", "search")
        for entry in REGISTRY.all(part)
        if entry.permission
    }

    assert len(codes) == len(set(codes))
    assert used <= set(codes)


def test_navigation_leads_to_pages_and_no_sign_is_used_twice():
    names = [entry.url_name for part in ("nav", "applications") for entry in REGISTRY.all(part)]
    signs = [entry.sign for entry in REGISTRY.all("nav")]

    dangling = []
    for name in names:
        try:
            reverse(name)
        except NoReverseMatch:
            dangling.append(name)

    assert dangling == []
    assert len(signs) == len(set(signs)), signs


def test_roles_named_in_manifests_exist():
    from xingtan.people.access.data import ROLES

    named = {role for permission in REGISTRY.all("permissions") for role in permission.roles}
    named |= {
        role
        for part in ("nav", "cards", "todos", "applications")
        for entry in REGISTRY.all(part)
        for role in entry.roles
    }

    assert named <= set(ROLES)


def test_every_package_says_what_it_is_for():
    missing = [
        str(path.parent.relative_to(SOURCE))
        for storey in ("kernel", "people", "engines", "apps")
        for path in (SOURCE / storey).glob("*/__init__.py")
        if not (path.parent / "README.md").exists()
    ]

    assert missing == []


def test_no_room_grows_into_a_hall():
    long = {
        str(path.relative_to(SOURCE)): length
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and (length := len(path.read_text().splitlines())) > FEW_LINES
    }

    assert long == {}


def test_every_address_has_a_name():
    def walk(patterns, prefix=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            else:
                yield prefix + str(pattern.pattern), pattern.name

    unnamed = [address for address, name in walk(get_resolver().url_patterns) if not name]

    assert unnamed == []
