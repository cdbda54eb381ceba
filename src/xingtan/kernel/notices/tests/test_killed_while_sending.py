"""A worker is killed while the other side has taken a message and not answered yet. Nobody gets it twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from xingtan.kernel.notices import api as notices_api
from xingtan.kernel.notices.delivering import send_notice
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.testing import KEY_ID, SECRET, sms_settings, wecom_settings
from xingtan.kernel.notices.tests.conftest import register_text
from xingtan.kernel.notices.tests.pushed import KIND, MANIFEST
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.tasks.models import TaskRun

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

START = (
    "import django; django.setup(); from xingtan.kernel.notices.tests.pushed import register; register(); "
    "from django.core.management import call_command; call_command('run_worker')"
)


@pytest.fixture
def start_worker(line):
    """`start_worker(channel)`: a worker process that speaks to the stand-in; every one is gone when the test ends."""
    workers: list[subprocess.Popen[bytes]] = []

    def start(channel: str) -> subprocess.Popen[bytes]:
        values = connection.settings_dict
        host, user = quote(values["HOST"] or "", safe=""), f"{quote(values['USER'])}:{quote(values['PASSWORD'])}@"
        environment = {
            **os.environ,
            "DATABASE_URL": f"postgresql://{user}/{values['NAME']}?host={host}&port={values['PORT'] or 5432}",
            "DJANGO_SETTINGS_MODULE": "xingtan.project.test_settings",
            "NOTICE_CHANNELS": channel,
            "QUIET_HOURS": "00:00-00:00",
            "SMS_PROVIDER": "aliyun",
            "ALIYUN_SMS_KEY_ID": KEY_ID,
            "ALIYUN_SMS_KEY_SECRET": SECRET,
            "ALIYUN_SMS_SIGN_NAME": "杏林教育",
            "ALIYUN_SMS_URL": f"{line.url}/",
            "WECOM_CORP_ID": KEY_ID,
            "WECOM_SECRET": SECRET,
            "WECOM_AGENT_ID": "1000002",
            "WECOM_URL": f"{line.url}/wecom",
        }
        workers.append(subprocess.Popen([sys.executable, "-c", START], env=environment))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("channel", "states"),
    [("sms", ["uncertain", "accepted", "accepted"]), ("wecom", ["accepted", "accepted", "accepted"])],
    ids=["a-text-message-is-marked-uncertain", "wechat-work-is-asked-again-and-recognises-it"],
)
def test_nobody_gets_it_twice(start_worker, line, settings, monkeypatch, channel, states):
    settings.NOTICE_CHANNELS, settings.QUIET_HOURS = [channel], "00:00-00:00"
    monkeypatch.setitem(REGISTRY.manifests, "pushed", MANIFEST)
    sms_settings(settings, line, "aliyun")
    wecom_settings(settings, line)
    register_text("aliyun")
    answer, line.answer_slowly_after = line.answer_slowly_after, 1
    assert answer == 0
    notice = notices_api.tell(
        kind=KIND, subject_key="snow:1", person_ids=[1, 2, 3], title="明天停课一天", now=timezone.now()
    )
    worker = start_worker(channel)
    wait_for(lambda: line.taken)

    worker.kill()
    worker.wait()
    assert "sending" in list(Delivery.objects.values_list("state", flat=True))
    line.may_reply.set()
    start_worker(channel)

    wait_for(lambda: TaskRun.objects.get(task=send_notice.name).is_over)
    assert TaskRun.objects.get(task=send_notice.name).state == "done"
    assert list(Delivery.objects.order_by("person_id").values_list("state", flat=True)) == states
    assert len(line.taken) == 3 and len({message["to"] for message in line.taken}) == 3
    assert Delivery.objects.filter(notice=notice).count() == 3
