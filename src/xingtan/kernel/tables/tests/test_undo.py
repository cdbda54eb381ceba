"""Taking a bulk act back: by who did it, once, within a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from xingtan.kernel.tables import errors, views
from xingtan.kernel.tables.api import respond, undo_run
from xingtan.kernel.tables.models import BulkRun
from xingtan.kernel.tables.tests.sample import (
    RunTable,
    act,
    ask,
    every_run,
    labels,
    make_actor,
    make_run,
    make_runs,
    runs_of_pupils,
)

pytestmark = pytest.mark.django_db


def test_the_list_says_what_was_done_and_offers_to_take_it_back():
    runs = make_runs(2)
    url = act({"act": "sample.relabel", "id": [runs[0].pk]}).url

    html = respond(ask(url), RunTable, runs_of_pupils).content.decode()
    strangers = respond(ask(url, actor=make_actor(8)), RunTable, every_run).content.decode()

    assert "“改名”已完成，共1条。" in html and "/undo/" in html
    assert "已完成" not in strangers


def test_undo_puts_everything_back_once(journal):
    runs = make_runs(3)
    act({"act": "sample.relabel", "id": [run.pk for run in runs]})
    run = BulkRun.objects.get(act_code="sample.relabel")

    first = undo_run(actor=make_actor(), run_id=run.pk, now=run.run_at + timedelta(hours=1))
    BulkRun.objects.filter(pk=runs[0].pk).update(act_label="又改")
    again = undo_run(actor=make_actor(), run_id=run.pk, now=run.run_at + timedelta(hours=2))

    assert (first.undone_count, again.undone_at) == (3, first.undone_at)
    assert labels() == ["又改", "第002批", "第003批"]
    assert [line[0] for line in journal] == ["tables.bulk_run", "tables.bulk_undone"]


@pytest.mark.parametrize(
    ("account_id", "hours", "undo_code", "error"),
    [
        (8, 1, "sample.relabel", errors.BulkRunNotFound),
        (None, 1, "sample.relabel", errors.BulkRunNotFound),
        (7, 25, "sample.relabel", errors.UndoExpired),
        (7, 1, "", errors.NotUndoable),
    ],
    ids=["somebody-else", "nobody", "too-late", "not-undoable"],
)
def test_who_may_undo_and_how_long(account_id, hours, undo_code, error):
    run = make_run(1, undo_code=undo_code)

    with pytest.raises(error):
        undo_run(actor=make_actor(account_id), run_id=run.pk, now=run.run_at + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/runs/?sort=rows&done=1", "/runs/?sort=rows&done=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_undoing_leads_back_to_the_list_and_nowhere_else(back, leads_to):
    run = make_run(1, undo_code="sample.relabel", payload={"before": {}}, run_at=timezone.now())

    response = views.run_undo(ask("/", data={"next": back}), run_id=run.pk)

    assert (response.status_code, response.url) == (302, leads_to)
    run.refresh_from_db()
    assert run.undone_at is not None


def test_undo_is_never_done_by_following_a_link():
    assert views.run_undo(ask("/"), run_id=1).status_code == 405
