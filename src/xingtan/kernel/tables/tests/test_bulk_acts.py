"""Choosing and acting: exactly what was chosen, and only what is permitted."""

from __future__ import annotations

import pytest
from django.core import signing

from xingtan.kernel.tables import errors, selection
from xingtan.kernel.tables.acts import BulkAct
from xingtan.kernel.tables.models import BulkRun
from xingtan.kernel.tables.tests.sample import NOON, RunTable, act, labels, make_actor, make_run, make_runs, token

pytestmark = pytest.mark.django_db


def test_ticked_rows_are_changed_and_the_act_is_kept(journal):
    runs = make_runs(4)

    response = act({"act": "sample.relabel", "id": [runs[0].pk, runs[2].pk]}, path="/runs/?sort=rows")

    assert labels() == ["改过", "第002批", "改过", "第004批"]
    kept = BulkRun.objects.get(act_code="sample.relabel")
    assert (kept.account_id, kept.row_count, kept.table_code) == (7, 2, "runs")
    assert response.url == f"/runs/?sort=rows&done={kept.pk}"
    assert journal[0][0] == "tables.bulk_run" and journal[0][1]["rows"] == 2


def test_rows_the_actor_does_not_see_are_never_chosen():
    other = make_run(1, table_code="staff")

    with pytest.raises(errors.NothingChosen):
        act({"act": "sample.relabel", "id": [other.pk]})


def test_all_rows_that_meet_the_conditions_are_chosen_on_the_server():
    make_runs(30)

    act({"act": "sample.relabel", "selection": token("/runs/?on_from=2024-09-11")})

    assert labels().count("改过") == 21


def test_a_choice_whose_rows_have_changed_meanwhile_does_nothing():
    make_runs(12)
    chosen = token()
    make_run(13)

    with pytest.raises(errors.SelectionChanged):
        act({"act": "sample.relabel", "selection": chosen})
    assert "改过" not in labels()


@pytest.mark.parametrize("change", [{"t": "others"}, {"a": 8}, {"q": "code=gone"}])
def test_a_choice_from_elsewhere_is_refused(change):
    make_runs(2)
    content = {"t": "runs", "a": 7, "q": "", "n": 2, **change}

    with pytest.raises(errors.SelectionOutdated):
        act({"act": "sample.relabel", "selection": signing.dumps(content, salt=selection.TOKEN_SALT)})


def test_a_forged_choice_is_refused():
    with pytest.raises(errors.SelectionOutdated):
        act({"act": "sample.relabel", "selection": "eyJ0Ijo.forged"})


@pytest.mark.parametrize(
    ("permissions", "error"), [(("sample.manage",), None), (("other.verb",), errors.BulkActUnknown)]
)
def test_who_may_act(permissions, error):
    runs = make_runs(1)

    def post():
        return act({"act": "sample.relabel", "id": [runs[0].pk]}, actor=make_actor(7, *permissions))

    if error is None:
        assert post().status_code == 302
    else:
        with pytest.raises(error):
            post()


@pytest.mark.parametrize("data", [{}, {"act": ""}, {"act": "sample.unknown", "id": ["1"]}])
def test_an_unknown_act_is_not_found(data):
    with pytest.raises(errors.BulkActUnknown):
        act(data)


@pytest.mark.parametrize("keys", [[], ["abc"], ["-1"], ["９"], ["99999999999999999999999"]])
def test_no_usable_choice_is_a_sentence(keys):
    with pytest.raises(errors.NothingChosen):
        act({"act": "sample.relabel", "id": keys})


def test_an_act_with_a_form_asks_first_and_shows_what_is_wrong():
    runs = make_runs(2)
    ids = [run.pk for run in runs]

    asked = act({"act": "sample.name", "id": ids})
    wrong = act({"act": "sample.name", "id": ids, "answered": "1", "act-label": ""})
    done = act({"act": "sample.name", "id": ids, "answered": "1", "act-label": "新名"})

    assert (
        asked.status_code == 200
        and "第001批" in asked.content.decode()
        and 'name="act-label"' in asked.content.decode()
    )
    assert wrong.status_code == 422 and labels() == ["新名", "新名"]
    assert done.status_code == 302


def test_an_act_that_fails_leaves_nothing_behind(monkeypatch):
    runs = make_runs(2)

    def fail(actor, queryset, form):
        queryset.update(act_label="半途")
        raise errors.TooManyRows(count=1, limit=0)

    monkeypatch.setattr(RunTable, "bulk", (BulkAct("sample.fail", "失败", permission="sample.manage", run=fail),))
    with pytest.raises(errors.TooManyRows):
        act({"act": "sample.fail", "id": [runs[0].pk]})

    assert labels() == ["第001批", "第002批"]
    assert runs[0].run_at > NOON
