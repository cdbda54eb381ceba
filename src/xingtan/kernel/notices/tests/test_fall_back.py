"""From channel to channel: the first that takes a message ends it, and each step is kept with its reason."""

from __future__ import annotations

import pytest
from django.core import mail as outbox
from django.utils import timezone

from xingtan.kernel.notices.data import DINGTALK, MAIL, SMS, WECOM, State
from xingtan.kernel.notices.delivering import send_notice, send_waiting
from xingtan.kernel.notices.explaining import explain
from xingtan.kernel.notices.following import follow_up
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.testing import dingtalk_settings, sms_settings, wecom_settings
from xingtan.kernel.notices.tests.conftest import NOON, register_text
from xingtan.kernel.tasks.models import TaskRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_is_set_up(settings, line):
    wecom_settings(settings, line)
    dingtalk_settings(settings, line)
    sms_settings(settings, line, "aliyun")
    register_text("aliyun")


def go(notice, now=NOON):
    return send_waiting(notice.pk, lambda: now)


def states(**which):
    rows = Delivery.objects.filter(**which).order_by("person_id", "pk")
    return [(row.person_id, row.channel, str(row.state)) for row in rows]


def test_the_first_channel_with_an_address_takes_it_and_no_other_is_tried(told, books, line):
    books.everybody(range(1, 5))
    del books.of[WECOM][2]
    for channel in (WECOM, DINGTALK):
        books.of[channel].pop(3, None)
    for channel in (WECOM, DINGTALK, SMS):
        books.of[channel].pop(4, None)
    notice = told(range(1, 6))

    assert go(notice).accepted == 4
    assert go(notice).accepted == 0

    assert states() == [
        (1, WECOM, "accepted"),
        (2, DINGTALK, "accepted"),
        (3, SMS, "accepted"),
        (4, MAIL, "accepted"),
        (5, MAIL, "refused"),
    ]
    assert [message["to"] for message in line.taken] == ["w1", "d2", "13900000003"]
    assert outbox.outbox[0].to == ["p4@xingtan.example"]
    assert explain(MAIL, Delivery.objects.get(person_id=5).code) == "没有登记这个渠道的联系方式"


def test_a_refusal_goes_on_to_the_next_channel(told, books, line):
    books.everybody(range(1, 3))
    line.strangers = {"w1"}
    notice = told(range(1, 3))

    go(notice)

    assert states() == [(1, WECOM, "refused"), (1, DINGTALK, "accepted"), (2, WECOM, "accepted")]
    assert Delivery.objects.get(person_id=1, channel=WECOM).code == "invaliduser"


def test_when_nobody_in_the_call_is_known_everybody_goes_on(told, books, line):
    books.everybody(range(1, 3))
    line.strangers = {"w1", "w2"}

    go(told(range(1, 3)))

    assert states(channel=DINGTALK) == [(1, DINGTALK, "accepted"), (2, DINGTALK, "accepted")]


@pytest.mark.parametrize("channel", [WECOM, DINGTALK])
def test_a_forgotten_token_is_fetched_anew_once(told, books, line, settings, channel):
    settings.NOTICE_CHANNELS = [channel]
    books.everybody(range(1, 4))
    go(told([1]))
    line.token_number += 1  # the other side forgets

    go(told([2], "snow:2"))

    assert states() == [(1, channel, "accepted"), (2, channel, "accepted")]
    assert [path for path, _sent in line.calls].count("gettoken") == 2 and len(line.wrong) == 1
    go(told([3], "snow:3"))
    assert [path for path, _sent in line.calls].count("gettoken") == 2


@pytest.mark.parametrize(
    ("channel", "fault"),
    [(WECOM, "45009"), (WECOM, "-1"), (DINGTALK, "143103"), (SMS, "Throttling.User"), (SMS, "503")],
)
def test_a_busy_channel_is_tried_again_and_not_passed_over(told, books, line, settings, channel, fault):
    settings.NOTICE_CHANNELS = [channel, MAIL]
    books.everybody(range(1, 2))
    notice = told([1])
    go(told([7], "other:1"))
    if channel != SMS:
        line.faults.append("")  # the token
    line.faults.append(fault)

    first, second = go(notice), go(notice)

    assert (first.accepted, first.waiting) == (0, 1)
    assert (second.accepted, second.waiting) == (1, 0)
    assert states(person_id=1) == [(1, channel, "accepted")] and outbox.outbox == []


def test_after_five_tries_the_next_channel_is_tried(told, books, line, settings):
    settings.NOTICE_CHANNELS = [SMS, MAIL]
    settings.ALIYUN_SMS_URL = "http://127.0.0.1:9/"
    books.everybody(range(1, 2))
    notice = told([1])

    done = [go(notice) for _try in range(5)]

    assert [one.waiting for one in done] == [1, 1, 1, 1, 0] and done[-1].accepted == 1
    assert states() == [(1, SMS, "refused"), (1, MAIL, "accepted")]


@pytest.mark.parametrize("fault", ["drop", "garbage", "500"])
@pytest.mark.parametrize("channel", [SMS, DINGTALK])
def test_without_a_readable_reply_nothing_is_sent_again(told, books, line, settings, channel, fault):
    settings.NOTICE_CHANNELS = [channel, MAIL]
    books.everybody(range(1, 2))
    notice = told([1])
    line.faults.extend([fault] if channel == SMS else ["", fault])

    go(notice)
    go(notice)

    assert states() == [(1, channel, "uncertain")]
    assert line.taken == [] and outbox.outbox == []


def test_a_lost_reply_of_wechat_work_is_repeated_as_it_was_and_arrives_once(told, books, line, settings):
    settings.NOTICE_CHANNELS = [WECOM]
    books.everybody(range(1, 5))
    go(told([4], "other:1"))
    notice = told(range(1, 4))
    line.after_taking = "drop"

    wait = go(notice)
    done = go(notice)

    assert (wait.waiting, done.accepted) == (3, 3)
    assert [path for path, _sent in line.calls] == ["gettoken", *["message/send"] * 3]
    assert [message["to"] for message in line.taken] == ["w4", "w1", "w2", "w3"]


def test_a_lost_reply_is_settled_by_the_receipt(told, books, line, settings):
    settings.NOTICE_CHANNELS = [SMS]
    books.everybody(range(1, 2))
    now = timezone.localtime().replace(hour=12)
    notice = told([1], now=now)
    line.after_taking = "drop"
    go(notice, now)
    assert states() == [(1, SMS, "uncertain")]

    line.receipts[line.taken[0]["reference"]] = "ok"
    follow_up(now)

    assert states() == [(1, SMS, "delivered")]


def test_a_message_that_could_not_be_brought_goes_on_to_the_next_channel(told, books, line, settings, run_tasks):
    settings.NOTICE_CHANNELS, settings.QUIET_HOURS = [SMS, MAIL], "00:00-00:00"
    books.everybody(range(1, 2))
    now = timezone.now()
    notice = told([1], now=now)
    go(notice, now)
    line.receipts[line.taken[0]["reference"]] = "MOBILE_NOT_ON_SERVICE"

    follow_up(now)
    TaskRun.objects.filter(key=f"notice-{notice.pk}").delete()
    run_tasks()

    assert states() == [(1, SMS, "refused"), (1, MAIL, "accepted")]
    assert Delivery.objects.get(channel=SMS).code == "MOBILE_NOT_ON_SERVICE"


def test_dingtalk_says_who_is_unknown_and_who_has_read(told, books, line, settings):
    settings.NOTICE_CHANNELS = [DINGTALK]
    books.everybody(range(1, 4))
    now = timezone.localtime().replace(hour=12)
    go(told(range(1, 4), now=now), now)
    line.strangers, line.readers = {"d1"}, {"d2"}

    follow_up(now)

    assert states() == [(1, DINGTALK, "refused"), (2, DINGTALK, "read"), (3, DINGTALK, "delivered")]


def test_without_a_registered_text_no_text_message_goes_out(told, books, line, settings):
    settings.NOTICE_CHANNELS = [SMS]
    sms_settings(settings, line, "tencent")
    books.everybody(range(1, 2))

    go(told([1]))

    assert states() == [(1, SMS, "refused")] and line.taken == []
    assert Delivery.objects.get().code == "no_template"


def test_who_has_read_it_meanwhile_is_left_in_peace(told, books, line):
    books.everybody(range(1, 3))
    notice = told(range(1, 3))
    notice.recipients.filter(person_id=1).update(read_at=NOON)

    go(notice)

    assert states() == [(2, WECOM, "accepted")]


def test_a_channel_that_waits_makes_the_task_run_again(told, books, line, settings):
    settings.NOTICE_CHANNELS, settings.QUIET_HOURS = [SMS], "00:00-00:00"
    settings.ALIYUN_SMS_URL = "http://127.0.0.1:9/"
    books.everybody(range(1, 2))
    notice = told([1])

    with pytest.raises(Exception, match="1 messages"):
        send_notice(notice_id=notice.pk)


def test_what_is_in_no_call_any_more_is_settled_when_a_worker_was_stopped(told, books, line, settings):
    books.everybody(range(1, 4))
    notice = told(range(1, 4))
    for person, channel in ((1, WECOM), (2, DINGTALK), (3, SMS)):
        Delivery.objects.create(
            notice=notice,
            person_id=person,
            channel=channel,
            state=State.SENDING,
            attempts=1,
            made_at=NOON,
            sent_at=NOON,
            call_id=1,
        )

    go(notice)

    assert states() == [(1, WECOM, "accepted"), (2, DINGTALK, "uncertain"), (3, SMS, "uncertain")]
    assert [message["to"] for message in line.taken] == ["w1"]
