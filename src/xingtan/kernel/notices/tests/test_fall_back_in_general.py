"""Whatever the channels answer, whoever has which address: rules of fall-back and budget that always hold."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from xingtan.kernel.notices import api as notices_api
from xingtan.kernel.notices import delivering
from xingtan.kernel.notices.data import DINGTALK, MAIL, SMS, WECOM
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.senders.data import Fate, Outcome, Sender
from xingtan.kernel.notices.tests.conftest import KIND, NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CHANNELS = (WECOM, DINGTALK, SMS, MAIL)
PEOPLE = (1, 2, 3)
TAKEN = (Fate.ACCEPTED, Fate.UNCERTAIN)
FINAL = {"accepted", "uncertain", "refused", "held"}


class Scripted(Sender):
    """Answers each person as the example says, the last answer for ever."""

    def __init__(self, channel, answers, log):
        self.channel = self.provider = channel
        self.batch, self.answers, self.log = 2, answers, log

    def send(self, letter, addresses, *, reference):
        return [self._answer(int(address.rpartition("-")[2]), letter.title) for address in addresses]

    def _answer(self, person, title):
        script = self.answers.get((person, self.channel), [Fate.ACCEPTED])
        tried = sum(1 for entry in self.log if entry[:3] == (title, person, self.channel))
        fate = script[min(tried, len(script) - 1)]
        self.log.append((title, person, self.channel, fate))
        return Outcome(fate=fate, code="" if fate == Fate.ACCEPTED else "scripted")


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


fates = st.lists(st.sampled_from(list(Fate)), min_size=1, max_size=7)
pairs = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(CHANNELS))


@given(
    order=st.permutations(CHANNELS).flatmap(lambda line: st.integers(1, 4).map(lambda count: line[:count])),
    known=st.sets(pairs),
    answers=st.dictionaries(pairs, fates),
    budget=st.integers(0, 3),
    unit_budget=st.integers(0, 4),
    urgent=st.lists(st.booleans(), min_size=1, max_size=4),
)
@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fall_back_and_budget(books, monkeypatch, order, known, answers, budget, unit_budget, urgent):
    for channel in CHANNELS:
        books.of[channel].clear()
        books.of[channel].update({person: f"{channel}-{person}" for person in PEOPLE if (person, channel) in known})
    log: list[tuple[str, int, str, Fate]] = []
    senders = [Scripted(channel, answers, log) for channel in order]
    monkeypatch.setattr(delivering, "ready_senders", lambda: senders)
    with undone(), override_settings(DAILY_PUSH_BUDGET=budget, SCHOOL_DAILY_SMS=unit_budget):
        for number, is_urgent in enumerate(urgent):
            notice = notices_api.tell(
                kind=KIND,
                subject_key=f"n:{number}",
                person_ids=PEOPLE,
                title=f"第{number}条",
                now=NOON,
                is_urgent=is_urgent,
                organisation_path="/1/5/",
            )
            for minute in range(7):  # more goes than the five tries of a busy channel need
                delivering.send_waiting(notice.pk, lambda at=minute: NOON + timedelta(minutes=at))
        rows = list(Delivery.objects.all())

    check_each_message_ends_once(log, rows)
    check_order(log, order, known, {f"第{number}条" for number, is_urgent in enumerate(urgent) if is_urgent})
    check_budgets(log, urgent, budget, unit_budget)


def check_each_message_ends_once(log, rows):
    """Nobody hears twice of one thing, nothing is left open, and every row has an end with a reason."""
    taken = Counter((title, person) for title, person, _channel, fate in log if fate in TAKEN)
    assert all(count == 1 for count in taken.values())
    assert {str(row.state) for row in rows} <= FINAL
    assert all(row.code for row in rows if row.state in ("refused", "held"))
    assert Counter((row.title, row.person_id, row.channel) for row in rows).most_common(1)[0][1] == 1
    for place, (title, person, _channel, fate) in enumerate(log):
        if fate in TAKEN:
            assert not any(later[:2] == (title, person) for later in log[place + 1 :])


def check_order(log, order, known, urgent_titles):
    """A channel is tried only after each earlier one that knows the person has refused for good."""
    for place, (title, person, channel, _fate) in enumerate(log):
        for earlier in order[: order.index(channel)]:
            if (person, earlier) not in known:
                continue
            answers = [fate for *who, fate in log[:place] if tuple(who) == (title, person, earlier)]
            was_held = earlier == SMS and title not in urgent_titles and not answers
            assert was_held or answers[-1] == Fate.REFUSED or answers.count(Fate.LATER) == 5


def check_budgets(log, urgent, budget, unit_budget):
    """What is not urgent never goes beyond the budgets of the day."""
    sent, texts = Counter(), 0
    for title, person, channel, fate in log:
        is_urgent = urgent[int(title[1:-1])]
        if not is_urgent:
            assert sent[person] < budget
            assert channel != SMS or texts < unit_budget
        if fate in TAKEN:
            sent[person] += 1
            texts += channel == SMS
