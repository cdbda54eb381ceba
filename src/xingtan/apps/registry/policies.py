"""Dealing pupils into classes evenly (阳光分班): pure, repeatable from a public seed, and nothing about marks.

Everybody's place in the queue is the SHA-256 of the seed and their e-ID, so anyone who was there can work it out again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

TOGETHER, APART, FREE = "together", "apart", "free"
MOST_ROUNDS = 20
SAME_NAME, SIBLINGS = 1_000_000, 100_000  # a clash weighs more than any unevenness


@dataclass(frozen=True, kw_only=True, slots=True)
class Entrant:
    """One pupil to be dealt. `family` is shared by brothers and sisters, 0 for who has none here."""

    stay_id: int
    e_id: str
    name: str
    sex: str
    origin: str
    is_boarder: bool = False
    family: int = 0


def draw_number(seed: str, e_id: str) -> str:
    """A pupil's place in the queue: 64 hexadecimal digits, ascending."""
    return hashlib.sha256(f"{seed}:{e_id}".encode()).hexdigest()


def roll_mark(e_ids: Iterable[str]) -> str:
    """A fingerprint of who took part, whatever the order: 16 hexadecimal digits."""
    return hashlib.sha256("\n".join(sorted(e_ids)).encode()).hexdigest()[:16]


def deal(
    *, entrants: Sequence[Entrant], settled: Mapping[int, Sequence[Entrant]], seed: str, siblings: str
) -> dict[int, int]:
    """Class of each entrant.

    Args:
        settled: class -> who is in it already and stays; every class that takes part is a key.
        siblings: "together", "apart" or "free".
    Returns: stay -> class. With nobody settled, classes differ by at most one boy, one girl and one pupil in all; same
        names and, by rule, brothers and sisters are apart or together as far as that allows.
    """
    classes = sorted(settled, key=lambda pk: draw_number(seed, f"class-{pk}"))
    if not classes:
        return {}
    table = _Table(classes, settled, siblings)
    origins = Counter((entrant.sex, entrant.origin) for entrant in entrants)
    queue = sorted(
        entrants,
        key=lambda one: (one.sex, -origins[one.sex, one.origin], one.origin, draw_number(seed, one.e_id)),
    )
    for entrant in queue:
        table.put(entrant, table.best_for(entrant))
    by_draw = sorted(entrants, key=lambda one: draw_number(seed, one.e_id))
    for _round in range(MOST_ROUNDS):
        if not _swap_round(table, by_draw):
            break
    return dict(table.seat)


class _Table:
    """Classes being filled: who sits where, and how uneven that is."""

    def __init__(self, classes: list[int], settled: Mapping[int, Sequence[Entrant]], siblings: str) -> None:
        self.order = {pk: index for index, pk in enumerate(classes)}
        self.siblings = siblings
        self.seat: dict[int, int] = {}
        self.sexes: Counter[tuple[int, str]] = Counter()
        self.sizes: Counter[int] = Counter()
        self.names: Counter[tuple[int, str]] = Counter()
        self.origins: Counter[tuple[int, str]] = Counter()
        self.boarders: Counter[int] = Counter()
        self.families: Counter[tuple[int, int]] = Counter()
        for pk in classes:
            for entrant in settled[pk]:
                self._count(entrant, pk, 1)

    def best_for(self, entrant: Entrant) -> int:
        """The class with the fewest of the pupil's sex, then the smallest, then with the fewest from the old school."""

        def rank(pk: int) -> tuple[int, int, int, int, int]:
            boarders = self.boarders[pk] if entrant.is_boarder else 0
            here = (self.sexes[pk, entrant.sex], self.sizes[pk], self.origins[pk, entrant.origin])
            return (*here, boarders, self.order[pk])

        return min(self.order, key=rank)

    def put(self, entrant: Entrant, pk: int) -> None:
        self.seat[entrant.stay_id] = pk
        self._count(entrant, pk, 1)

    def move(self, entrant: Entrant, pk: int) -> None:
        self._count(entrant, self.seat[entrant.stay_id], -1)
        self.put(entrant, pk)

    def _count(self, entrant: Entrant, pk: int, step: int) -> None:
        self.sexes[pk, entrant.sex] += step
        self.sizes[pk] += step
        self.names[pk, entrant.name] += step
        self.origins[pk, entrant.origin] += step
        self.boarders[pk] += step if entrant.is_boarder else 0
        if entrant.family:
            self.families[pk, entrant.family] += step

    def clashes(self, entrant: Entrant) -> int:
        """How much stands against where this pupil sits."""
        pk = self.seat[entrant.stay_id]
        weight = SAME_NAME * (self.names[pk, entrant.name] > 1)
        if entrant.family and self.siblings != FREE:
            here = self.families[pk, entrant.family]
            everywhere = sum(self.families[one, entrant.family] for one in self.order)
            weight += SIBLINGS * (everywhere - here if self.siblings == TOGETHER else here - 1)
        return weight

    def unevenness(self, one: Entrant, other: Entrant) -> int:
        """Squares of the counts that swapping these two would change; less is more even."""
        origins = {one.origin, other.origin}
        total = sum(self.origins[pk, origin] ** 2 for pk in self.order for origin in origins)
        return total + sum(self.boarders[pk] ** 2 for pk in self.order)

    def is_crowded(self, entrant: Entrant) -> bool:
        """Whether more from this pupil's old school, or more boarders, sit here than need be."""
        pk = self.seat[entrant.stay_id]
        fewest = min(self.origins[one, entrant.origin] for one in self.order)
        if self.origins[pk, entrant.origin] > fewest + 1:
            return True
        return entrant.is_boarder and self.boarders[pk] > min(self.boarders[one] for one in self.order) + 1


def _swap_round(table: _Table, by_draw: Sequence[Entrant]) -> bool:
    """Let those who clash or crowd change places with somebody of the same sex, first come by draw."""
    has_changed = False
    for entrant in by_draw:
        if table.clashes(entrant) or table.is_crowded(entrant):
            partners = (one for one in by_draw if one.sex == entrant.sex)
            has_changed |= any(_swap_helps(table, entrant, partner) for partner in partners)
    return has_changed


def _swap_helps(table: _Table, one: Entrant, other: Entrant) -> bool:
    """Swap two pupils if that lowers what stands against them; otherwise leave them."""
    first, second = table.seat[one.stay_id], table.seat[other.stay_id]
    if first == second:
        return False
    before = _cost(table, one, other)
    table.move(one, second)
    table.move(other, first)
    if _cost(table, one, other) < before:
        return True
    table.move(one, first)
    table.move(other, second)
    return False


def _cost(table: _Table, one: Entrant, other: Entrant) -> int:
    return table.clashes(one) + table.clashes(other) + table.unevenness(one, other)
