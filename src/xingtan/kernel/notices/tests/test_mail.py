"""Mail: only to known addresses, not at night, not too often, not twice."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox

from xingtan.kernel.notices import api as notices_api
from xingtan.kernel.notices import quiet
from xingtan.kernel.notices.delivering import send_waiting
from xingtan.kernel.notices.senders.mail import NO_MAIL_SERVER
from xingtan.kernel.registry import REGISTRY, AddressBook, Manifest, NoticeKind
from xingtan.kernel.tasks.models import TaskRun

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 9, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ADDRESSES = {1: "one@xingtan.example", 2: "two@xingtan.example"}


@pytest.fixture(autouse=True)
def kinds_and_addresses(monkeypatch):
    parts = Manifest(
        notices=(NoticeKind(code="test.mailed", label="信", channels=("bell", "email")),),
        address_books=(AddressBook(code="test", channel="email", addresses=lambda ids: ADDRESSES),),
    )
    monkeypatch.setattr(REGISTRY, "manifests", {"test": parts})


def tell(now=NOON, subject_key="letter:1", **columns):
    return notices_api.tell(
        kind="test.mailed", subject_key=subject_key, person_ids=[1, 2, 3], title="家长会", now=now, **columns
    )


def sent(notice, now=NOON):
    return send_waiting(notice.pk, lambda: now).accepted


def test_each_known_address_gets_one_mail_however_often_it_runs():
    notice = tell(body="周五下午三点，在教室。", sender="杏林县第一小学", requires_ack=True)

    assert sent(notice) == 2
    assert sent(notice) == 0

    assert sorted(letter.to[0] for letter in outbox.outbox) == sorted(ADDRESSES.values())
    assert outbox.outbox[0].subject == "家长会"
    assert "周五下午三点，在教室。" in outbox.outbox[0].body
    assert "请登录签收。" in outbox.outbox[0].body


@pytest.mark.parametrize(
    ("clock", "goes_at"),
    [
        (time(12), time(12)),
        (time(20, 59), time(20, 59)),
        (time(21), time(7)),
        (time(23, 30), time(7)),
        (time(3), time(7)),
        (time(7), time(7)),
    ],
)
def test_mail_waits_for_the_morning(clock, goes_at):
    now = datetime.combine(NOON.date(), clock, NOON.tzinfo)

    end = quiet.end_of_quiet(now)

    assert (end - now).total_seconds() >= 0
    assert end.astimezone(NOON.tzinfo).time() == goes_at


def test_the_task_is_queued_for_the_morning_unless_urgent():
    night = NOON.replace(hour=22)
    tell(night)
    tell(night, "letter:2", is_urgent=True)

    calm, urgent = TaskRun.objects.order_by("pk")
    assert calm.due_at == NOON.replace(day=24, hour=7)
    assert urgent.due_at == night


def test_a_day_has_a_budget_that_urgent_mail_passes(settings):
    settings.DAILY_PUSH_BUDGET = 1
    assert sent(tell()) == 2
    assert sent(tell(subject_key="letter:2")) == 0
    assert sent(tell(subject_key="letter:3", is_urgent=True)) == 2
    assert sent(tell(subject_key="letter:4"), NOON.replace(day=24)) == 2


def test_without_a_mail_server_nothing_is_queued(settings):
    settings.EMAIL_BACKEND = NO_MAIL_SERVER

    tell()

    assert not TaskRun.objects.exists()
