"""The rows of a staff file as its card shows them, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing import data
from xingtan.apps.staffing.models import (
    Employment,
    HeldCertificate,
    HeldTitle,
    Honour,
    Schooling,
    StaffRecord,
    WorkSpell,
)
from xingtan.apps.staffing.selectors import words
from xingtan.kernel.clock import is_in_force
from xingtan.kernel.files.api import FileLink
from xingtan.kernel.i18n.dates import day_text


@dataclass(kw_only=True)
class RowLine:
    """One row: what it is, what stands under it, from when to when, and how it stands today."""

    pk: int
    title: Any
    details: list[Any]
    since: date | None = None
    until: date | None = None
    year: int | None = None
    state: str = ""
    tone: str = "none"
    masked: str = ""
    scan: FileLink | None = None
    is_registered: bool = False


@dataclass(kw_only=True)
class FilePart:
    code: str
    label: Any
    verb: Any
    lines: list[RowLine] = field(default_factory=list)


def _present(*parts: Any) -> list[Any]:
    return [part for part in parts if part]


def _employment(row: Employment, on: date) -> RowLine:
    level = _g("%(level)s级") % {"level": row.post_level} if row.post_level else ""
    contract = _g("合同至%(day)s") % {"day": day_text(row.contract_until)} if row.contract_until else ""
    is_now = is_in_force(row, on)
    return RowLine(
        pk=row.pk,
        title=row.get_establishment_display(),
        details=_present(f"{row.get_post_category_display()}{level}", contract, row.basis),
        since=row.starts_on,
        until=row.ends_on,
        state=_g("现聘") if is_now else _g("已止") if row.starts_on <= on else _g("未到"),
        tone="green" if is_now else "none",
    )


def _title(row: HeldTitle, on: date) -> RowLine:
    appointed = _g("%(day)s聘任") % {"day": day_text(row.appointed_on)} if row.appointed_on else ""
    subject = words.code_word("subject", row.subject_code)
    details = _present(subject, row.granted_by, appointed, row.basis)
    return RowLine(pk=row.pk, title=row.get_code_display(), details=details, since=row.obtained_on)


def certificate_name(row: HeldCertificate) -> str:
    """高级中学教师资格, 普通话二级甲等, or the name that was typed."""
    if row.kind == data.CertificateKind.TEACHING and row.code:
        return str(data.Certificate(row.code).label)
    if row.kind == data.CertificateKind.PUTONGHUA:
        return _g("普通话%(level)s") % {"level": words.code_word("putonghua", row.code)}
    return row.name or str(data.CertificateKind(row.kind).label)


def registration_state(row: Any, on: date) -> tuple[str, str]:
    """Tone and words of where the periodic registration stands."""
    due = row.registration_due_on
    if row.registration_result == data.RegistrationResult.FAILED:
        return "red", _g("注册不合格")
    if due is None:
        return "none", _g("没有注册日期")
    if row.registration_result == data.RegistrationResult.DEFERRED:
        return "yellow", _g("暂缓注册")
    if due < on:
        return "red", _g("注册已过期")
    if (due - on).days <= data.SOON_DUE_DAYS:
        return "yellow", _g("%(days)s天后注册") % {"days": (due - on).days}
    return "green", _g("注册有效")


def _certificate(row: HeldCertificate, on: date) -> RowLine:
    is_teaching = row.kind == data.CertificateKind.TEACHING
    tone, state = registration_state(row, on) if is_teaching else ("none", "")
    if not is_teaching and row.expires_on is not None:
        tone, state = ("red", _g("已过期")) if row.expires_on < on else ("green", _g("有效"))
    due = row.registration_due_on
    next_due = _g("下次注册%(day)s") % {"day": day_text(due)} if is_teaching and due else ""
    return RowLine(
        pk=row.pk,
        title=certificate_name(row),
        details=_present(words.code_word("subject", row.subject_code), row.issued_by, next_due),
        since=row.issued_on,
        state=state,
        tone=tone,
        masked=row.number_masked,
        is_registered=is_teaching,
    )


def _honour(row: Honour, on: date) -> RowLine:
    is_over = row.valid_until is not None and row.valid_until < on
    subject = words.code_word("subject", row.subject_code)
    return RowLine(
        pk=row.pk,
        title=row.name,
        details=_present(row.get_level_display(), row.get_kind_display(), subject, row.granted_by, row.basis),
        year=row.year,
        state=_g("已到期") if is_over else "",
    )


def _schooling(row: Schooling, on: date) -> RowLine:
    degree = words.code_word("degree", row.degree_code)
    details = _present(row.institution, row.major, degree, row.get_form_display())
    title = row.get_level_code_display()
    return RowLine(pk=row.pk, title=title, details=details, since=row.starts_on, until=row.graduated_on)


def _work(row: WorkSpell, on: date) -> RowLine:
    details = _present(row.duty, row.basis)
    return RowLine(pk=row.pk, title=row.employer, details=details, since=row.starts_on, until=row.ends_on)


Rows = Callable[[StaffRecord], Iterable[Any]]
SHOWN: tuple[tuple[str, Any, Any, Any, Callable[[Any, date], RowLine], str], ...] = (
    ("employment", _("编制与岗位"), _("登记编制与岗位"), Employment, _employment, "starts_on"),
    ("title", _("职称"), _("登记职称"), HeldTitle, _title, "obtained_on"),
    ("certificate", _("证书"), _("登记证书"), HeldCertificate, _certificate, "issued_on"),
    ("honour", _("荣誉称号"), _("登记荣誉"), Honour, _honour, "year"),
    ("schooling", _("学习经历"), _("登记学习经历"), Schooling, _schooling, "graduated_on"),
    ("work", _("工作经历"), _("登记工作经历"), WorkSpell, _work, "starts_on"),
)


def file_parts(record: StaffRecord, on: date, today: date) -> list[FilePart]:
    """Every part with its rows, those that began after a past day `on` left out. Seven queries."""
    parts = []
    for code, label, verb, model, line, began in SHOWN:
        rows = [row for row in model.objects.filter(record=record) if on >= today or _is_known(getattr(row, began), on)]
        parts.append(FilePart(code=code, label=label, verb=verb, lines=[line(row, on) for row in rows]))
    _attach_scans(parts)
    return parts


def _is_known(began: date | int | None, on: date) -> bool:
    if began is None:
        return True
    return began <= on if isinstance(began, date) else began <= on.year


def _attach_scans(parts: list[FilePart]) -> None:
    lines = {(f"staff-{part.code}", line.pk): line for part in parts for line in part.lines}
    kinds = {kind for kind, _pk in lines}
    ids = [pk for _kind, pk in lines]
    for link in FileLink.objects.filter(holder_kind__in=kinds, holder_id__in=ids, purpose=data.SCAN).order_by("pk"):
        found = lines.get((link.holder_kind, link.holder_id))
        if found is not None:
            found.scan = link
