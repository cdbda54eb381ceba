"""A list over `BulkRun`, the one table this room has, for the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.test import RequestFactory

from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.api import (
    BulkAct,
    BulkResult,
    ChoiceFilter,
    Column,
    DateFilter,
    FlagFilter,
    SavedView,
    Table,
    TextFilter,
    respond,
)
from xingtan.kernel.tables.listing import Listing
from xingtan.kernel.tables.models import BulkRun

NOON = datetime(2024, 9, 1, 4, 0, tzinfo=UTC)
MANAGE = "sample.manage"


class LabelForm(forms.Form):
    label = forms.CharField(label="新名称", max_length=20)


def relabel(actor: Actor, queryset: Any, form: Any) -> BulkResult:
    before = {str(pk): label for pk, label in queryset.values_list("pk", "act_label")}
    count = queryset.update(act_label=form.cleaned_data["label"] if form else "改过")
    return BulkResult(count=count, payload={"before": before})


def put_back(actor: Actor, payload: Any, now: datetime) -> int:
    return sum(BulkRun.objects.filter(pk=pk).update(act_label=label) for pk, label in payload["before"].items())


class RunTable(Table):
    code = "runs"
    title = "操作记录"
    unit = "条"
    columns = (
        Column(
            "label", "名称", value="act_label", sort="act_label", link=lambda row: f"/runs/{row.pk}/", phone="title"
        ),
        Column("rows", "行数", value="row_count", sort="row_count", align="end", unit="行"),
        Column("day", "日期", value="run_at.date", sort="run_at"),
        Column("undone", "撤销行数", value="undone_count", sort="undone_count", align="end"),
        Column("table", "列表", value="table_code", default_hidden=True, phone="hide"),
    )
    filters = (
        ChoiceFilter("code", "列表", field="table_code", options=(("pupils", "学生"), ("staff", "教师"))),
        TextFilter("who", "操作人", field="actor_name"),
        DateFilter("on", "日期", field="run_at__date"),
        FlagFilter(
            "free", "不能撤销", field="undo_code__exact", condition=lambda rows, _value: rows.filter(undo_code="")
        ),
    )
    views = (
        SavedView("all", "全部", is_counted=True),
        SavedView("large", "大批", condition=lambda _actor: Q(row_count__gte=100), order="-rows"),
    )
    bulk = (
        BulkAct("sample.relabel", "改名", permission=MANAGE, run=relabel, undo="sample.relabel"),
        BulkAct("sample.name", "命名", permission=MANAGE, run=relabel, form=LabelForm, undo="sample.relabel"),
    )
    order = "label"
    search_fields = ("act_label", "actor_name")
    page_size = 10


def make_actor(account_id: int | None = 7, *permissions: str) -> Actor:
    grants = MappingProxyType(dict.fromkeys(permissions or (MANAGE,), ("/1/",)))
    return Actor(account_id=account_id, person_id=account_id, on=date(2024, 9, 1), grants=grants, name="林知微")


def make_run(number: int = 0, **columns: Any) -> BulkRun:
    values: dict[str, Any] = {
        "account_id": 7,
        "table_code": "pupils",
        "act_code": "x.y",
        "act_label": f"第{number:03}批",
        "row_count": number,
        "run_at": NOON + timedelta(days=number),
    }
    return BulkRun.objects.create(**{**values, **columns})


def every_run(actor: Actor) -> QuerySet[BulkRun]:
    return BulkRun.objects.all()


def runs_of_pupils(actor: Actor) -> QuerySet[BulkRun]:
    return BulkRun.objects.filter(table_code="pupils")


def make_runs(count: int, **columns: Any) -> list[BulkRun]:
    return [make_run(number, **columns) for number in range(1, count + 1)]


def ask(path: str = "/runs/", *, actor: Actor | None = None, data: dict[str, Any] | None = None, **headers: str) -> Any:
    """A request as the middleware hands it on."""
    factory = RequestFactory()
    request: Any = factory.get(path, headers=headers) if data is None else factory.post(path, data, headers=headers)
    request.actor = actor or make_actor()
    return request


def act(data: Any, *, path: str = "/runs/", actor: Actor | None = None, rows: Any = None) -> Any:
    """Post a bulk act to the list of the pupils' runs."""
    request = ask(path, actor=actor, data=data)
    return respond(request, RunTable, runs_of_pupils if rows is None else lambda _actor: rows)


def labels() -> list[str]:
    return list(BulkRun.objects.filter(table_code="pupils").order_by("pk").values_list("act_label", flat=True))


def token(path: str = "/runs/", actor: Actor | None = None) -> str:
    """What stands for all rows that meet the conditions of an address."""
    request = ask(path, actor=actor)
    return Listing(request, RunTable(request.actor), runs_of_pupils).selection
