"""Cells of lists about people: names and numbers as files bring them, turned into what is kept.

Parsers for `kernel.imports.fields.Field`: they take tidied text and raise `Unfit`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.codes import checks
from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.fields import Unfit
from xingtan.kernel.imports.register import Line
from xingtan.people.persons import sealing
from xingtan.people.persons.data import RESIDENT_ID
from xingtan.people.persons.models import IdentityDocument
from xingtan.people.persons.services import clean_name, clean_phone

LOST_DIGITS = re.compile(r"[\d.]+e\+?\d+", re.I)
HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff]) +(?=[\u3400-\u9fff\U00020000-\U0003ffff])")
SEXES = {"男": "1", "女": "2", "1": "1", "2": "2", "男性": "1", "女性": "2", "male": "1", "female": "2"}
DOCUMENT_WORDS = {"身份证": "1", "居民身份证": "1", "二代身份证": "1"}


def refusals(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """A cleaner of people's services as a parser of cells."""

    def read(text: str) -> Any:
        try:
            return parse(text)
        except DomainError as error:
            reason = error.values.get("reason")
            raise Unfit(str(reason or error)) from error

    return read


@refusals
def name(text: str) -> str:
    """Lists pad names of two characters with a space; names of other scripts keep theirs."""
    return clean_name(HAN_GAP.sub("", text))


phone = refusals(clean_phone)
sex = fields.one_of(SEXES, _("性别"))


def exact(text: str) -> str:
    """A number of signs, not of quantity: spaces and the quotation mark of a text cell fall away."""
    plain = "".join(text.split()).upper().strip("'`’‘")
    if LOST_DIGITS.fullmatch(plain):
        raise Unfit(_g("被表格软件存成了数字，末几位已经丢失。请把该列设为文本格式，重新填写号码。"))
    return plain


def document_number(text: str) -> str:
    """A document number, checked only for length: what kind it is, another column says."""
    plain = exact(text)
    if not re.fullmatch(r"[0-9A-Z()\-]{4,20}", plain):
        raise Unfit(_g("应为4至20位字母或数字。"))
    return plain


def school_code(text: str) -> str:
    plain = exact(text)
    if problem := checks.school_code_problem(plain):
        raise Unfit(str(problem))
    return plain


def settle_document(line: Line, on: date, *, prefix: str = "") -> None:
    """Give the document of a line its kind, check a resident ID by itself and against birthday and sex.

    Args:
        prefix: of the field codes, where a line speaks of more than one person.
    """
    values = line.values
    number = values.get(f"{prefix}document_number")
    if number is None:
        values.pop(f"{prefix}document_kind", None)
        return
    kind = values.setdefault(f"{prefix}document_kind", RESIDENT_ID)
    if kind != RESIDENT_ID:
        return
    if problem := checks.resident_id_problem(number, on=on):
        line.refuse(f"{prefix}document_number", problem)
        return
    born, given = checks.resident_birthday(number), values.get(f"{prefix}born_on")
    if born is not None and given and given != born.isoformat():
        sentence = _g("与身份证号中的%(day)s不一致，请核对。")
        line.refuse(f"{prefix}born_on", sentence % {"day": born.isoformat()})
    if values.get(f"{prefix}sex", checks.resident_sex(number)) != checks.resident_sex(number):
        line.refuse(f"{prefix}sex", _g("与身份证号第17位的性别不一致，请核对。"))


def document_index(line: Line, *, prefix: str = "") -> bytes | None:
    """By what a document is looked up, after `settle_document`."""
    number = line.values.get(f"{prefix}document_number")
    return sealing.blind_index(f"{line.values[f'{prefix}document_kind']}:{number}") if number else None


def holders(indexes: Iterable[bytes]) -> dict[bytes, int]:
    """Index of a document -> the person whose it is."""
    rows = IdentityDocument.objects.filter(number_index__in=list(indexes)).values_list("number_index", "person_id")
    return {bytes(index): person_id for index, person_id in rows}
