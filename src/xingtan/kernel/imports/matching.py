"""Which column is which field: by our heads, by heads of others, by what was chosen last time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from xingtan.kernel.imports.errors import ColumnsIncomplete
from xingtan.kernel.imports.fields import tidied
from xingtan.kernel.imports.models import ColumnMemory
from xingtan.kernel.imports.reading import RawRow
from xingtan.kernel.imports.register import Register

LINES_LOOKED_AT = 20


def plain_head(head: str) -> str:
    """A head without marks, notes in brackets and spaces: “*姓名（必填）” and “姓名” are one."""
    bare = re.sub(r"[（(\[【][^）)\]】]*[）)\]】]", "", tidied(head))
    return re.sub(r"[\s*＊:：、,，/.。_\-—\"'“”]", "", bare).lower() or re.sub(r"\s", "", tidied(head)).lower()


def known_heads(register: Register) -> dict[str, str]:
    """Plain head -> field code, from labels and aliases."""
    known: dict[str, str] = {}
    for field in register.fields:
        for head in (str(field.label), *field.aliases, field.code):
            known.setdefault(plain_head(head), field.code)
    return known


def find_head(lines: Sequence[RawRow], register: Register, remembered: Mapping[str, str]) -> RawRow | None:
    """The line with the heads: of the first ones, that which has most of them known; None when none has two."""
    known = {**known_heads(register), **remembered}
    best, most = None, 1
    for row in lines[:LINES_LOOKED_AT]:
        count = sum(1 for cell in row.cells if cell.strip() and plain_head(cell) in known)
        if count > most:
            best, most = row, count
    return best


def remembered_heads(register: Register, path: str) -> dict[str, str]:
    """Plain head -> field code ("" = leave out) as last chosen for this target or one above it."""
    rows = ColumnMemory.objects.filter(register_code=register.code).order_by("used_at")
    return {row.head: row.field_code for row in rows if path.startswith(row.path)}


def propose(heads: Sequence[str], register: Register, remembered: Mapping[str, str]) -> dict[str, str]:
    """Column index (as text) -> field code. A field is given to the first column that bears one of its heads."""
    known = known_heads(register)
    taken: set[str] = set()
    proposed: dict[str, str] = {}
    for index, head in enumerate(heads):
        plain = plain_head(head)
        code = remembered[plain] if plain in remembered else known.get(plain, "")
        if code and code not in taken:
            taken.add(code)
            proposed[str(index)] = code
    return proposed


def is_certain(
    heads: Sequence[str], columns: Mapping[str, str], register: Register, remembered: Mapping[str, str]
) -> bool:
    """Whether nobody needs to look: every head is understood, no field is meant twice, nothing needed is absent."""
    known = {**known_heads(register), **remembered}
    filled = [plain_head(head) for head in heads if head.strip()]
    meant = [known[head] for head in filled if known.get(head)]
    required = {field.code for field in register.fields if field.is_required}
    return all(head in known for head in filled) and len(meant) == len(set(meant)) and required <= set(columns.values())


def check_columns(columns: Mapping[str, str], register: Register) -> None:
    """Raises ColumnsIncomplete: a field chosen twice, none chosen, or a required one absent."""
    chosen = [code for code in columns.values() if code]
    for code in chosen:
        field = register.field(code)
        if field is None:
            raise ColumnsIncomplete(reason=_("有一列选了没有的项目。"))
        if chosen.count(code) > 1:
            raise ColumnsIncomplete(reason=_("“%(field)s”选了不止一列。") % {"field": field.label})
    absent = [str(field.label) for field in register.fields if field.is_required and field.code not in chosen]
    if absent:
        raise ColumnsIncomplete(reason=_("缺少必需的列：%(fields)s。") % {"fields": "、".join(absent)})


def remember(register: Register, path: str, heads: Sequence[str], columns: Mapping[str, str], now: datetime) -> None:
    """Keep what was chosen for heads that are not plain from their words."""
    known = known_heads(register)
    rows = {}
    for index, head in enumerate(heads):
        code = columns.get(str(index), "")
        if head.strip() and known.get(plain_head(head), "") != code:
            rows[plain_head(head)[:100]] = code
    ColumnMemory.objects.bulk_create(
        [
            ColumnMemory(register_code=register.code, path=path, head=head, field_code=code, used_at=now)
            for head, code in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["register_code", "path", "head"],
        update_fields=["field_code", "used_at"],
    )
