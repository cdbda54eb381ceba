"""Schools and classes as lists name them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from xingtan.kernel.scopes import Actor
from xingtan.people.organisations.models import Organisation
from xingtan.people.roster import data as roster
from xingtan.people.roster import naming
from xingtan.people.roster import services as roster_services
from xingtan.people.roster.models import ClassGroup
from xingtan.people.roster.selectors import school_year_on
from xingtan.people.roster.services.classes import stage_years

NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
KINDERGARTEN = {"小": 1, "中": 2, "大": 3}
CLASS_FULL = re.compile(r"(?P<grade>.+?)(?:年级)?[(（]?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?班?")
CLASS_BARE = re.compile(r"[(（]?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?班?")


class Place(NamedTuple):
    """A class by its nature: it may not be there yet."""

    stage: str
    enrol_year: int
    number: int


def number_of(text: str) -> int | None:
    """7, 07, 七, 十二 as numbers."""
    if text.isdigit():
        return int(text)
    if text in NUMBERS:
        return NUMBERS[text]
    if len(text) == 2 and text[0] == "十" and text[1] in NUMBERS:
        return 10 + NUMBERS[text[1]]
    if len(text) == 2 and text[1] == "十" and text[0] in NUMBERS:
        return 10 * NUMBERS[text[0]]
    if len(text) == 3 and text[1] == "十" and text[0] in NUMBERS and text[2] in NUMBERS:
        return 10 * NUMBERS[text[0]] + NUMBERS[text[2]]
    return None


def cohort_of(school: Organisation, text: str, year: int) -> tuple[str, int] | None:
    """(stage, enrol year) of a grade as lists write it: 三年级, 初二, 高一年级, 大班, 7, 2024级. None when unknown.

    Args:
        year: the school year by which grades are counted.
    """
    plain = re.sub(r"[\s年级班]", "", text)
    if entry := re.fullmatch(r"(20\d{2})", plain):
        return _stage_of_entry(school, int(entry[1]), year)
    if plain in KINDERGARTEN and "kindergarten" in school.stages:
        return "kindergarten", year - KINDERGARTEN[plain] + 1
    for prefix, stage in (("小", "primary"), ("初", "junior"), ("高", "senior")):
        if plain.startswith(prefix) and len(plain) > 1 and (grade := number_of(plain[1:])) is not None:
            return _checked(school, stage, grade, year)
    overall = number_of(plain)
    if overall is None:
        return None
    primary = school.primary_years
    if overall <= primary and "primary" in school.stages:
        return _checked(school, "primary", overall, year)
    if primary < overall <= 9:
        return _checked(school, "junior", overall - primary, year)
    return _checked(school, "senior", overall - 9, year)


def _checked(school: Organisation, stage: str, grade: int, year: int) -> tuple[str, int] | None:
    if stage not in school.stages or not 1 <= grade <= stage_years(school, stage):
        return None
    return stage, year - grade + 1


def _stage_of_entry(school: Organisation, entry: int, year: int) -> tuple[str, int] | None:
    """A year of entry alone is enough where only one stage of the school has pupils who entered then."""
    possible = [stage for stage in school.stages if 0 <= year - entry < stage_years(school, stage)]
    return (possible[0], entry) if len(possible) == 1 else None


class Classes:
    """The classes of one school on one day, found by the ways lists name them."""

    def __init__(self, school: Organisation, on: date) -> None:
        self.school, self.on, self.year = school, on, school_year_on(on)
        rows = ClassGroup.objects.filter(organisation=school).open_on(on).select_related("cohort", "organisation")
        self.known = {Place(row.cohort.stage, row.cohort.enrol_year, row.number): row for row in rows}

    def place(self, grade: str, name: str) -> Place | None:
        """The class that a grade (may be empty) and a class name mean together; None when it cannot be told."""
        plain = re.sub(r"\s", "", name)
        if bare := CLASS_BARE.fullmatch(plain):
            cohort = cohort_of(self.school, grade, self.year) if grade else self._only_cohort()
            number = number_of(bare["number"])
        elif full := CLASS_FULL.fullmatch(plain):
            cohort, number = cohort_of(self.school, full["grade"], self.year), number_of(full["number"])
            if grade and cohort is not None and cohort_of(self.school, grade, self.year) != cohort:
                return None
        else:
            return None
        if cohort is None or number is None or not 1 <= number <= 99:
            return None
        return Place(*cohort, number)

    def _only_cohort(self) -> tuple[str, int] | None:
        cohorts = {(place.stage, place.enrol_year) for place in self.known}
        return cohorts.pop() if len(cohorts) == 1 else None

    def words(self, place: Place) -> str:
        """七（2）班 in the school year of the day asked about."""
        years = stage_years(self.school, place.stage)
        found = naming.class_name(place.stage, self.year - place.enrol_year + 1, years, place.number)
        return found or naming.lasting_name(place.enrol_year, place.number)

    def open(self, place: Place, actor: Actor, on: date) -> ClassGroup:
        """The class, opened with its cohort where it is not there yet.

        Raises:
            NotPermitted, StageNotTaught.
        """
        held: ClassGroup | None = self.known.get(place)
        if held is not None:
            return held
        cohort = roster_services.open_cohort(
            actor=actor, organisation_id=self.school.pk, stage=place.stage, enrol_year=place.enrol_year
        )
        begins = min(on, date(self.year, 9, 1))
        opened: ClassGroup = roster_services.open_class_group(
            actor=actor, cohort_id=cohort.pk, number=place.number, starts_on=begins
        )
        opened.cohort, opened.organisation = cohort, self.school
        self.known[place] = opened
        return opened

    def may_open(self, actor: Actor) -> bool:
        return actor.may(roster.MANAGE_CLASSES, self.school.path)
