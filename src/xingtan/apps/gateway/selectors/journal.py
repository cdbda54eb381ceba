"""The journal in words: what was done, by whom, to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.data import AUDIT_POWER_OPENED, AUDIT_POWER_USED
from xingtan.apps.gateway.selectors.access import permission_label
from xingtan.kernel.audit.models import AuditBlock, AuditEntry
from xingtan.kernel.tables.api import Table
from xingtan.people.accounts.models import Account, Agreement
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person

ACTIONS: dict[str, Any] = {
    "account.signed_in": _("登录"),
    "account.sign_in_failed": _("登录失败"),
    "account.signed_out": _("退出"),
    "account.activated": _("激活账号"),
    "account.slips_issued": _("印激活条"),
    "account.password_reset": _("重置密码"),
    "account.password_changed": _("修改密码"),
    "account.help_dismissed": _("驳回找回密码请求"),
    "account.locked": _("锁定账号"),
    "account.unlocked": _("解锁账号"),
    "agreement.accepted": _("同意协议"),
    "agreement.published": _("发布协议"),
    "demonstration.loaded": _("载入演示区"),
    "staff.added": _("登记教职工"),
    "staff.read": _("查看教职工档案"),
    "staff.updated": _("修改教职工档案"),
    "consent.give": _("监护人同意"),
    "consent.refuse": _("监护人不同意"),
    "consent.withdraw": _("监护人撤回同意"),
    "grant.given": _("授予角色"),
    "grant.ended": _("收回角色"),
    "grant.staff_power_opened": _("开启限时特权"),
    "grant.staff_power_used": _("使用限时特权"),
    "grouping.ended": _("撤销学区或结对"),
    "notice.sent": _("发通知"),
    "notice.reminded": _("催办通知"),
    "organisation.application_switched": _("开通或停用应用"),
    "organisation.pilot_changed": _("调整数字校园试点"),
    "organisation.first_run": _("首次设置"),
    "people.exported": _("导出人员"),
    "person.confirmed_data": _("确认资料"),
    "person.exported_own_data": _("导出本人资料"),
    "personal_data.read": _("查看个人信息"),
    "audit.verified": _("核对审计链"),
    "tables.exported": _("导出列表"),
    "tables.printed": _("打印列表"),
    "tables.bulk_run": _("批量操作"),
    "tables.bulk_undone": _("撤销批量操作"),
}
OBJECTS: dict[str, Any] = {
    "account": _("账号"),
    "agreement": _("协议"),
    "person": _("人员"),
    "organisation": _("单位"),
    "grant": _("授权"),
    "grouping": _("学区与结对"),
    "consent": _("监护人同意"),
    "table": _("列表"),
    "letter": _("通知"),
    "journal": _("审计链"),
}


ABOUT_POWERS = Q(action__in=(AUDIT_POWER_OPENED, AUDIT_POWER_USED))
RIGHTS_CHANGED = Q(action__startswith="grant.") & ~Q(action=AUDIT_POWER_USED)  # using a right does not change it


def action_label(code: str) -> str:
    return str(ACTIONS.get(code, code))


def by_person(queryset: QuerySet[AuditEntry], typed: str) -> QuerySet[AuditEntry]:
    """Entries of whoever has this name or e-ID, or of system jobs with this name."""
    word = "".join(typed.split())
    people = Person.objects.filter(Q(name__icontains=word) | Q(e_id__iexact=word)).order_by().values("pk")
    return queryset.filter(Q(person_id__in=people) | Q(actor_name__icontains=typed.strip()))


def by_power(queryset: QuerySet[AuditEntry], codes: Iterable[str]) -> QuerySet[AuditEntry]:
    """Entries about timed powers for one of these permissions."""
    return queryset.filter(ABOUT_POWERS, detail__permission__in=list(codes))


def by_day(queryset: QuerySet[AuditEntry], span: tuple[Any, Any]) -> QuerySet[AuditEntry]:
    """Entries of local days, both included."""
    since, until = span
    zone = timezone.get_current_timezone()
    if since:
        queryset = queryset.filter(at__gte=datetime.combine(since, time.min, zone))
    if until:
        queryset = queryset.filter(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    return queryset


def attach_names(rows: Sequence[AuditEntry]) -> None:
    """Give each entry `who` and `what`, in at most four queries. The use of a power says what it was used for."""
    people = {row.person_id for row in rows if row.person_id}
    objects = {(row.object_kind, int(row.object_id)) for row in rows if row.object_id.isdigit()}
    accounts = dict(_owners([pk for kind, pk in objects if kind == "account"]))
    people |= {pk for kind, pk in objects if kind == "person"}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    units = dict(_units([pk for kind, pk in objects if kind == "organisation"]))
    agreements = dict(_agreements([pk for kind, pk in objects if kind == "agreement"]))
    found = {"account": accounts, "person": names, "organisation": units, "agreement": agreements}
    for row in rows:
        row.who = names.get(row.person_id, "") or row.actor_name
        key = int(row.object_id) if row.object_id.isdigit() else 0
        label = str(OBJECTS.get(row.object_kind, row.object_kind))
        name = found.get(row.object_kind, {}).get(key) or _list_title(row) or row.object_id
        row.what = _power_use(row) if row.action == AUDIT_POWER_USED else f"{label} {name}".strip()


def _power_use(row: AuditEntry) -> str:
    """限时特权“查看学生”：打开 /registry/pupils/7/."""
    words = _("限时特权“%(power)s”：打开%(address)s")
    if row.detail.get("method") not in ("GET", "HEAD"):
        words = _("限时特权“%(power)s”：提交到%(address)s")
    power = permission_label(row.detail.get("permission", ""))
    return str(words) % {"power": power, "address": row.detail.get("address", "")}


def _list_title(row: AuditEntry) -> str:
    """The title of the list that was exported, printed or changed; its code when there is no such list any more."""
    code = row.detail.get("table", "") if row.object_kind == "table" else ""
    return str(next((table.title for table in Table.__subclasses__() if table.code == code), code))


def _agreements(ids: list[int]) -> Iterator[tuple[int, str]]:
    for agreement in Agreement.objects.filter(pk__in=ids).defer("text_zh", "text_en"):
        yield agreement.pk, f"{agreement.get_kind_display()} {agreement.version}"


def _owners(account_ids: list[int]) -> Any:
    return Account.objects.filter(pk__in=account_ids).values_list("pk", "person__name")


def _units(ids: list[int]) -> Any:
    return Organisation.objects.filter(pk__in=ids).values_list("pk", "name")


def chain_state() -> dict[str, Any]:
    """Up to where the journal is sealed, and how much is not yet."""
    last = AuditBlock.objects.order_by("-number").first()
    unsealed = AuditEntry.objects.filter(block_id__isnull=True).count()
    return {"last": last, "unsealed": unsealed}
