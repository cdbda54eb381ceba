"""Numbers run without a gap and without a repeat, whoever takes them at the same moment."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from xingtan.engines.papers import errors
from xingtan.engines.papers.api import take_number, void_number
from xingtan.engines.papers.models import NumberBook, TakenNumber
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.organisations.models import Organisation

NOW = timezone.now()
WORKERS, EACH = 6, 15


class Refused(Exception):
    """Stands for whatever goes wrong in a caller after the number was taken."""


def actor() -> Actor:
    return system_actor("numbers", on=NOW.date())


def take(organisation: Organisation, **more: Any) -> TakenNumber:
    values = {"word": "示教", "year": 2026, "kind": "document", **more}
    return take_number(actor=actor(), organisation_id=organisation.pk, now=NOW, **values)


def test_numbers_are_written_as_the_standard_has_them(district):
    assert [take(district.school).number for _time in range(3)] == [
        "示教〔2026〕1号",
        "示教〔2026〕2号",
        "示教〔2026〕3号",
    ]


@pytest.mark.parametrize("other", [{"word": "示教函"}, {"year": 2027}, {"kind": "letter"}])
def test_each_book_runs_by_itself(district, other):
    take(district.school)

    assert take(district.school, **other).serial == 1
    assert take(district.other_school).serial == 1
    assert take(district.school).serial == 2


def test_a_caller_that_fails_gives_the_number_back(district):
    take(district.school)
    with pytest.raises(Refused), transaction.atomic():
        take(district.school)
        raise Refused

    assert take(district.school).serial == 2


def test_a_void_number_stays_in_the_book_and_is_not_given_out_again(district):
    taken = take(district.school)

    void_number(actor=actor(), number_id=taken.pk, reason="拟稿撤回", now=NOW)
    void_number(actor=actor(), number_id=taken.pk, reason="再次", now=NOW)

    taken.refresh_from_db()
    assert taken.void_reason == "拟稿撤回" and take(district.school).serial == 2
    assert AuditEntry.objects.filter(action="paper_number.voided").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        taken.delete()


def test_what_cannot_be_a_number_is_refused(district):
    for word in ("", "  ", "示教〔", "示教1", "长" * 21):
        with pytest.raises(errors.NumberWordWrong):
            take(district.school, word=word)
    with pytest.raises(errors.NumberYearWrong):
        take(district.school, year=26)
    with pytest.raises(errors.ReasonMissing):
        void_number(actor=actor(), number_id=take(district.school).pk, reason=" ", now=NOW)
    with pytest.raises(errors.NumberNotFound):
        void_number(actor=actor(), number_id=0, reason="无", now=NOW)


def contend(organisation_id: int, fails: int, barrier: Any) -> None:
    """Take numbers one after another as fast as one can; of every `fails` one transaction is rolled back."""
    barrier.wait()
    for turn in range(EACH):
        try:
            with transaction.atomic():
                take_number(
                    actor=actor(), organisation_id=organisation_id, word="示教", year=2026, kind="document", now=NOW
                )
                if turn % fails == 0:
                    raise Refused
        except Refused:
            pass


def check_the_book(organisation: Organisation, fails: int) -> None:
    wanted = WORKERS * (EACH - len([turn for turn in range(EACH) if turn % fails == 0]))
    serials = sorted(TakenNumber.objects.filter(book__organisation=organisation).values_list("serial", flat=True))

    assert serials == list(range(1, wanted + 1))
    assert NumberBook.objects.get(organisation=organisation).last_serial == wanted


@pytest.fixture
def organisation(transactional_db: None) -> Organisation:
    """One row, so that nothing else is contended for."""
    return Organisation.objects.create(kind="bureau", path="/9000001/", name="示范县教育局")


@pytest.mark.django_db(transaction=True)
def test_many_threads_take_numbers_without_a_gap_or_a_repeat(organisation):
    barrier = Barrier(WORKERS)

    def work(_number: int) -> None:
        try:
            contend(organisation.pk, 4, barrier)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))

    check_the_book(organisation, 4)


@pytest.mark.django_db(transaction=True)
def test_many_processes_take_numbers_and_one_that_dies_leaves_no_gap(organisation):
    connection.close()
    children = []
    for number in range(WORKERS + 1):
        child = os.fork()
        if child == 0:
            _in_a_process(organisation.pk, dies=number == WORKERS)
        children.append(child)
    statuses = [os.waitpid(child, 0)[1] for child in children]

    assert [os.waitstatus_to_exitcode(status) for status in statuses] == [0] * WORKERS + [9]
    check_the_book(organisation, 5)


def _in_a_process(organisation_id: int, *, dies: bool) -> None:
    code = 1
    try:
        if dies:  # in the middle of a transaction that holds a number
            with transaction.atomic():
                take_number(
                    actor=actor(), organisation_id=organisation_id, word="示教", year=2026, kind="document", now=NOW
                )
                os._exit(9)
        contend(organisation_id, 5, _NoWaiting())
        code = 0
    finally:
        os._exit(code)


class _NoWaiting:
    def wait(self) -> None:
        return
