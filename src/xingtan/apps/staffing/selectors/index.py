"""Staff as the search index knows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import StaffRecord
from xingtan.apps.staffing.selectors import words
from xingtan.kernel.clock import today
from xingtan.kernel.prepared import prepared
from xingtan.kernel.registry import SearchDocument
from xingtan.kernel.scopes import Actor, one_of
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.postings.models import Posting

SOURCE = "staffing.people"
BATCH = 1000


def documents(ids: Iterable[int] | None) -> Iterable[SearchDocument]:
    """A document for each person who works here; ids are those of persons, None means everybody."""
    rows = StaffRecord.objects.open().select_related("person", "organisation").order_by("pk")
    if ids is not None:
        rows = rows.filter(person_id__in=list(ids))
    waiting = list(rows)
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        posts = _posts([row.person_id for row in batch])
        for row in batch:
            yield _document(row, posts.get(row.person_id, []))


def _posts(person_ids: list[int]) -> dict[int, list[Posting]]:
    found: dict[int, list[Posting]] = {}
    rows = Posting.objects.in_force(today()).filter(person_id__in=person_ids, role__in=STAFF_ROLES)
    for posting in rows.select_related("organisation").order_by("-is_main", "pk"):
        found.setdefault(posting.person_id, []).append(posting)
    return found


def _document(row: StaffRecord, posts: list[Posting]) -> SearchDocument:
    person = row.person
    held = _g("、").join(dict.fromkeys(words.post_words(posting) for posting in posts))
    paths = {row.organisation.path, *(posting.organisation.path for posting in posts)}
    return SearchDocument(
        object_id=person.pk,
        title=person.name,
        text=f"{row.organisation.display_name} {held}".strip(),
        url=f"/staffing/people/{person.pk}/",
        scope_paths=tuple(sorted(paths)),
        names=tuple(name for name in (person.name, person.former_name) if name),
    )


def visible_ids(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Those of these persons whose file the actor may read."""
    if not actor.may_anywhere(data.VIEW):
        return set()
    return {person_id for (person_id,) in _visible(actor=actor, ids=list(ids))}


@prepared
def _visible(*, actor: Actor, ids: list[int]) -> Any:
    return StaffRecord.objects.visible_to(actor).filter(one_of("person_id", ids)).order_by().values_list("person_id")
