"""Names of invented people, drawn from the committed lists by generation, sex and people (民族)."""

from __future__ import annotations

from bisect import bisect
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

HAN = "01"
PATRONYMIC = ("05", "17")
MINORITY_SHARE = 0.052
RARE_SHARE = 0.004
SHORT_SHARE = {1955: 0.25, 1968: 0.4, 1978: 0.45, 1986: 0.5, 1996: 0.3, 2012: 0.12}
GENERATIONS = tuple(SHORT_SHARE)


def read_table(name: str) -> list[list[str]]:
    """The lines of a committed data file, split at tabs."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line]


@cache
def _surnames() -> tuple[list[str], list[int]]:
    rows = read_table("surnames.tsv")
    return [row[0] for row in rows], list(accumulate(int(row[1]) for row in rows))


@cache
def _given() -> dict[tuple[int, str, str], list[str]]:
    return {(int(year), sex, part): words.split() for year, sex, part, words in read_table("given_names.tsv")}


@cache
def _peoples() -> tuple[list[str], list[int], dict[tuple[str, str], list[str]]]:
    words: dict[tuple[str, str], list[str]] = {}
    weights: dict[str, int] = {}
    for code, weight, part, line in read_table("peoples.tsv"):
        words[code, part] = line.split()
        weights[code] = weights.get(code, 0) + int(weight)
    return list(weights), list(accumulate(weights.values())), words


def draw_people(rng: Random) -> str:
    """The code of a people: Han, or one of the others with its share."""
    if rng.random() >= MINORITY_SHARE:
        return HAN
    codes, sums, _words = _peoples()
    return codes[bisect(sums, rng.random() * sums[-1])]


def draw_surname(rng: Random, people: str = HAN) -> str:
    """A surname by its frequency; empty for peoples whose names have none."""
    if people != HAN:
        words = _peoples()[2]
        if (people, "surnames") in words:
            return rng.choice(words[people, "surnames"])
        if (people, "given1") in words:
            return ""
    surnames, sums = _surnames()
    return surnames[bisect(sums, rng.random() * sums[-1])]


def _generation(born_in: int) -> int:
    earlier = [year for year in GENERATIONS if year <= born_in + 6]
    return earlier[-1] if earlier else GENERATIONS[0]


def draw_given(rng: Random, sex: str, born_in: int, people: str = HAN) -> str:
    """A given name as parents chose them in the year `born_in`."""
    words = _peoples()[2].get((people, f"given{sex}"))
    if words:
        return rng.choice(words)
    generation, given = _generation(born_in), _given()
    if generation == 2012 and rng.random() < RARE_SHARE:
        rare = rng.choice(given[generation, sex, "rare"])
        return rare if rng.random() < 0.5 else rng.choice(given[generation, sex, "first"]) + rare
    if rng.random() < SHORT_SHARE[generation]:
        return rng.choice(given[generation, sex, "whole"])
    first = rng.choice(given[generation, sex, "first"])
    last = rng.choice(given[generation, sex, "last"])
    return first if first == last else first + last


def compose(surname: str, given: str, father_given: str, people: str) -> str:
    """The full name. Some peoples have no surnames but the father's given name behind a middle dot."""
    if surname:
        return surname + given
    return f"{given}·{father_given}" if people in PATRONYMIC and father_given not in ("", given) else given
