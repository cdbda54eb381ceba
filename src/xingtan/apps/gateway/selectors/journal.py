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
    "staff.withdrawn": _("撤回教职工登记"),
    "staff.left": _("登记教职工离职"),
    "staff.came_back": _("撤销教职工离职"),
    "staff.read": _("查看教职工档案"),
    "staff.updated": _("修改教职工档案"),
    "staff.row_recorded": _("登记教职工履历"),
    "staff.row_removed": _("删除教职工履历"),
    "staff.scan_attached": _("上传证书扫描件"),
    "staff.registered": _("登记教师资格注册"),
    "staff.exchange_arranged": _("派出支教交流"),
    "staff.exchange_extended": _("支教交流延期"),
    "staff.keeper_appointed": _("任命电教人员"),
    "staff.keeper_ended": _("结束电教人员"),
    "staff.plan_saved": _("保存课时方案"),
    "consent.give": _("监护人同意"),
    "consent.refuse": _("监护人不同意"),
    "consent.withdraw": _("监护人撤回同意"),
    "exchange.partner_added": _("登记对接系统"),
    "exchange.partner_changed": _("修改对接系统"),
    "exchange.received": _("接收一批数据"),
    "exchange.mended": _("改正收到的数据"),
    "exchange.left_out": _("不采用部分数据"),
    "exchange.linked": _("对应收到的记录"),
    "exchange.taken_as_new": _("认定为新的人"),
    "exchange.applied": _("采用一批数据"),
    "exchange.undone": _("撤销一批数据"),
    "exchange.discarded": _("放弃一批数据"),
    "exchange.delivered": _("生成交付"),
    "exchange.downloaded": _("下载交付"),
    "exchange.returned": _("按原样导出已收数据"),
    "paper.issued": _("制发文件"),
    "paper.revoked": _("作废文件"),
    "paper_number.voided": _("作废编号"),
    "seal.kept": _("登记印章"),
    "seal.keeper_appointed": _("任命监印人"),
    "seal.pressed": _("用印"),
    "seal.retired": _("停用印章"),
    "grant.given": _("授予角色"),
    "grant.ended": _("收回角色"),
    "grant.staff_power_opened": _("开启限时特权"),
    "grant.staff_power_used": _("使用限时特权"),
    "grouping.ended": _("撤销学区或结对"),
    "guardianship.requested": _("申请成为监护人"),
    "guardianship.amended": _("补正监护申请"),
    "guardianship.withdrawn": _("撤回监护申请"),
    "guardianship.confirmed": _("确认监护关系"),
    "guardianship.refused": _("监护关系不予确认"),
    "guardianship.returned": _("请家长补正监护申请"),
    "guardianship.ended": _("解除监护关系"),
    "guardianship.left": _("监护人自己解绑"),
    "guardianship.custody_ended": _("变更监护权"),
    "guardianship.blocked": _("紧急停止监护人查看"),
    "guardianship.custody_restored": _("恢复监护权"),
    "custody_request.asked": _("家长申请变更监护"),
    "custody_request.accepted": _("办理监护变更申请"),
    "custody_request.refused": _("退回监护变更申请"),
    "class_code.renewed": _("更换班级码"),
    "notice.sent": _("发通知"),
    "notices.template_saved": _("登记短信模板"),
    "notices.tried_out": _("试发通知"),
    "notices.users_matched": _("按手机号匹配外部用户"),
    "notice.reminded": _("催办通知"),
    "organisation.application_switched": _("开通或停用应用"),
    "organisation.pilot_changed": _("调整数字校园试点"),
    "organisation.first_run": _("首次设置"),
    "people.exported": _("导出人员"),
    "enrolment_certificate.issued": _("开具在读证明"),
    "enrolment_certificate.opened": _("查看或打印在读证明"),
    "enrolment_certificate.revoked": _("作废在读证明"),
    "placement.confirmed": _("确认分班"),
    "placement.undone": _("撤销分班"),
    "placement.printed": _("打印分班名单"),
    "pupil.merged": _("合并重复档案"),
    "pupil.merge_undone": _("撤销合并档案"),
    "pupil.told_apart": _("判定不是同一人"),
    "pupil.facts_changed": _("修改学籍采集项"),
    "pupil.portrait_set": _("更换学籍照"),
    "pupil.portrait_removed": _("移除学籍照"),
    "person.confirmed_data": _("确认资料"),
    "person.phone_changed": _("更换手机号"),
    "person.exported_own_data": _("导出本人资料"),
    "personal_data.read": _("查看个人信息"),
    "audit.verified": _("核对审计链"),
    "tables.exported": _("导出列表"),
    "tables.printed": _("打印列表"),
    "tables.bulk_run": _("批量操作"),
    "tables.bulk_undone": _("撤销批量操作"),
    "imports.received": _("上传名册文件"),
    "imports.applied": _("导入名册"),
    "imports.undone": _("撤销导入"),
    "imports.dropped": _("放弃导入"),
    "imports.refused_downloaded": _("下载有误的行"),
    "workflow.start": _("发起流转"),
    "workflow.agree": _("流转：同意"),
    "workflow.return": _("流转：退回"),
    "workflow.refuse": _("流转：不同意"),
    "workflow.add_sign": _("流转：加签"),
    "workflow.hand_over": _("流转：转办"),
    "workflow.recall": _("流转：取回"),
    "workflow.withdraw": _("流转：撤销"),
    "workflow.circulate": _("流转：传阅"),
    "workflow.read": _("流转：签阅"),
    "workflow.remind": _("流转：催办"),
    "workflow.reassign": _("移交待办"),
    "workflow.delegated": _("委托他人代办"),
    "workflow.delegation_cancelled": _("收回委托"),
    "workflow.flow_adopted": _("建立本单位流程"),
    "workflow.flow_published": _("发布流程"),
    "workflow.flow_switched": _("起用或停用本单位流程"),
}
OBJECTS: dict[str, Any] = {
    "account": _("账号"),
    "agreement": _("协议"),
    "person": _("人员"),
    "organisation": _("单位"),
    "grant": _("授权"),
    "grouping": _("学区与结对"),
    "consent": _("监护人同意"),
    "class_group": _("班级"),
    "table": _("列表"),
    "letter": _("通知"),
    "placement": _("分班"),
    "enrolment_certificate": _("在读证明"),
    "message_template": _("短信模板"),
    "delivery": _("发送记录"),
    "channel": _("通知渠道"),
    "journal": _("审计链"),
    "exchange_partner": _("对接系统"),
    "exchange_set": _("接收批次"),
    "exchange_delivery": _("交付"),
    "flow_case": _("流转事项"),
    "flow": _("流程"),
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
