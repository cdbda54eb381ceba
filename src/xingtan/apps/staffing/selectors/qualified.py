"""持证上岗: who teaches a stage or a subject for which no certificate of theirs is good, asked from the rows.

口径: a certificate is good for its own stage and those below, a kindergarten asks for its own. Subjects are compared in
junior and senior schools only, where those of one family (科学 and 物理 …) count as the same. 综合实践, 劳动 and
班会 ask for no subject.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from xingtan.apps.staffing.data import CertificateKind, RegistrationResult
from xingtan.apps.staffing.models import HeldCertificate, StaffRecord
from xingtan.kernel.clock import in_force
from xingtan.people.roster.models import TeachingAssignment

GOOD_FOR: dict[str, tuple[str, ...]] = {
    "kindergarten": ("1",),
    "primary": ("2", "3", "4", "5"),
    "junior": ("3", "4", "5"),
    "senior": ("4", "5"),
}  # codes of `data.Certificate` that let somebody teach a stage
BY_SUBJECT = ("junior", "senior")
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("11", "12"),
    ("13", "X2"),
    ("14",),
    ("15", "16", "17", "18"),
    ("19", "20", "21"),
    ("22",),
    ("23", "24", "25"),
    ("26", "27", "61"),
    ("40", "41", "42", "43", "49"),
    ("X3",),
)


@dataclass(frozen=True, kw_only=True)
class Lack:
    """One way of teaching without a fitting certificate."""

    code: str
    label: Any
    remedy: Any


LACKS: dict[str, Lack] = {
    lack.code: lack
    for lack in (
        Lack(code="none", label=_("没有教师资格证书"), remedy=_("登记证书")),
        Lack(code="stage", label=_("资格种类低于任教学段"), remedy=_("核对证书或调整任课")),
        Lack(code="subject", label=_("资格学科与任教学科不符"), remedy=_("核对证书或调整任课")),
        Lack(code="registration", label=_("定期注册不合格或已过期"), remedy=_("登记注册结论")),
    )
}


def _teaches(on: date, **conditions: Any) -> Exists:
    return Exists(TeachingAssignment.objects.filter(in_force(on), person_id=OuterRef("person_id"), **conditions))


def _holds(*conditions: Q, **named: Any) -> Exists:
    rows = HeldCertificate.objects.filter(record_id=OuterRef("pk"), kind=CertificateKind.TEACHING)
    return Exists(rows.filter(*conditions, **named))


def lacking(code: str, on: date) -> Q:
    """Files of those who teach on a day and lack it in this way. A condition of each row by itself."""
    if code == "none":
        return Q(_teaches(on)) & ~Q(_holds())
    if code == "stage":
        return Q(_holds()) & _any(
            Q(_teaches(on, class_group__cohort__stage=stage)) & ~Q(_holds(code__in=good))
            for stage, good in GOOD_FOR.items()
        )
    if code == "subject":
        return Q(_holds()) & _any(_off_subject(on, family) for family in FAMILIES)
    failed = Q(registration_result=RegistrationResult.FAILED) | Q(registration_due_on__lt=on)
    return Q(_teaches(on)) & Q(_holds(failed))


def _off_subject(on: date, family: tuple[str, ...]) -> Q:
    taught = _teaches(on, subject_code__in=family, class_group__cohort__stage__in=BY_SUBJECT)
    return Q(taught) & ~Q(_holds(Q(subject_code__in=family) | Q(subject_code="")))


def lacking_any(on: date, codes: Iterable[str] = LACKS) -> Q:
    return _any(lacking(code, on) for code in codes)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def lacks_of(record: StaffRecord, on: date) -> list[Lack]:
    """What one file lacks, in one query."""
    same = StaffRecord.objects.filter(pk=record.pk)
    asked = [Exists(StaffRecord.objects.filter(pk=record.pk).filter(lacking(code, on))) for code in LACKS]
    flags = same.values_list(*asked).first()
    return [lack for lack, is_so in zip(LACKS.values(), flags or (), strict=False) if is_so]
