"""Permission codes and the kinds of findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW_FINDINGS = "registry.view_findings"
ASK_CONFIRMATION = "registry.ask_confirmation"
PORTRAIT_HOLDER = "registry.portrait"  # the holder's number is the pupil's person

AUDIT_FACTS = "pupil.facts_changed"
AUDIT_PORTRAIT_SET = "pupil.portrait_set"
AUDIT_PORTRAIT_REMOVED = "pupil.portrait_removed"

AUDIT_CERTIFIED = "enrolment_certificate.issued"
AUDIT_CERTIFICATE_PRINTED = "enrolment_certificate.opened"
AUDIT_CERTIFICATE_REVOKED = "enrolment_certificate.revoked"
AUDIT_MERGED = "pupil.merged"
AUDIT_MERGE_UNDONE = "pupil.merge_undone"
AUDIT_TOLD_APART = "pupil.told_apart"
AUDIT_PLACED = "placement.confirmed"
AUDIT_PLACEMENT_UNDONE = "placement.undone"
AUDIT_PLACEMENT_PRINTED = "placement.printed"


class SiblingRule(models.TextChoices):
    """Where twins and other brothers and sisters of one cohort go."""

    TOGETHER = "together", _("同班")
    APART = "apart", _("分在不同班")
    FREE = "free", _("不作要求")


GUARDIANSHIP_NOTICE = "registry.guardianship"
REMINDER_NOTICE = "registry.guardianship_reminder"
REMIND_AFTER_DAYS, TELL_SCHOOL_AFTER_DAYS = 3, 7


class CustodyAct(models.TextChoices):
    """What a decision about custody does to one guardian."""

    WITHDRAW = "withdraw", _("不再有监护权，从生效之日起看不到学生")
    END = "end", _("解除监护关系，如监护人去世")
    BLOCK = "block", _("紧急停止查看，立即生效，待核实")
    RESTORE = "restore", _("恢复监护权")


class CustodyReason(models.TextChoices):
    """Why a guardian asks for a change."""

    COURT = "court", _("法院判决或裁定")
    DIVORCE = "divorce", _("离婚协议变更抚养")
    DECEASED = "deceased", _("监护人去世")
    GRANDPARENTS = "grandparents", _("委托祖辈照护")
    OTHER = "other", _("其他")


class CustodyOutcome(models.TextChoices):
    WAITING = "waiting", _("待办理")
    DONE = "done", _("已办理")
    REFUSED = "refused", _("未办理")


PUPIL, CLASS, SCHOOL = "pupil", "class", "school"


@dataclass(frozen=True, kw_only=True)
class FindingKind:
    """One sort of missing or contradictory fact. `sentence` takes the values kept with the finding."""

    code: str
    about: str  # pupil, class or school
    label: Any
    sentence: Any
    remedy: Any
    verb: Any  # the remedy on a button
    is_post: bool = False  # a post to fill


FINDING_KINDS: dict[str, FindingKind] = {
    kind.code: kind
    for kind in (
        FindingKind(
            code="document_contradicts",
            about=PUPIL,
            label=_("证件与登记信息不一致"),
            sentence=_("证件号码里的出生日期或性别与登记的不同。"),
            remedy=_("对照户口簿更正"),
            verb=_("更正"),
        ),
        FindingKind(
            code="document_missing",
            about=PUPIL,
            label=_("没有登记证件"),
            sentence=_("没有登记任何身份证件。"),
            remedy=_("补登证件"),
            verb=_("补登"),
        ),
        FindingKind(
            code="duplicate_suspected",
            about=PUPIL,
            label=_("疑似重复建档"),
            sentence=_("姓名读音和出生日期相同，或同班同名的在籍学生还有%(count)s人。"),
            remedy=_("核对是否同一人"),
            verb=_("核对"),
        ),
        FindingKind(
            code="age_out_of_range",
            about=PUPIL,
            label=_("年龄与年级不符"),
            sentence=_("入学那年8月31日满%(age)s周岁，通常为%(usual)s周岁。"),
            remedy=_("核对出生日期和年级"),
            verb=_("核对"),
        ),
        FindingKind(
            code="birthday_missing",
            about=PUPIL,
            label=_("缺出生日期"),
            sentence=_("没有登记出生日期。"),
            remedy=_("补登出生日期"),
            verb=_("补登"),
        ),
        FindingKind(
            code="ethnic_missing",
            about=PUPIL,
            label=_("缺民族"),
            sentence=_("没有登记民族。"),
            remedy=_("补登民族"),
            verb=_("补登"),
        ),
        FindingKind(
            code="class_missing",
            about=PUPIL,
            label=_("未分班"),
            sentence=_("在籍，但不在任何班级。"),
            remedy=_("编入班级"),
            verb=_("分班"),
        ),
        FindingKind(
            code="guardian_missing",
            about=PUPIL,
            label=_("没有已确认的监护人"),
            sentence=_("没有一位监护人是已确认的。"),
            remedy=_("登记或确认监护人"),
            verb=_("登记"),
        ),
        FindingKind(
            code="guardian_phone_missing",
            about=PUPIL,
            label=_("监护人没有电话"),
            sentence=_("所有监护人都没有登记电话。"),
            remedy=_("补登监护人电话"),
            verb=_("补登"),
        ),
        FindingKind(
            code="homeroom_missing",
            about=CLASS,
            label=_("班级没有班主任"),
            sentence=_("这个班今天没有在任的班主任。"),
            remedy=_("任命班主任"),
            verb=_("任命"),
            is_post=True,
        ),
        FindingKind(
            code="principal_missing",
            about=SCHOOL,
            label=_("学校没有校长"),
            sentence=_("“一把手”责任人空缺。"),
            remedy=_("登记校长任职"),
            verb=_("登记"),
            is_post=True,
        ),
        FindingKind(
            code="cio_missing",
            about=SCHOOL,
            label=_("学校没有首席信息官"),
            sentence=_("首席信息官空缺，应由校领导担任。"),
            remedy=_("任命首席信息官"),
            verb=_("任命"),
            is_post=True,
        ),
        FindingKind(
            code="edtech_head_missing",
            about=SCHOOL,
            label=_("电教中心没有负责人"),
            sentence=_("电教中心负责人空缺。"),
            remedy=_("任命电教中心负责人"),
            verb=_("任命"),
            is_post=True,
        ),
        FindingKind(
            code="school_code_missing",
            about=SCHOOL,
            label=_("缺学校标识码"),
            sentence=_("没有登记学校标识码。"),
            remedy=_("补登学校标识码"),
            verb=_("补登"),
        ),
    )
}

# The role that a vacancy of a school waits for.
ROLE_OF_POST = {"principal_missing": "principal", "cio_missing": "school_cio", "edtech_head_missing": "edtech_head"}

POST_KINDS = tuple(code for code, kind in FINDING_KINDS.items() if kind.is_post)
RECORD_KINDS = tuple(code for code, kind in FINDING_KINDS.items() if not kind.is_post)
PUPIL_KINDS = tuple(code for code, kind in FINDING_KINDS.items() if kind.about == PUPIL)
