"""Persons with documents, phones and accounts: made one by one, written at the end in one go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from django.apps import apps

from xingtan.kernel.search.pinyin import name_pinyin
from xingtan.people.persons import e_id, sealing
from xingtan.people.persons.data import RESIDENT_ID
from xingtan.project.demo import cast, names
from xingtan.project.demo.district import District, Family, Human
from xingtan.project.demo.places import Place

STREETS = ("杏坛路", "舞雩街", "洙泗大街", "弦歌路", "泮水街", "采芹巷", "缁林街", "春服路", "咏归巷", "石门路")
HOUSING = ("杏林苑", "泮水花园", "弦歌小区", "春台家园", "舞雩新村", "青衿雅苑")
VILLAGES = ("石门村", "北山前村", "东柳村", "西河村", "南桥村", "后杨村")
NATIVE_PLACES = (("山东泮水", 84), ("山东济宁", 4), ("山东临沂", 4), ("河南商丘", 3), ("江苏徐州", 3), ("河北邯郸", 2))


def draw_address(rng: Random, place: Place) -> str:
    if rng.random() < 0.3:
        return f"{place.address}舞雩镇{rng.choice(VILLAGES)}{rng.randint(1, 180)}号"
    street, housing = rng.choice(STREETS), rng.choice(HOUSING)
    building, unit, door = rng.randint(1, 28), rng.randint(1, 4), rng.randint(1, 17) * 100 + rng.randint(1, 4)
    return f"{place.address}{street}{rng.randint(1, 200)}号{housing}{building}号楼{unit}单元{door}室"


def draw_native_place(rng: Random) -> str:
    places, weights = zip(*NATIVE_PLACES, strict=True)
    return str(rng.choices(places, weights)[0])


def day_between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))


def add_human(
    district: District, rng: Random, *, sex: str, born_on: date, registered_on: date, people: str = "", **given: Any
) -> Human:
    """Make one person. Surname, given name and the rest are drawn unless they are given."""
    people = people or names.draw_people(rng)
    surname = given.pop("surname", None)
    if surname is None:
        surname = names.draw_surname(rng, people)
    first = given.pop("given", "") or names.draw_given(rng, sex, born_on.year, people)
    name = names.compose(surname, first, given.pop("father_given", ""), people)
    human = Human(
        id=district.people_before + len(district.humans) + 1,
        name=name,
        given=first,
        surname=surname,
        sex=sex,
        born_on=born_on,
        people=people,
        registered_on=registered_on,
        native_place=draw_native_place(rng),
        **given,
    )
    human.resident_id = district.place.resident_id(born_on, _serial(born_on, sex, district.facts))
    district.humans.append(human)
    return human


def _serial(born_on: date, sex: str, facts: dict[str, Any]) -> int:
    """The next free serial of a birthday: odd for men, even for women."""
    used: dict[tuple[date, str], int] = facts.setdefault("serials", {})
    count = used[born_on, sex] = used.get((born_on, sex), 0) + 1
    return 2 * count - 1 if sex == "1" else 2 * count


def add_child(
    district: District, rng: Random, *, sex: str, first_grade_year: int, registered_on: date, is_common: bool
) -> Human:
    """Make one child of the right age, in a new family or beside a brother or sister.

    Args:
        first_grade_year: the year of entering grade 1; children are six by 31 August of it.
        is_common: whether the family may be one that has a child in the district already.
    """
    born_on = day_between(rng, date(first_grade_year - 7, 9, 1), date(first_grade_year - 6, 8, 31))
    family = _family_with_room(district, rng, born_on) if is_common and rng.random() < 0.42 else None
    if family is None:
        family = add_family(district, rng, born_on)
    child = add_human(
        district,
        rng,
        sex=sex,
        born_on=born_on,
        registered_on=registered_on,
        people=family.people,
        surname=family.surname,
        father_given=family.father_given,
        address=family.address,
    )
    family.children.append(child)
    district.facts.setdefault("family_of", {})[child.id] = family
    return child


def add_family(district: District, rng: Random, born_on: date) -> Family:
    people = names.draw_people(rng)
    family = Family(
        id=len(district.families) + 1,
        surname=names.draw_surname(rng, people),
        people=people,
        address=draw_address(rng, district.place),
        father_given=names.draw_given(rng, "1", born_on.year - 28, people),
    )
    district.families.append(family)
    return family


def _family_with_room(district: District, rng: Random, born_on: date) -> Family | None:
    """A family whose only child is two to nine years older or younger."""
    for _try in range(6):
        if not district.families:
            return None
        family = rng.choice(district.families)
        if len(family.children) == 1 and 600 < abs((family.children[0].born_on - born_on).days) < 3400:
            return family
    return None


@lru_cache(maxsize=40_000)
def _spelled(name: str) -> tuple[str, str]:
    return name_pinyin(name)


def give_e_ids(district: District) -> None:
    """Number everybody in the order of registration years, and leave the counters where they stopped."""
    counters = apps.get_model("persons.EIdCounter")
    last: dict[int, int] = dict(counters.objects.values_list("year", "last"))
    for human in district.humans:
        year = human.registered_on.year
        last[year] = last.get(year, 0) + 1
        human.e_id = e_id.compose(year, last[year])
    counters.objects.bulk_create(
        [counters(year=year, last=count) for year, count in sorted(last.items())],
        update_conflicts=True, unique_fields=["year"], update_fields=["last"],
    )  # fmt: skip


def person_rows(district: District) -> Iterator[dict[str, Any]]:
    for human in district.humans:
        pinyin, initials = _spelled(human.name)
        yield {
            "id": human.id,
            "e_id": human.e_id,
            "name": human.name,
            "former_name": human.former_name,
            "name_pinyin": pinyin,
            "name_initials": initials,
            "sex": human.sex,
            "born_on": human.born_on,
            "ethnic_code": human.people,
            "political_code": human.political,
            "native_place": human.native_place,
            "address_sealed": sealing.seal(human.address) if human.address else None,
            "phone_sealed": sealing.seal(human.phone) if human.phone else None,
            "phone_index": sealing.blind_index(human.phone) if human.phone else None,
            "photo_file_id": human.photo or None,
            "phone_masked": sealing.mask_phone(human.phone),
        }


def document_rows(district: District) -> Iterator[dict[str, Any]]:
    """One resident ID each; a difference between it and the register is marked, as the service marks it."""
    for human in district.humans:
        number = human.resident_id
        if not number:
            continue
        is_male = int(number[16]) % 2 == 1
        yield {
            "person_id": human.id,
            "kind": RESIDENT_ID,
            "number_sealed": sealing.seal(number),
            "number_index": sealing.blind_index(f"{RESIDENT_ID}:{number}"),
            "number_masked": sealing.mask_document(number),
            "has_findings": number[6:14] != f"{human.born_on:%Y%m%d}" or is_male != (human.sex == "1"),
        }


def write_people(district: District) -> None:
    """Write persons, documents and accounts."""
    give_e_ids(district)
    for label, rows in (
        ("persons.Person", person_rows),
        ("persons.IdentityDocument", document_rows),
        ("accounts.Account", cast.account_rows),
    ):
        table = district.table(label)
        table.write_all(rows(district))
        if label == "persons.Person":
            table.last_id = district.people_before + len(district.humans)
