"""The register of schools, for a bureau that begins with nothing: recognised by their code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from xingtan.apps.registry.imports import pupils
from xingtan.apps.registry.selectors import words
from xingtan.apps.registry.services import organisations as units
from xingtan.kernel.codes import checks
from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports import fields
from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.fields import Field, Unfit
from xingtan.kernel.imports.register import Line, Register, Session, Setting, Target
from xingtan.kernel.scopes import Actor
from xingtan.people.organisations import data
from xingtan.people.organisations.data import Kind
from xingtan.people.organisations.intake import withdraw_facts
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons import cells

BASIS = _("学校名册导入")


def credit_code(text: str) -> str:
    plain = cells.exact(text)
    if problem := checks.credit_code_problem(plain):
        raise Unfit(str(problem))
    return plain


def _table(code: str, name: str, label: Any, *aliases: str, **columns: Any) -> Field:
    return Field(
        name, label, parse=fields.code(code), aliases=aliases, show=lambda value: words.word(code, value), **columns
    )


FIELDS = (
    Field(
        "code", _("学校标识码"), parse=cells.school_code, aliases=("学校代码", "机构标识码", "标识码", "XXDM"),
        is_required=True, is_exact=True, example="2137000001", note=_("10位数字，该列请设为文本格式。"),
    ),
    Field(
        "name", _("学校名称"), parse=fields.text(80), aliases=("单位全称", "学校全称", "名称", "XXMC"),
        is_required=True, example="舞雩小学",
    ),
    Field("short_name", _("简称"), parse=fields.text(20), aliases=("学校简称",)),
    _table(
        "school_kind", "school_kind", _("办学类型"), "学校办学类型", "学校类别", "XXBXLXM", is_required=True,
        example="小学", choices=("幼儿园", "小学", "初级中学", "九年一贯制学校", "完全中学", "高级中学"),
    ),
    _table("sponsor", "sponsor_code", _("举办者"), "学校举办者", "举办者类型", "XXJBZM"),
    _table("urban_rural", "urban_rural_code", _("城乡类型"), "城乡分类", "所在地城乡类型"),
    Field(
        "credit_code", _("统一社会信用代码"), parse=credit_code, aliases=("信用代码", "社会信用代码"), is_exact=True,
    ),
    Field("primary_years", _("小学学制"), parse=fields.whole(5, 6), aliases=("学制",), note=_("5或6年，不填按6年。")),
    Field("is_boarding", _("寄宿制"), parse=fields.flag, aliases=("是否寄宿制",), choices=("是", "否")),
    Field("is_teaching_point", _("教学点"), parse=fields.flag, aliases=("是否教学点",), choices=("是", "否")),
    Field("address", _("地址"), parse=fields.text(200), aliases=("学校地址", "XXDZ")),
    Field("telephone", _("联系电话"), parse=fields.text(30), aliases=("学校电话", "办公电话", "LXDH")),
    Field("opened_on", _("建校日期"), parse=fields.day(earliest=date(1700, 1, 1)), aliases=("建校年月", "JXNY")),
)  # fmt: skip
UNDATED = ("short_name", "credit_code", "sponsor_code", "primary_years", "address", "telephone")


class SchoolSession(Session):
    """Schools right below one bureau."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.bureau = Organisation.objects.get(path=setting.path)

    def _schools(self) -> Any:
        return Organisation.objects.filter(parent=self.bureau, kind=Kind.SCHOOL, closed_on=None)

    def match(self, lines: Sequence[Line]) -> None:
        codes = [line.values["code"] for line in lines if "code" in line.values]
        held = {unit.code: unit for unit in Organisation.objects.filter(code__in=codes)}
        names = [line.values["name"] for line in lines if "name" in line.values]
        named = {unit.name: unit for unit in self._schools().filter(name__in=names)}
        credits = [line.values["credit_code"] for line in lines if "credit_code" in line.values]
        credited = {unit.credit_code: unit for unit in Organisation.objects.filter(credit_code__in=credits)}
        for line in lines:
            code, name = line.values.get("code", ""), line.values.get("name", "")
            line.title = name
            line.key = f"c{code}" if code else ""
            unit = held.get(code)
            if unit is not None and (unit.parent_id != self.bureau.pk or unit.closed_on is not None):
                sentence = _g("这个标识码是“%(name)s”的，不归本局直接管理或已经撤销。")
                line.refuse("code", sentence % {"name": unit.name})
                continue
            line.held_id = unit.pk if unit is not None else None
            same = named.get(name)
            if same is not None and same.code != code:
                sentence = _g("已有同名学校，标识码是%(code)s，请核对。")
                line.refuse("name", sentence % {"code": same.code or _g("（未填）")})
            holder = credited.get(line.values.get("credit_code"))
            if holder is not None and holder.code != code:
                line.refuse("credit_code", _g("已登记在“%(name)s”名下，请核对。") % {"name": holder.name})

    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """The day of opening is said once and is not corrected by a list."""
        codes = [field.code for field in FIELDS if field.code != "opened_on"]
        rows = Organisation.objects.filter(pk__in=ids)
        return {unit.pk: {code: getattr(unit, code) or self._nothing(unit, code) for code in codes} for unit in rows}

    def _nothing(self, unit: Organisation, code: str) -> Any:
        value = getattr(unit, code)
        return value if isinstance(value, bool) else ""

    def check(self, lines: Sequence[Line]) -> None:
        for line in lines:
            kind = line.values.get("school_kind")
            if kind and kind not in data.STAGES_OF_SCHOOL_KIND:
                sentence = _g("“%(kind)s”不能按学段编班，请改填小学、初级中学等办学类型。")
                line.refuse("school_kind", sentence % {"kind": words.word("school_kind", kind)})
            if line.values.get("opened_on", "") > self.setting.on.isoformat():
                line.refuse("opened_on", _g("晚于生效日期。"))

    def count(self) -> int:
        return int(self._schools().count())

    def write(self, lines: Sequence[Line]) -> None:
        for line in lines:
            try:
                with transaction.atomic():
                    (self._add if line.verdict == Verdict.NEW else self._change)(line)
            except DomainError as error:
                line.refuse("", error)

    def _add(self, line: Line) -> None:
        given = dict(line.values)
        opened_on = given.pop("opened_on", None)
        on = date.fromisoformat(opened_on) if opened_on else self.setting.on
        values = {**given, "parent": self.bureau.pk, "on": on, "basis": str(BASIS)}
        unit = units.add(actor=self.setting.actor, kind=Kind.SCHOOL, values=values, now=self.setting.now)
        line.held_id, line.undo = unit.pk, {"new": unit.pk}

    def _change(self, line: Line) -> None:
        assert line.held_id is not None
        after = {code: new for code, (_old, new) in line.changes.items()}
        before = {code: old for code, (old, _new) in line.changes.items()}
        is_dated = self._set(line.held_id, after)
        line.undo = {"unit": line.held_id, "before": before, "after": after, "is_dated": is_dated}

    def _set(self, unit_id: int, values: Mapping[str, Any]) -> bool:
        """Returns whether a new stretch of dated facts began, which taking back ends again."""
        actor, on = self.setting.actor, self.setting.on
        if own := {code: values[code] for code in UNDATED if code in values}:
            units.update(actor=actor, organisation_id=unit_id, values=own)
        dated = {code: values[code] for code in units.FACTS if code in values}
        if not dated:
            return False
        began = Organisation.objects.filter(pk=unit_id, facts__ends_on=None, facts__starts_on__lt=on).exists()
        units.change_facts(
            actor=actor,
            organisation_id=unit_id,
            values={**dated, "on": on, "basis": str(BASIS)},
            now=self.setting.now,
        )
        return began

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        return {line.number for line in lines if not self._is_taken_back(line)}

    def _is_taken_back(self, line: Line) -> bool:
        undo, actor = line.undo, self.setting.actor
        if "new" in undo:
            return units.withdraw(actor=actor, organisation_id=undo["new"])
        held = self.held([undo["unit"]]).get(undo["unit"])
        if held is None or any(held.get(code) != value for code, value in undo["after"].items()):
            return False
        if undo["is_dated"]:
            withdraw_facts(actor=actor, organisation_id=undo["unit"], on=self.setting.on)
        left = {code: value for code, value in undo["before"].items() if code in UNDATED or not undo["is_dated"]}
        self._set(undo["unit"], left)
        return True


class SchoolRegister(Register):
    code = "registry.schools"
    label = _("学校")
    unit = _("所")
    permission = data.MANAGE
    fields = FIELDS
    key_note = _("按学校标识码认学校；改了名的学校标识码不变。")
    url_name = "registry:organisation_list"
    session = SchoolSession

    def targets(self, actor: Actor) -> Iterable[Target]:
        """Bureaus whose units the actor manages."""
        bureaus = Organisation.objects.permitted(actor, self.permission).filter(kind=Kind.BUREAU, closed_on=None)
        return [Target(path=unit.path, label=unit.name) for unit in bureaus.order_by("path")]

    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        return pupils.PupilRegister().actor_of(
            account_id=account_id, person_id=person_id, posting_id=posting_id, on=on, now=now
        )

    def name_of(self, actor: Actor) -> str:
        return pupils.PupilRegister().name_of(actor)
