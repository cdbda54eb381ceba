"""The board of a placement: pupils, classes as columns, and what each column comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _g

from xingtan.apps.registry.models import Placement
from xingtan.apps.registry.policies import Entrant, draw_number
from xingtan.kernel.scopes import Actor
from xingtan.people.roster import data as roster
from xingtan.people.roster.models import ClassGroup, Cohort, Enrolment, Guardianship, PupilFacts
from xingtan.people.roster.querysets import stage_rank
from xingtan.people.roster.selectors import school_year_on

DAYS_A_YEAR = 365.2425
BOARDERS = ("2",)


def placements_of(actor: Actor) -> QuerySet[Any]:
    """Placements within reach, newest first."""
    return Placement.objects.visible_to(actor).select_related("organisation", "cohort", "created_by")


def cohort_options(actor: Actor, on: date) -> list[tuple[int, str]]:
    """Cohorts the actor may place pupils of, with how many wait for a class: 第一学校 2026级（七年级），待分12人."""
    year = school_year_on(on)
    cohorts = Cohort.objects.permitted(actor, roster.MANAGE_PUPILS).select_related("organisation")
    cohorts = cohorts.order_by("organisation__path", stage_rank("stage"), "-enrol_year")
    waiting = Counter(
        Enrolment.objects.permitted(actor, roster.MANAGE_PUPILS)
        .open_or_later(on)
        .filter(class_group__isnull=True)
        .order_by()
        .values_list("cohort_id", flat=True)
    )
    found = [cohort for cohort in cohorts if 1 <= cohort.grade_in(year) <= cohort.years or waiting[cohort.pk]]
    several = len({cohort.organisation_id for cohort in found}) > 1
    return [(cohort.pk, _cohort_words(cohort, year, waiting[cohort.pk], with_school=several)) for cohort in found]


def _cohort_words(cohort: Cohort, year: int, waiting: int, *, with_school: bool) -> str:
    grade = cohort.grade_name(year) or cohort.get_stage_display()
    words = _g("%(grade)s（%(year)s级）") % {"grade": grade, "year": cohort.enrol_year}
    if with_school:
        words = f"{cohort.organisation.display_name} {words}"
    return words + (_g("，待分班%(count)s人") % {"count": waiting} if waiting else "")


@dataclass(kw_only=True)
class Card:
    """One pupil on the board."""

    stay: Any
    origin: str
    family: int
    has_namesake: bool = False

    @property
    def is_boarder(self) -> bool:
        return self.stay.attendance_code in BOARDERS

    @property
    def entrant(self) -> Entrant:
        person = self.stay.person
        return Entrant(
            stay_id=self.stay.pk,
            e_id=person.e_id,
            name=person.name,
            sex=person.sex,
            origin=self.origin,
            is_boarder=self.is_boarder,
            family=self.family,
        )


@dataclass(kw_only=True)
class BoardColumn:
    """One class, or the undecided with `class_group` None. `settled` are in the class already and stay."""

    class_group: Any | None
    name: str
    on: date
    cards: list[Card] = field(default_factory=list)
    settled: list[Card] = field(default_factory=list)

    @property
    def everybody(self) -> list[Card]:
        return [*self.settled, *self.cards]

    @property
    def boys(self) -> int:
        return sum(card.stay.person.sex == "1" for card in self.everybody)

    @property
    def girls(self) -> int:
        return sum(card.stay.person.sex == "2" for card in self.everybody)

    @property
    def boarders(self) -> int:
        return sum(card.is_boarder for card in self.everybody)

    @property
    def average_age(self) -> float | None:
        """Years on the day of the placement, one decimal; None when no birthday is known."""
        births = [card.stay.person.born_on for card in self.everybody if card.stay.person.born_on]
        if not births:
            return None
        return round(sum((self.on - born_on).days for born_on in births) / len(births) / DAYS_A_YEAR, 1)

    @property
    def origins(self) -> list[tuple[str, int]]:
        """Old schools by number of pupils, the most first; unknown ones are left out."""
        return Counter(card.origin for card in self.everybody if card.origin).most_common()


@dataclass(kw_only=True)
class Board:
    placement: Placement
    columns: list[BoardColumn]
    waiting: BoardColumn

    @property
    def spread(self) -> int:
        """Pupils between the largest and the smallest class."""
        sizes = [len(column.everybody) for column in self.columns]
        return max(sizes) - min(sizes) if sizes else 0


def board_of(placement: Placement) -> Board:
    """Everything the board shows, in a fixed number of queries."""
    cards = _cards(placement)
    year = school_year_on(placement.on)
    groups = ClassGroup.objects.filter(pk__in=placement.class_ids).select_related("cohort").order_by("number")
    columns = {
        group.pk: BoardColumn(class_group=group, name=str(group.name_in(year)), on=placement.on) for group in groups
    }
    waiting = BoardColumn(class_group=None, name=_g("待分班"), on=placement.on)
    for stay_id, class_id in placement.seats.items():
        if stay_id in cards:
            column = columns.get(class_id, waiting) if class_id else waiting
            column.cards.append(cards[stay_id])
    for card in _settled(placement, cards):
        columns[card.stay.class_group_id].settled.append(card)
    for column in (*columns.values(), waiting):
        _mark_namesakes(column)
        column.cards.sort(key=lambda card: (card.stay.person.name_pinyin, card.stay.pk))
    return Board(placement=placement, columns=list(columns.values()), waiting=waiting)


def _mark_namesakes(column: BoardColumn) -> None:
    names = Counter(card.stay.person.name for card in column.everybody)
    for card in column.cards:
        card.has_namesake = names[card.stay.person.name] > 1 and column.class_group is not None


def entrants_of(placement: Placement) -> tuple[list[Entrant], dict[int, list[Entrant]]]:
    """Who is to be dealt, and who sits in each class already."""
    cards = _cards(placement)
    settled: dict[int, list[Entrant]] = {pk: [] for pk in placement.class_ids}
    for card in _settled(placement, cards):
        settled[card.stay.class_group_id].append(card.entrant)
    return [card.entrant for card in cards.values()], settled


def _cards(placement: Placement) -> dict[int, Card]:
    stays = Enrolment.objects.filter(pk__in=list(placement.seats)).select_related("person", "class_group__cohort")
    return {card.stay.pk: card for card in _as_cards(list(stays), placement)}


def _settled(placement: Placement, cards: dict[int, Card]) -> Iterable[Card]:
    """Pupils in the classes on the day who are not being placed; for a confirmed one, none that it brought there."""
    brought = [*cards, *placement.became.values()]
    stays = Enrolment.objects.in_force(placement.on).filter(class_group_id__in=placement.class_ids)
    return _as_cards(list(stays.exclude(pk__in=brought).select_related("person")), placement)


def _as_cards(stays: Sequence[Any], placement: Placement) -> list[Card]:
    people = [stay.person_id for stay in stays]
    origins, families = _origins(people, placement.organisation_id), _families(people, placement.on)
    return [
        Card(stay=stay, origin=origins.get(stay.person_id, ""), family=families.get(stay.person_id, 0))
        for stay in stays
    ]


def _origins(person_ids: Sequence[int], organisation_id: int) -> dict[int, str]:
    """The school each pupil came from: the last other one on record here, else what was registered."""
    facts = PupilFacts.objects.filter(pk__in=person_ids).exclude(origin_school="")
    found = dict(facts.values_list("person_id", "origin_school"))
    before = Enrolment.objects.filter(person_id__in=person_ids).exclude(organisation_id=organisation_id)
    rows = before.order_by("starts_on", "pk").values_list("person_id", "organisation__short_name", "organisation__name")
    return found | {person_id: short or name for person_id, short, name in rows}


def _families(person_ids: Sequence[int], on: date) -> dict[int, int]:
    """Pupils of one guardian share a number; who has no brother or sister among them has none."""
    rows = Guardianship.objects.confirmed(on).filter(pupil_id__in=person_ids).order_by("guardian_id", "pupil_id")
    wards: dict[int, list[int]] = {}
    for guardian_id, pupil_id in rows.values_list("guardian_id", "pupil_id"):
        wards.setdefault(guardian_id, []).append(pupil_id)
    family: dict[int, int] = {}
    for group in wards.values():
        if len(group) > 1:
            known = min([family[pk] for pk in group if pk in family], default=group[0])
            merged = {family[pk] for pk in group if pk in family}
            family |= {pk: known for pk, number in family.items() if number in merged}
            family |= dict.fromkeys(group, known)
    return family


def gone_since(placement: Placement) -> list[str]:
    """Names of pupils whose stay in the draft has ended since it was made."""
    rows = Enrolment.objects.filter(pk__in=list(placement.seats), ends_on__isnull=False)
    return list(rows.order_by("person__name_pinyin").values_list("person__name", flat=True))


@dataclass(frozen=True, kw_only=True)
class DrawnPupil:
    """One line of the protocol."""

    number: int
    name: str
    e_id: str
    sex: str
    draw: str
    class_name: str


def protocol_rows(board: Board) -> list[DrawnPupil]:
    """All pupils of a placement in the order of the draw, each with the class they went to."""
    seed = board.placement.seed
    lines = [
        (draw_number(seed, card.stay.person.e_id), card.stay.person, column.name)
        for column in (*board.columns, board.waiting)
        for card in column.cards
    ]
    return [
        DrawnPupil(
            number=number,
            name=person.name,
            e_id=person.e_id_spaced,
            sex=person.get_sex_display(),
            draw=draw[:12],
            class_name=name,
        )
        for number, (draw, person, name) in enumerate(sorted(lines, key=lambda line: line[0]), start=1)
    ]


def class_lists(board: Board) -> list[tuple[str, list[Any]]]:
    """Each class with everybody in it by pinyin, for the sheets that are posted."""

    def by_pinyin(card: Card) -> tuple[str, int]:
        return card.stay.person.name_pinyin, card.stay.pk

    return [(column.name, sorted(column.everybody, key=by_pinyin)) for column in board.columns]
