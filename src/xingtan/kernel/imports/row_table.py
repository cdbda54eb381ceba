"""The lines of one import as a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.imports import mending
from xingtan.kernel.imports.data import Outcome, Verdict
from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables.acts import BulkAct, BulkResult
from xingtan.kernel.tables.columns import Column
from xingtan.kernel.tables.filters import FlagFilter
from xingtan.kernel.tables.table import Empty, SavedView, Table

LAMPS = {Verdict.NEW: "green", Verdict.CHANGED: "yours", Verdict.REFUSED: "red", Verdict.MISSING: "yellow"}
SHOWN_CHANGES = 4


def _left_out(actor: Actor, rows: QuerySet[Any], form: Any, *, is_left_out: bool) -> BulkResult:
    ids = list(rows.values_list("pk", flat=True))
    run_id = rows.values_list("run_id", flat=True).first()
    count = mending.leave_out(actor=actor, run_id=run_id or 0, row_ids=ids, is_left_out=is_left_out)
    return BulkResult(count=count)


def leave_out(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    return _left_out(actor, rows, form, is_left_out=True)


def take_along(actor: Actor, rows: QuerySet[Any], form: Any) -> BulkResult:
    return _left_out(actor, rows, form, is_left_out=False)


def _state_words(row: ImportRow) -> Any:
    if row.outcome:
        return row.get_outcome_display()
    return _("不导入") if row.is_left_out else row.get_verdict_display()


def _state_tone(row: ImportRow) -> str:
    if row.outcome:
        return {Outcome.DONE: "green", Outcome.STALE: "red", Outcome.KEPT: "yellow"}.get(Outcome(row.outcome), "none")
    return "none" if row.is_left_out else LAMPS.get(Verdict(row.verdict), "none")


def _is(verdict: str) -> Callable[[Actor], Q]:
    return lambda actor: Q(verdict=verdict, is_left_out=False)


class ImportRowTable(Table):
    """Subclassed for one run by `table_for`."""

    run: ClassVar[ImportRun]
    code = "import-rows"
    title = _("导入的行")
    unit = _("行")
    order = "line"
    is_prepared = False
    search_fields = ("title",)
    search_hint = _("在名称中找")
    columns = (
        Column("title", _("名称"), value="title", link=lambda row: row_url(row), sort="title", phone="title"),
        Column("line", _("表中行号"), value=lambda row: row.line or None, sort="line", align="end"),
        Column("state", _("结论"), value=_state_words, lamp=_state_tone),
        Column("words", _("内容"), value="words", markup=lambda row: row.words_html, export="words"),
    )
    filters = (FlagFilter("mended", _("改过的行"), field="is_mended"),)
    views = (
        SavedView("all", _("全部"), is_counted=True),
        SavedView("refused", _("有误"), condition=_is(Verdict.REFUSED), is_counted=True),
        SavedView("new", _("新增"), condition=_is(Verdict.NEW), is_counted=True),
        SavedView("changed", _("有变化"), condition=_is(Verdict.CHANGED), is_counted=True),
        SavedView("missing", _("表中没有"), condition=_is(Verdict.MISSING), is_counted=True),
        SavedView("unchanged", _("无变化"), condition=_is(Verdict.UNCHANGED), is_counted=True),
        SavedView("left_out", _("不导入"), condition=lambda actor: Q(is_left_out=True), is_counted=True),
        SavedView(
            "stuck", _("没写成"), condition=lambda actor: Q(outcome__in=(Outcome.STALE, Outcome.KEPT)), is_counted=True
        ),
    )
    bulk = (
        BulkAct("imports.leave_out", _("不导入"), permission="", run=leave_out),
        BulkAct("imports.take_along", _("恢复导入"), permission="", run=take_along),
    )
    empty = Empty(_("没有行。"))

    def prepare(self, rows: Any) -> None:
        register = self.run.register
        for row in rows:
            if not row.title:
                row.title = _g("第%(line)d行") % {"line": row.line}
            row.words, row.words_html = _words(row, register)

    def offered_acts(self) -> list[BulkAct]:
        """Lines are chosen before they are written, by who may import this register."""
        if self.run.state != "checked":
            return []
        acts = [replace(act, permission=self.run.register.permission) for act in self.bulk]
        return [act for act in acts if self.actor.may_anywhere(act.permission)]


def row_url(row: ImportRow) -> str:
    return reverse("imports:row", args=[row.pk])


def _label(register: Any, code: str) -> Any:
    field = register.field(code) if code else None
    return field.label if field is not None else ""


def _words(row: ImportRow, register: Any) -> tuple[str, Any]:
    """What is wrong, else what would change, as text and as markup."""
    if row.problems:
        said = [(_label(register, code), sentence) for code, sentence in row.problems]
        lines = [
            _g("%(field)s：%(words)s") % {"field": label, "words": words} if label else words for label, words in said
        ]
        return "；".join(map(str, lines)), format_html_join("", "<div>{}</div>", ((line,) for line in lines))
    changes = row.changes
    if row.verdict == Verdict.NEW:
        told = [f"{_label(register, code)} {after}" for code, _before, after in changes[1 : SHOWN_CHANGES + 1]]
    else:
        told = [f"{_label(register, code)} {before or '—'} → {after}" for code, before, after in changes]
    told += [str(sentence) for _code, sentence in row.remarks]
    words = "；".join(told)
    return words, format_html("{}", words)


def table_for(run: ImportRun) -> type[ImportRowTable]:
    """The list of one run's lines; tabs without lines stay away."""
    counts = run.counts
    known = {"all": 1, "refused": 1, **{code: counts.get(code, 0) for code in (*Verdict.values, "left_out")}}
    known["stuck"] = run.rows.filter(outcome__in=(Outcome.STALE, Outcome.KEPT)).count()
    known["refused"] = counts.get(Verdict.REFUSED, 0)
    views = tuple(view for view in ImportRowTable.views if known.get(view.code))
    attributes = {"run": run, "views": views, "title": _("导入的行"), "empty": ImportRowTable.empty}
    return type("ImportRowTableOfRun", (ImportRowTable,), attributes)
