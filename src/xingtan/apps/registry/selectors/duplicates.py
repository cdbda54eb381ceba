"""Whether somebody about to be registered is registered already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingtan.kernel.codes import checks
from xingtan.kernel.scopes import Actor
from xingtan.people.persons.data import RESIDENT_ID
from xingtan.people.persons.models import Person
from xingtan.people.persons.selectors import find_by_document


@dataclass(frozen=True, kw_only=True)
class LookUp:
    """What is known while somebody types. `holder` has this very document; `alike` share name, sex and birthday."""

    problem: str = ""
    holder: Person | None = None
    alike: tuple[Person, ...] = ()
    is_checked: bool = False


def look_up(*, actor: Actor, kind: str, number: str, name: str, born_on: str, sex: str) -> LookUp:
    """Compare typed values with the register. Persons beyond the actor's reach are named by e-ID only."""
    cleaned = "".join(number.split()).upper()[:24]
    problem, holder = "", None
    if cleaned:
        if kind == RESIDENT_ID and (found := checks.resident_id_problem(cleaned)):
            problem = found
        else:
            holder = find_by_document(kind=kind or RESIDENT_ID, number=cleaned)
    alike: tuple[Person, ...] = ()
    day = _day(born_on)
    if name.strip() and day and sex:
        same = Person.objects.visible_to(actor).filter(name=name.strip()[:36], born_on=day, sex=sex[:1])
        alike = tuple(same.order_by("pk")[:3])
    return LookUp(problem=problem, holder=holder, alike=alike, is_checked=bool(cleaned))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
