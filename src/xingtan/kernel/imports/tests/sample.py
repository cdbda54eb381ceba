"""A register of three fields, for tests of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xingtan.kernel.imports import fields
from xingtan.kernel.imports.fields import Field
from xingtan.kernel.imports.register import Line, Register, Session, Target
from xingtan.kernel.scopes import Actor


class SampleSession(Session):
    """Nothing is held; a name is recognised by itself."""

    def match(self, lines: Sequence[Line]) -> None:
        for line in lines:
            line.key = str(line.values.get("name", ""))

    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        return {}

    def write(self, lines: Sequence[Line]) -> None:
        raise AssertionError("nothing is written here")

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        return set()


class SampleRegister(Register):
    code = "sample.things"
    label = "物品"
    unit = "件"
    permission = "sample.manage"
    fields = (
        Field("name", "姓名", parse=fields.text(10), aliases=("名称", "XM"), is_required=True, note="全名。"),
        Field("count", "数量", parse=fields.whole(1, 99), aliases=("件数",)),
        Field("day", "日期", parse=fields.day()),
        Field("state", "状态", parse=fields.one_of({"新": "new", "旧": "old"}, "状态"), choices=("新", "旧")),
        Field("number", "编号", parse=fields.text(20), is_exact=True, example="0012"),
    )
    session = SampleSession

    def targets(self, actor: Actor) -> Iterable[Target]:
        return [Target(path="/1/", label="一处")]

    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        return Actor(on=on)
