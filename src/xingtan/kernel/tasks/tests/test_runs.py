"""A run shows how far it is, ends with a sentence, is tried again, cancelled and repeated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from xingtan.kernel.errors import DomainError
from xingtan.kernel.tasks import api as tasks
from xingtan.kernel.tasks import running
from xingtan.kernel.tasks.errors import TaskRunHasNotFailed, TaskRunIsOver
from xingtan.kernel.tasks.models import TaskRun
from xingtan.kernel.tasks.services import run_waiting

pytestmark = pytest.mark.django_db


class NoInk(DomainError):
    code = "test.no_ink"
    message = "没有墨了。"


@tasks.task(label="数数", lock="count-{upto}")
def count_up(*, upto: int, fail: str = "") -> str:
    for number in range(1, upto + 1):
        tasks.progress(number, upto, f"已数{number}个")
        tasks.check_cancelled()
    if fail == "rule":
        raise NoInk
    if fail:
        raise ValueError(fail)
    return f"数完{upto}个"


def test_the_owner_sees_label_progress_and_result(make_actor):
    actor = make_actor()
    run = count_up.enqueue_for(actor, label="数灯笼", url="/lanterns/", upto=3)

    run_waiting()

    seen = tasks.run_of(actor, run.pk)
    assert (seen.label, seen.url, seen.state, seen.percent) == ("数灯笼", "/lanterns/", "done", 100)
    assert seen.message == seen.result == "数完3个"


def test_a_stranger_does_not_see_it(make_actor):
    run = count_up.enqueue_for(make_actor(), upto=1)

    with pytest.raises(tasks.TaskRunNotFound):
        tasks.run_of(make_actor(), run.pk)
    with pytest.raises(tasks.TaskRunNotFound):
        tasks.cancel(actor=make_actor(("tasks.view", "/")), run_id=run.pk, now=timezone.now())


def test_the_installation_s_own_runs_need_a_permission(make_actor):
    count_up.enqueue(upto=1)

    assert tasks.runs_of(make_actor(("tasks.view", "/"))).count() == 1
    assert tasks.runs_of(make_actor()).count() == 0


def test_one_key_is_alive_once(make_actor):
    first = count_up.enqueue_for(make_actor(), key="lamp-1", upto=1)
    again = count_up.enqueue_for(make_actor(), key="lamp-1", upto=1)
    run_waiting()
    later = count_up.enqueue_for(make_actor(), key="lamp-1", upto=1)

    assert again.pk == first.pk != later.pk


def test_a_rule_s_no_ends_the_run_with_its_sentence():
    run = count_up.enqueue(upto=1, fail="rule")

    run_waiting()

    run.refresh_from_db()
    assert (run.state, run.message, run.attempts) == ("failed", "没有墨了。", 1)


def test_an_error_is_tried_again_with_growing_pauses_and_then_told():
    run = count_up.enqueue(upto=1, fail="boom")
    pauses = []

    for _attempt in range(4):
        before = timezone.now()
        run_waiting(timezone.now() + timedelta(days=1))
        run.refresh_from_db()
        pauses.append(run.due_at - before)

    assert (run.state, run.attempts) == ("failed", 4)
    assert f"作业编号{run.pk}" in run.message
    assert "ValueError: boom" in run.error


def test_a_waiting_run_is_cancelled_at_once(make_actor, now):
    actor = make_actor()
    run = count_up.enqueue_for(actor, upto=1)

    assert tasks.cancel(actor=actor, run_id=run.pk, now=now).state == "cancelled"
    assert run_waiting() == 0
    with pytest.raises(TaskRunIsOver):
        tasks.cancel(actor=actor, run_id=run.pk, now=now)


def test_a_running_run_stops_at_its_next_check(make_actor, now, monkeypatch):
    actor = make_actor()
    run = count_up.enqueue_for(actor, upto=100)
    monkeypatch.setattr(running, "SECONDS_BETWEEN_WRITES", 0)
    real_write = running._write

    def cancel_at_five(context, assignments, values):
        if values and values[0] == 5:
            TaskRun.objects.filter(pk=run.pk).update(cancel_requested=True)
        real_write(context, assignments, values)

    monkeypatch.setattr(running, "_write", cancel_at_five)

    run_waiting()

    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("cancelled", 5, 100)


def test_a_failed_run_can_be_repeated_a_finished_one_not(make_actor, now):
    actor = make_actor()
    failed = count_up.enqueue_for(actor, upto=1, fail="rule")
    done = count_up.enqueue_for(actor, upto=1)
    run_waiting()

    tasks.retry(actor=actor, run_id=failed.pk, now=now)
    assert run_waiting() == 1
    with pytest.raises(TaskRunHasNotFailed):
        tasks.retry(actor=actor, run_id=done.pk, now=now)


def test_only_ids_and_plain_values_are_taken(make_actor):
    run = count_up.enqueue(upto=1)

    with pytest.raises(TypeError, match="plain value"):
        count_up.enqueue(upto=run)
    with pytest.raises(TypeError):
        count_up.enqueue(number=1)


def test_the_lock_names_its_arguments():
    count_up.enqueue(upto=7)

    assert ProcrastinateJob.objects.get().lock == "count-7"


def test_a_stopping_worker_puts_its_run_back(monkeypatch):
    run = count_up.enqueue(upto=3)
    running.STOPPING.set()
    try:
        running.execute(run.pk)
    finally:
        running.STOPPING.clear()

    run.refresh_from_db()
    assert (run.state, run.attempts) == ("queued", 0)
    assert run_waiting() == 1


def test_progress_outside_a_task_does_nothing():
    tasks.progress(1, 2)
    tasks.check_cancelled()


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_task_has_a_transaction_open():
    seen: list[int] = []
    onlooker = connection.copy()

    def count_in_one_transaction() -> None:
        with transaction.atomic():
            tasks.progress(3, 10)
            with onlooker.cursor() as cursor:
                cursor.execute("SELECT done FROM tasks_taskrun")
                seen.append(cursor.fetchone()[0])

    task = tasks.task()(count_in_one_transaction)
    run = task.enqueue()

    running.execute(run.pk)

    onlooker.close()
    assert seen == [3]
