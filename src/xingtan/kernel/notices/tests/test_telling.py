"""Telling once, reading, acknowledging."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from xingtan.kernel.notices import api as notices_api
from xingtan.kernel.notices import selectors, todos
from xingtan.kernel.notices.errors import NothingToAcknowledge, NoticeNotFound
from xingtan.kernel.notices.models import Notice, Recipient
from xingtan.kernel.registry import REGISTRY, Manifest, NoticeKind
from xingtan.kernel.tasks.models import TaskRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lantern_kind(monkeypatch):
    kinds = Manifest(notices=(NoticeKind(code="test.lantern", label="灯笼"),))
    monkeypatch.setattr(REGISTRY, "manifests", {**REGISTRY.manifests, "test": kinds})


def tell(person_ids, now, subject_key="lantern:1", **columns):
    return notices_api.tell(
        kind="test.lantern", subject_key=subject_key, person_ids=person_ids, title="今晚点灯", now=now, **columns
    )


def test_telling_twice_tells_once_and_adds_those_who_did_not_know(now, notices):
    first = tell([1, 2, 2], now)
    again = tell([2, 3], now)

    assert first.pk == again.pk
    assert notices.told("lantern:1") == {1, 2, 3}
    assert Recipient.objects.count() == 3


def test_fifty_thousand_are_told_in_one_statement(now):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tasks_taskrun (id, task, arguments, queue, lock, key, label, url, state, done, total, "
            "message, error, attempts, cancel_requested) "
            "SELECT n, 't', '{}', 'q', '', '', 'l', '', 'queued', 0, 0, '', '', 0, false "
            "FROM generate_series(1, 50000) n"
        )
    everybody = TaskRun.objects.annotate(person=F("pk") + 7).values("person")

    with CaptureQueriesContext(connection) as queries:
        notice = tell(everybody, now)

    assert sum("notices_recipient" in query["sql"] for query in queries.captured_queries) == 1
    assert notices_api.acknowledgement(notice.pk).told == 50_000


def test_the_bell_counts_what_is_unread(make_actor, now):
    actor = make_actor()
    first, _second = tell([actor.person_id], now), tell([actor.person_id], now, "lantern:2")

    assert notices_api.unread_count(actor) == 2
    notices_api.mark_read(actor=actor, notice_id=first.pk, now=now)
    assert notices_api.unread_count(actor) == 1
    notices_api.mark_all_read(actor=actor, now=now)
    assert notices_api.bell_state(actor).unread == 0
    assert notices_api.unread_count(make_actor()) == 0


def test_the_list_takes_one_query_however_long(make_actor, now, count_queries):
    actor = make_actor()
    for number in range(5):
        tell([actor.person_id], now, f"lantern:{number}")

    with count_queries(1):
        titles = [copy.notice.title for copy in notices_api.received_by(actor)]

    assert titles == ["今晚点灯"] * 5


def test_acknowledging_reads_counts_and_may_be_done_twice(make_actor, now):
    actor, other = make_actor(), make_actor()
    notice = tell([actor.person_id, other.person_id], now, requires_ack=True, ack_by=date(2025, 9, 30))

    first = notices_api.acknowledge(actor=actor, notice_id=notice.pk, now=now)
    again = notices_api.acknowledge(actor=actor, notice_id=notice.pk, now=now + timedelta(hours=1))

    assert first.acked_at == again.acked_at == now
    state = notices_api.acknowledgement(notice.pk)
    assert (state.told, state.read, state.acknowledged) == (2, 1, 1)
    assert notices_api.outstanding(notice.pk) == [other.person_id]


def test_what_was_not_sent_to_me_is_not_there(make_actor, now):
    notice = tell([make_actor().person_id], now, requires_ack=True)

    for act in (notices_api.acknowledge, notices_api.mark_read):
        with pytest.raises(NoticeNotFound):
            act(actor=make_actor(), notice_id=notice.pk, now=now)
    with pytest.raises(NoticeNotFound):
        notices_api.received(make_actor(), notice.pk)
    assert notices_api.acknowledgement(notice.pk).acknowledged == 0


def test_a_notice_that_asks_nothing_cannot_be_acknowledged(make_actor, now):
    actor = make_actor()
    notice = tell([actor.person_id], now)

    with pytest.raises(NothingToAcknowledge):
        notices_api.acknowledge(actor=actor, notice_id=notice.pk, now=now)


def test_things_to_acknowledge_are_things_to_do_the_most_pressing_first(make_actor, now):
    actor = make_actor()
    tell([actor.person_id], now, "lantern:1", requires_ack=True, ack_by=date(2025, 9, 30))
    late = tell([actor.person_id], now, "lantern:2", requires_ack=True, ack_by=date(2025, 9, 20), sender="教务处")
    tell([actor.person_id], now, "lantern:3")

    items = todos.to_acknowledge(actor, now)

    assert [item.due_on for item in items] == [date(2025, 9, 20), date(2025, 9, 30)]
    assert (items[0].title, items[0].detail, items[0].url) == ("今晚点灯", "教务处", f"/notices/{late.pk}/")
    notices_api.acknowledge(actor=actor, notice_id=late.pk, now=now)
    assert len(todos.to_acknowledge(actor, now)) == 1


def test_a_withdrawn_notice_leaves_every_bell(make_actor, now):
    actor = make_actor()
    tell([actor.person_id], now, requires_ack=True)

    assert notices_api.withdraw(kind="test.lantern", subject_key="lantern:1") == 1
    assert notices_api.unread_count(actor) == 0
    assert notices_api.withdraw(kind="test.lantern", subject_key="lantern:1") == 0


def test_an_undeclared_kind_is_a_mistake_in_code(now):
    with pytest.raises(LookupError):
        notices_api.tell(kind="test.none", subject_key="x", person_ids=[1], title="x", now=now)
    assert not Notice.objects.exists()


def test_a_person_may_take_along_what_they_were_told(make_actor, now):
    actor = make_actor()
    notices_api.mark_read(actor=actor, notice_id=tell([actor.person_id], now).pk, now=now)

    [(title, rows)] = selectors.export_received(actor.person_id)

    assert title == "收到的通知"
    assert (rows[0]["标题"], rows[0]["阅读时间"], rows[0]["签收时间"]) == ("今晚点灯", now.isoformat(), "")
