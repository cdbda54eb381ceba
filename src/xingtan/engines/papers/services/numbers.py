"""Giving out numbers. The book's row is locked until the caller's transaction ends: no gap, no repeat.

The caller has checked that the actor may number for the organisation; numbers are given to papers, not asked for.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xingtan.engines.papers import errors
from xingtan.engines.papers.data import AUDIT_NUMBER_VOIDED
from xingtan.engines.papers.models import NumberBook, TakenNumber
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor

FORBIDDEN_IN_WORD = frozenset("〔〕[]（）()0123456789")
LONGEST_WORD = 20


@transaction.atomic
def take_number(
    *, actor: Actor, organisation_id: int, word: str, year: int, kind: str, now: datetime, subject: str = ""
) -> TakenNumber:
    """The next number of a book, in the caller's transaction: if that is rolled back, the number was never taken.

    Args:
        word: 机关代字 without brackets and figures, e.g. "示教".
        year: four digits.
        kind: which book of that word, e.g. "document", "letter".
        subject: what it is for, as the book shows it.
    Raises:
        NumberWordWrong, NumberYearWrong.
    """
    word = word.strip()
    if not word or len(word) > LONGEST_WORD or FORBIDDEN_IN_WORD & set(word):
        raise errors.NumberWordWrong(word=word[:40])
    if not 1949 <= year <= 2999:
        raise errors.NumberYearWrong(year=year)
    key = {"organisation_id": organisation_id, "word": word, "year": year, "kind": kind}
    NumberBook.objects.bulk_create([NumberBook(**key)], ignore_conflicts=True)  # the first of the year opens the book
    book = NumberBook.objects.select_for_update().get(**key)
    book.last_serial += 1
    book.save(update_fields=["last_serial"])
    return TakenNumber.objects.create(
        book=book, serial=book.last_serial, subject=subject[:200], taken_by_id=actor.person_id, taken_at=now
    )


@transaction.atomic
def void_number(*, actor: Actor, number_id: int, reason: str, now: datetime) -> TakenNumber:
    """Declare a number void. It stays in the book and is never given out again; twice changes nothing.

    Raises:
        NumberNotFound, ReasonMissing.
    """
    taken = TakenNumber.objects.select_for_update(of=("self",)).select_related("book__organisation")
    found = taken.filter(pk=number_id).first()
    if found is None:
        raise errors.NumberNotFound(number_id=number_id)
    if not reason.strip():
        raise errors.ReasonMissing
    if found.voided_at is None:
        found.voided_at, found.voided_by_id, found.void_reason = now, actor.person_id, reason.strip()[:200]
        found.save(update_fields=["voided_at", "voided_by", "void_reason"])
        path = found.book.organisation.path
        audit.record(actor, AUDIT_NUMBER_VOIDED, "paper_number", found.pk, path, {"number": found.number})
    return found
