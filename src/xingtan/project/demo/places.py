"""The counties of the invented city, and the numbers that keep what is in one apart from what is in the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingtan.project.demo import numbers

SCHOOLS_EACH = 100  # numbers kept for the schools of one county
ORGANISATIONS_EACH = 1_000


@dataclass(frozen=True, kw_only=True)
class Place:
    """A county, or the city itself. `ordinal` is part of every number given out there."""

    ordinal: int
    name: str
    code: str

    @property
    def short(self) -> str:
        return self.name[:-1]

    @property
    def bureau_name(self) -> str:
        return f"{self.name}教育局"

    @property
    def bureau_short_name(self) -> str:
        return f"{self.name[-1]}教育局"

    @property
    def address(self) -> str:
        """What every address here begins with."""
        within = "" if self.code == numbers.CITY_CODE else self.name
        return f"山东省泮水市{within}"

    @property
    def is_first(self) -> bool:
        """Where the people are who may sign in."""
        return self.ordinal == 0

    def resident_id(self, born_on: date, serial: int) -> str:
        """As `numbers.resident_id`, of this place's own division."""
        return numbers.resident_id(born_on, serial, f"{int(numbers.ID_DIVISION) + self.ordinal}")

    def school_code(self, school_kind: str, ordinal: int) -> str:
        return numbers.school_code(school_kind, self.ordinal * SCHOOLS_EACH + ordinal)

    def credit_code(self, ordinal: int, registrar: str = "12") -> str:
        return numbers.credit_code(self.ordinal * ORGANISATIONS_EACH + ordinal, registrar)


_NAMES = (
    "杏坛区", "舞雩区", "洙泗区", "弦歌县", "采芹县", "缁林县", "春台区", "咏归县", "青衿区", "鸣鹿县",
    "芹香县", "淇园区", "伐檀县", "甘棠县", "蒹葭县", "汉广县", "桃夭县", "鹤鸣县", "苇杭县", "樛木县",
)  # fmt: skip
COUNTIES = tuple(
    Place(ordinal=ordinal, name=name, code=f"{int(numbers.COUNTY_CODE) + ordinal}")
    for ordinal, name in enumerate(_NAMES)
)
HOME = COUNTIES[0]
CITY = Place(ordinal=90, name="泮水市", code=numbers.CITY_CODE)
