"""The list of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.selectors import accounts
from xingtan.apps.gateway.services.accounts import issue_slips
from xingtan.kernel.http.addresses import row_address
from xingtan.kernel.scopes import Actor
from xingtan.kernel.tables import api as tables
from xingtan.kernel.ui.components.signals import lamp
from xingtan.people.access.data import ROLES
from xingtan.people.accounts.data import MANAGE
from xingtan.people.accounts.models import Account

ISSUE_SLIPS = "accounts.issue_slips"


def _state(row: Account) -> Any:
    tone, words = accounts.state_of(row)
    return lamp(words, tone=tone)


def _issue(actor: Actor, rows: QuerySet[Any], form: Any) -> tables.BulkResult:
    """The list's view prints the slips itself, because the codes are known only in that answer."""
    issued = issue_slips(actor=actor, account_ids=list(rows.values_list("pk", flat=True)), now=timezone.now())
    return tables.BulkResult(count=len(issued))


class AccountTable(tables.Table):
    code = "accounts"
    title = _("账号管理")
    unit = _("个")
    columns = (
        tables.Column(
            "name",
            _("姓名"),
            value="person.name",
            sort="person__name_pinyin",
            link=row_address("gateway:account_card"),
            phone="title",
        ),
        tables.Column("state", _("状态"), markup=_state, export=lambda row: accounts.state_of(row)[1]),
        tables.Column("role_labels", _("角色")),
        tables.Column("place", _("单位")),
        tables.Column("e_id", _("电子身份证号"), value="person.e_id_spaced", sort="person__e_id"),
        tables.Column("username", _("用户名"), sort="username", default_hidden=True),
        tables.Column("last_login", _("最近登录"), sort="last_login", phone="hide"),
        tables.Column("activated_at", _("激活时间"), sort="activated_at", default_hidden=True),
    )
    filters = (
        tables.ChoiceFilter(
            "state",
            _("状态"),
            options=(("new", _("未激活")), ("active", _("已激活")), ("locked", _("已锁定"))),
            condition=accounts.by_state,
        ),
        tables.ChoiceFilter(
            "role",
            _("角色"),
            options=tuple((code, role.label) for code, role in ROLES.items()),
            condition=accounts.by_role,
        ),
        tables.TreeFilter("place", _("单位"), options=accounts.places, condition=accounts.by_place),
    )
    bulk = (tables.BulkAct(ISSUE_SLIPS, _("印激活条"), permission=MANAGE, run=_issue),)
    views = (
        tables.SavedView("", _("全部")),
        tables.SavedView(
            "new",
            _("未激活"),
            condition=lambda actor: Q(activated_at__isnull=True, is_active=True),
            is_counted=True,
        ),
        tables.SavedView("locked", _("已锁定"), condition=lambda actor: Q(is_active=False)),
    )
    order = "name"
    search_fields = ("person__name", "person__name_pinyin", "person__name_initials", "person__e_id", "username")
    search_hint = _("姓名、拼音、电子身份证号")
    empty = tables.Empty(_("您的管理范围里还没有账号。登记人员后账号会出现在这里。"))

    def prepare(self, rows: Sequence[Any]) -> None:
        accounts.attach_places(rows)
