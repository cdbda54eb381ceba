"""Primitive, dated writes of organisations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from xingtan.kernel.clock import day_before
from xingtan.kernel.codes import checks
from xingtan.kernel.events.api import publish
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor, require
from xingtan.kernel.search.pinyin import text_pinyin
from xingtan.people.organisations import data, errors
from xingtan.people.organisations.models import AppSwitch, Grouping, GroupingMember, Organisation, OrganisationFacts

DATED = ("name", "school_kind", "urban_rural_code", "is_boarding", "is_teaching_point")
UNDATED = ("short_name", "address", "telephone", "is_pilot", "sponsor_code", "primary_years", "sort", "credit_code")


def _locked(actor: Actor, organisation_id: int, permission: str) -> Organisation:
    """Find, lock and permit. Raises OrganisationNotFound or NotPermitted."""
    organisation: Organisation | None = (
        Organisation.objects.visible_to(actor).select_for_update().filter(pk=organisation_id).first()
    )
    if organisation is None:
        raise errors.OrganisationNotFound(organisation_id=organisation_id)
    require(actor, permission, organisation.path)
    return organisation


def _check_codes(code: str | None, credit_code: str | None, own_id: int | None, kind: str) -> None:
    if code and kind == data.Kind.SCHOOL and (problem := checks.school_code_problem(code)):
        raise errors.WrongCode(label="学校标识码", code=code, problem=problem)
    if credit_code and (problem := checks.credit_code_problem(credit_code)):
        raise errors.WrongCode(label="统一社会信用代码", code=credit_code, problem=problem)
    for field, value in (("code", code), ("credit_code", credit_code)):
        holder = Organisation.objects.filter(**{field: value}).exclude(pk=own_id).first() if value else None
        if holder is not None:
            raise errors.CodeTaken(code=value, name=holder.name)


def _check_place(parent: Organisation | None, kind: str, name: str, own_id: int | None = None) -> None:
    if (parent.kind if parent else None) not in data.ALLOWED_PARENTS[kind]:
        raise errors.KindNotAllowedHere(parent=parent.name if parent else "—", kind=data.Kind(kind).label)
    siblings = Organisation.objects.filter(parent=parent, name=name, closed_on__isnull=True).exclude(pk=own_id)
    if siblings.exists():
        raise errors.SameNameHere(name=name)


def _spelled(name: str) -> dict[str, str]:
    pinyin, initials = text_pinyin(name)
    return {"name_pinyin": pinyin, "name_initials": initials}


@transaction.atomic
def create_organisation(
    *, actor: Actor, parent_id: int | None, kind: str, name: str, on: date, basis: str = "", **columns: Any
) -> Organisation:
    """Add a node below `parent_id` and open its history on the day `on`.

    Raises:
        OrganisationNotFound, NotPermitted: the parent is not for this actor.
        KindNotAllowedHere, SameNameHere, WrongCode, CodeTaken: the node does not fit there.
    """
    parent = None
    if parent_id is None:
        require(actor, data.MANAGE, "/")
    else:
        parent = _locked(actor, parent_id, data.MANAGE)
    _check_place(parent, kind, name)
    code, credit_code = columns.pop("code", None) or None, columns.pop("credit_code", None) or None
    _check_codes(code, credit_code, None, kind)
    organisation = Organisation(
        kind=kind, parent=parent, name=name, code=code, credit_code=credit_code, opened_on=on, **columns
    )
    for field, value in _spelled(name).items():
        setattr(organisation, field, value)
    organisation.path = f"new:{name}:{parent_id}"  # the id is part of the path, so it is written twice
    organisation.save()
    organisation.path = f"{parent.path if parent else '/'}{organisation.pk}/"
    organisation.save(update_fields=["path"])
    OrganisationFacts.objects.create(
        organisation=organisation, starts_on=on, basis=basis, **{field: getattr(organisation, field) for field in DATED}
    )
    publish(data.OrganisationChanged(organisation_id=organisation.pk))
    return organisation


@transaction.atomic
def change_facts(*, actor: Actor, organisation_id: int, on: date, basis: str, **facts: Any) -> Organisation:
    """Let dated facts (name, kind, urban or rural, boarding, teaching point) change from the day `on`.

    What was so before stays on record. A second change on the same day replaces the first.

    Raises:
        DateBeforeHistory: `on` lies before the present stretch begins.
        SameNameHere: another open unit beside it has the new name.
    """
    organisation = _locked(actor, organisation_id, data.MANAGE)
    if facts.get("name", organisation.name) != organisation.name:
        _check_place(organisation.parent, organisation.kind, facts["name"], organisation.pk)
    current = OrganisationFacts.objects.select_for_update().get(organisation=organisation, ends_on__isnull=True)
    if on < current.starts_on:
        raise errors.DateBeforeHistory(on=on, since=current.starts_on)
    if on == current.starts_on:
        successor = current
    else:
        current.ends_on = day_before(on)
        current.save(update_fields=["ends_on"])
        kept = {field: getattr(current, field) for field in DATED}
        successor = OrganisationFacts(organisation=organisation, starts_on=on, **kept)
    successor.basis = basis
    for field, value in facts.items():
        if field not in DATED:
            raise TypeError(f"{field} is not a dated fact")
        setattr(successor, field, value)
        setattr(organisation, field, value)
    successor.save()
    for field, value in _spelled(organisation.name).items():
        setattr(organisation, field, value)
    organisation.save()
    publish(data.OrganisationChanged(organisation_id=organisation.pk))
    return organisation


def rename_organisation(*, actor: Actor, organisation_id: int, name: str, on: date, basis: str) -> Organisation:
    """Give a unit a new full name from the day `on`. Its code never changes."""
    return change_facts(actor=actor, organisation_id=organisation_id, on=on, basis=basis, name=name)


@transaction.atomic
def update_organisation(*, actor: Actor, organisation_id: int, **columns: Any) -> Organisation:
    """Change columns that keep no history of their own (short name, address, telephone, pilot, …)."""
    organisation = _locked(actor, organisation_id, data.MANAGE)
    _check_codes(None, columns.get("credit_code"), organisation.pk, organisation.kind)
    for field, value in columns.items():
        if field not in UNDATED:
            raise TypeError(f"{field} is dated or fixed")
        setattr(organisation, field, (value or None) if field == "credit_code" else value)
    organisation.save(update_fields=[*columns])
    publish(data.OrganisationChanged(organisation_id=organisation.pk))
    return organisation


@transaction.atomic
def close_organisation(*, actor: Actor, organisation_id: int, on: date, basis: str) -> Organisation:
    """Close a unit: `on` is the first day without it. Its code stays taken for ever.

    Raises:
        StillInUse: units below it are still open.
        DateBeforeHistory: it was opened on or after that day.
    """
    organisation = _locked(actor, organisation_id, data.MANAGE)
    below = Organisation.objects.filter(parent=organisation, closed_on__isnull=True).count()
    if below:
        raise errors.StillInUse(name=organisation.name, count=below)
    current = OrganisationFacts.objects.select_for_update().get(organisation=organisation, ends_on__isnull=True)
    if on <= current.starts_on:
        raise errors.DateBeforeHistory(on=on, since=current.starts_on)
    current.ends_on, current.basis = day_before(on), basis or current.basis
    current.save(update_fields=["ends_on", "basis"])
    organisation.closed_on = on
    organisation.save(update_fields=["closed_on"])
    publish(data.OrganisationChanged(organisation_id=organisation.pk))
    return organisation


@transaction.atomic
def move_organisation(*, actor: Actor, organisation_id: int, parent_id: int) -> tuple[str, str]:
    """Hang a node below another parent and give its whole subtree the new path.

    Callers use `roster.services.move_organisation`, which moves grants and classes in the same transaction.

    Returns: the old and the new path.
    Raises:
        WouldMakeCycle: the new parent is the node itself or lies below it.
    """
    organisation = _locked(actor, organisation_id, data.MANAGE)
    parent = _locked(actor, parent_id, data.MANAGE)
    if parent.path.startswith(organisation.path):
        raise errors.WouldMakeCycle(name=organisation.name)
    _check_place(parent, organisation.kind, organisation.name, organisation.pk)
    old, new = organisation.path, f"{parent.path}{organisation.pk}/"
    for node in Organisation.objects.select_for_update().filter(path__startswith=old).order_by("path"):
        node.path = new + node.path[len(old) :]
        node.save(update_fields=["path"])
    Organisation.objects.filter(pk=organisation.pk).update(parent=parent)
    publish(data.OrganisationChanged(organisation_id=organisation.pk))
    return old, new


@transaction.atomic
def switch_application(
    *, actor: Actor, organisation_id: int, application: str, is_on: bool, now: datetime
) -> AppSwitch:
    """Let a school take an application or leave it.

    Raises:
        ApplicationIsEssential: it cannot be switched off.
    """
    organisation = _locked(actor, organisation_id, data.MANAGE)
    entry = REGISTRY.find("applications", application)
    if entry.is_essential and not is_on:
        raise errors.ApplicationIsEssential(label=entry.label)
    switch, _created = AppSwitch.objects.update_or_create(
        organisation=organisation, application=application, defaults={"is_on": is_on, "changed_at": now}
    )
    return switch


@transaction.atomic
def create_grouping(*, actor: Actor, organisation_id: int, kind: str, name: str, on: date) -> Grouping:
    """Found a 学区, 联盟 or pair of the bureau `organisation_id`."""
    bureau = _locked(actor, organisation_id, data.MANAGE)
    return Grouping.objects.create(kind=kind, name=name, organisation=bureau, starts_on=on)


def _locked_grouping(actor: Actor, grouping_id: int) -> Grouping:
    """A grouping to change. Raises OrganisationNotFound, NotPermitted or GroupingEnded."""
    grouping: Grouping | None = (
        Grouping.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=grouping_id)
        .first()
    )
    if grouping is None:
        raise errors.OrganisationNotFound(organisation_id=grouping_id)
    require(actor, data.MANAGE, grouping.organisation.path)
    if grouping.ends_on is not None:
        raise errors.GroupingEnded(name=grouping.name, ends_on=grouping.ends_on)
    return grouping


@transaction.atomic
def end_grouping(*, actor: Actor, grouping_id: int, on: date, basis: str = "") -> Grouping:
    """Let a whole grouping end; `on` is its last day, and that of its members. It stays on record with its dates.

    Raises:
        OrganisationNotFound, NotPermitted, GroupingEnded.
        DateBeforeHistory: it was founded, or a school joined it, after that day.
    """
    grouping = _locked_grouping(actor, grouping_id)
    members = grouping.members.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    latest = max(members.aggregate(latest=Max("starts_on"))["latest"] or grouping.starts_on, grouping.starts_on)
    if on < latest:
        raise errors.DateBeforeHistory(on=on, since=latest)
    members.update(ends_on=on)
    grouping.ends_on, grouping.end_basis = on, basis
    grouping.save(update_fields=["ends_on", "end_basis"])
    return grouping


@transaction.atomic
def add_member(
    *, actor: Actor, grouping_id: int, organisation_id: int, on: date, is_lead: bool = False
) -> GroupingMember:
    """Let a school join a grouping from the day `on`.

    Raises:
        OrganisationNotFound, NotPermitted, GroupingEnded.
        AlreadyMember: it is in it now.
    """
    grouping = _locked_grouping(actor, grouping_id)
    school = _locked(actor, organisation_id, data.MANAGE)
    if grouping.members.filter(organisation=school, ends_on__isnull=True).exists():
        raise errors.AlreadyMember(name=school.name)
    return GroupingMember.objects.create(grouping=grouping, organisation=school, is_lead=is_lead, starts_on=on)


@transaction.atomic
def end_member(*, actor: Actor, grouping_id: int, organisation_id: int, on: date) -> None:
    """Let a school leave a grouping; `on` is its last day in it.

    Raises:
        OrganisationNotFound, NotPermitted, GroupingEnded, DateBeforeHistory.
    """
    grouping = _locked_grouping(actor, grouping_id)
    member = grouping.members.filter(organisation_id=organisation_id, ends_on__isnull=True).first()
    if member is None:
        raise errors.OrganisationNotFound(organisation_id=organisation_id)
    if on < member.starts_on:
        raise errors.DateBeforeHistory(on=on, since=member.starts_on)
    member.ends_on = on
    member.save(update_fields=["ends_on"])
