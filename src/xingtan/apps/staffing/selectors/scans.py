"""Who may open the scan behind a row: the person, and whoever may see personal data in clear there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from xingtan.kernel.scopes import Actor
from xingtan.people.persons.data import REVEAL


def reader_of(model: type[models.Model]) -> Callable[[Actor, int], bool]:
    """`may_read` of a file holder whose rows belong to staff files."""

    def may_read(actor: Actor, row_id: int) -> bool:
        rows: Any = model._default_manager
        found = rows.visible_to(actor).filter(pk=row_id)
        whose = found.values_list("record__person_id", "record__organisation__path").first()
        if whose is None:
            return False
        person_id, path = whose
        return person_id == actor.person_id or actor.may(REVEAL, path)

    return may_read
