"""Two sources over plain dictionaries, for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import MappingProxyType

from xingtan.kernel.registry import REGISTRY, Manifest, SearchDocument, SearchSource
from xingtan.kernel.scopes import Actor

VIEW_PEOPLE, VIEW_SCHOOLS = "sample.view_people", "sample.view_schools"
PEOPLE: dict[int, SearchDocument] = {}
SCHOOLS: dict[int, SearchDocument] = {}
HIDDEN: set[int] = set()


def _source(code: str, label: str, permission: str, held: dict[int, SearchDocument], order: int) -> SearchSource:
    return SearchSource(
        code=code,
        label=label,
        permission=permission,
        documents=lambda ids: [held[key] for key in (held if ids is None else ids) if key in held],
        visible_ids=lambda actor, ids: {key for key in ids if key in held and key not in HIDDEN},
        order=order,
    )


@contextmanager
def registered() -> Iterator[None]:
    manifest = Manifest(
        search=(
            _source("sample.people", "人员", VIEW_PEOPLE, PEOPLE, 1),
            _source("sample.schools", "学校", VIEW_SCHOOLS, SCHOOLS, 2),
        )
    )
    REGISTRY.add("sample_search", manifest)
    try:
        yield
    finally:
        del REGISTRY.manifests["sample_search"]
        for held in (PEOPLE, SCHOOLS, HIDDEN):
            held.clear()


def add_person(key: int, name: str, text: str = "", path: str = "/1/5/17/") -> None:
    PEOPLE[key] = SearchDocument(
        object_id=key, title=name, text=text, url=f"/people/{key}/", scope_paths=(path,), names=(name,)
    )


def add_school(key: int, name: str, path: str = "/1/5/17/", *others: str) -> None:
    SCHOOLS[key] = SearchDocument(
        object_id=key, title=name, url=f"/schools/{key}/", scope_paths=(path,), names=(name, *others)
    )


def who(*paths: str, permissions: tuple[str, ...] = (VIEW_PEOPLE, VIEW_SCHOOLS)) -> Actor:
    return Actor(
        account_id=1, on=date(2024, 9, 1), grants=MappingProxyType(dict.fromkeys(permissions, paths or ("/1/",)))
    )
