"""What the national register asks of a pupil beyond person and enrolment: one entry for each of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _


class FactGroup(models.TextChoices):
    """Headings under which the facts of a pupil stand on the card and in the form."""

    HOUSEHOLD = "household", _("户籍与来源")
    FAMILY = "family", _("家庭情况")
    HEALTH = "health", _("健康")
    AID = "aid", _("资助与优抚")
    WAY = "way", _("上下学")
    CONTACT = "contact", _("通信与特长")


@dataclass(frozen=True, kw_only=True)
class PupilFact:
    """One column of the national register that has no column elsewhere.

    `column` is its heading in the export of 全国学籍系统, by which an import knows it. `table` is a code table; of
    the other kinds, a flag is yes or no, a division 6, 9 or 12 digits, a month YYYYMM, km a number. What is `is_sealed`
    is kept encrypted and shown only to who says why.
    """

    field: str
    label: Any
    column: str
    group: FactGroup
    kind: Literal["code", "flag", "text", "division", "month", "postcode", "km", "web"] = "text"
    table: str = ""
    length: int = 0  # most characters, of a text
    is_sealed: bool = False


def _facts(*facts: PupilFact) -> dict[str, PupilFact]:
    return {fact.field: fact for fact in facts}


PUPIL_FACTS: dict[str, PupilFact] = _facts(
    PupilFact(
        field="birthplace_code",
        label=_("出生地"),
        column="出生地行政区划代码",
        group=FactGroup.HOUSEHOLD,
        kind="division",
    ),
    PupilFact(
        field="household_kind_code",
        label=_("户口性质"),
        column="户口性质",
        group=FactGroup.HOUSEHOLD,
        kind="code",
        table="household_kind",
    ),
    PupilFact(
        field="household_place_code",
        label=_("户口所在地"),
        column="户口所在地行政区划",
        group=FactGroup.HOUSEHOLD,
        kind="division",
    ),
    PupilFact(
        field="overseas_code",
        label=_("港澳台侨外"),
        column="港澳台侨外",
        group=FactGroup.HOUSEHOLD,
        kind="code",
        table="overseas",
    ),
    PupilFact(
        field="origin_code",
        label=_("学生来源"),
        column="学生来源",
        group=FactGroup.HOUSEHOLD,
        kind="code",
        table="pupil_origin",
    ),
    PupilFact(field="origin_school", label=_("原就读学校"), column="原就读学校", group=FactGroup.HOUSEHOLD, length=60),
    PupilFact(field="entered_month", label=_("入学年月"), column="入学年月", group=FactGroup.HOUSEHOLD, kind="month"),
    PupilFact(
        field="auxiliary_number",
        label=_("学籍辅号"),
        column="学籍辅号",
        group=FactGroup.HOUSEHOLD,
        length=30,
        is_sealed=True,
    ),
    PupilFact(field="is_only_child", label=_("独生子女"), column="是否独生子女", group=FactGroup.FAMILY, kind="flag"),
    PupilFact(
        field="had_preschool",
        label=_("受过学前教育"),
        column="是否受过学前教育",
        group=FactGroup.FAMILY,
        kind="flag",
    ),
    PupilFact(
        field="is_orphan",
        label=_("孤儿"),
        column="是否孤儿",
        group=FactGroup.FAMILY,
        kind="flag",
        is_sealed=True,
    ),
    PupilFact(
        field="health_code",
        label=_("健康状况"),
        column="健康状况",
        group=FactGroup.HEALTH,
        kind="code",
        table="health",
        is_sealed=True,
    ),
    PupilFact(
        field="blood_type_code",
        label=_("血型"),
        column="血型",
        group=FactGroup.HEALTH,
        kind="code",
        table="blood_type",
        is_sealed=True,
    ),
    PupilFact(
        field="disability_code",
        label=_("残疾人类型"),
        column="残疾人类型",
        group=FactGroup.HEALTH,
        kind="code",
        table="disability",
        is_sealed=True,
    ),
    PupilFact(
        field="pupil_kind_code",
        label=_("学生类别"),
        column="学生类别",
        group=FactGroup.HEALTH,
        kind="code",
        table="pupil_kind",
        is_sealed=True,
    ),
    PupilFact(
        field="is_place_bought",
        label=_("由政府购买学位"),
        column="是否由政府购买学位",
        group=FactGroup.AID,
        kind="flag",
    ),
    PupilFact(
        field="needs_aid",
        label=_("申请资助"),
        column="是否需要申请资助",
        group=FactGroup.AID,
        kind="flag",
        is_sealed=True,
    ),
    PupilFact(
        field="has_boarding_allowance",
        label=_("享受一补"),
        column="是否享受一补",
        group=FactGroup.AID,
        kind="flag",
        is_sealed=True,
    ),
    PupilFact(
        field="is_martyrs_child",
        label=_("烈士或优抚子女"),
        column="是否烈士或优抚子女",
        group=FactGroup.AID,
        kind="flag",
        is_sealed=True,
    ),
    PupilFact(field="distance_km", label=_("上下学距离（公里）"), column="上下学距离", group=FactGroup.WAY, kind="km"),
    PupilFact(
        field="travel_code",
        label=_("上下学交通方式"),
        column="上下学交通方式",
        group=FactGroup.WAY,
        kind="code",
        table="travel",
    ),
    PupilFact(field="rides_school_bus", label=_("乘坐校车"), column="是否乘坐校车", group=FactGroup.WAY, kind="flag"),
    PupilFact(
        field="postal_address",
        label=_("通信地址"),
        column="通信地址",
        group=FactGroup.CONTACT,
        length=120,
        is_sealed=True,
    ),
    PupilFact(
        field="home_address",
        label=_("家庭地址"),
        column="家庭地址",
        group=FactGroup.CONTACT,
        length=120,
        is_sealed=True,
    ),
    PupilFact(field="postal_code", label=_("邮政编码"), column="邮政编码", group=FactGroup.CONTACT, kind="postcode"),
    PupilFact(
        field="homepage", label=_("主页地址"), column="主页地址", group=FactGroup.CONTACT, kind="web", length=200
    ),
    PupilFact(field="specialty", label=_("特长"), column="特长", group=FactGroup.CONTACT, length=60),
)
SEALED_FACTS = tuple(field for field, fact in PUPIL_FACTS.items() if fact.is_sealed)
OPEN_FACTS = tuple(field for field, fact in PUPIL_FACTS.items() if not fact.is_sealed)
