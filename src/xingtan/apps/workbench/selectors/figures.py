"""The strip of figures: at most five numbers of one's own reach, each open to its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _g
from django.utils.translation import pgettext

from xingtan.apps.workbench.data import Figure
from xingtan.apps.workbench.selectors.places import address
from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared, totals
from xingtan.kernel.scopes import Actor, under
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.accounts.models import Account
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship, TeachingAssignment

VIEW_PUPILS, VIEW_CLASSES, VIEW_STAFF = "roster.view_pupils", "roster.view_classes", "staffing.view"
WIDE = frozenset({"bureau_leader", "bureau_staff", "district_leader"})
SCHOOL = frozenset({"principal", "school_administrator", "school_cio", "edtech_head", "grade_leader"})


def figures_of(actor: Actor) -> list[Figure]:
    """What concerns this person most, by the widest of their roles."""
    if actor.roles & WIDE:
        return [_schools(actor), *_pupils(actor), _staff(actor), _accounts(actor)]
    if actor.roles & SCHOOL:
        return [*_pupils(actor), _classes(actor), _staff(actor), _accounts(actor)]
    if "homeroom_teacher" in actor.roles:
        return _own_class(actor)
    if "teacher" in actor.roles:
        return _teaching(actor)
    return []


def _schools(actor: Actor) -> Figure:
    paths = actor.paths("organisations.view")
    [(total, points)] = _school_counts(paths=paths, on=actor.on) or [(0, 0)]
    detail = _g("其中教学点%(count)s所") % {"count": points} if points else ""
    url = address("registry:organisation_list")
    return Figure(label=pgettext("figure", "学校"), value=total, unit=_g("所"), detail=detail, url=url)


@prepared
def _school_counts(*, paths: tuple[str, ...], on: date) -> Any:
    schools = Organisation.objects.schools().open_on(on).filter(under(paths, "path"))
    return totals(schools, all=Count("pk"), points=Count("pk", filter=Q(is_teaching_point=True)))


def _pupils(actor: Actor) -> list[Figure]:
    [(total, boys)] = _pupil_counts(paths=actor.paths(VIEW_PUPILS), on=actor.on) or [(0, 0)]
    if not total:
        return []
    detail = _g("男%(boys)s，女%(girls)s") % {"boys": boys, "girls": total - boys}
    url = address("registry:pupil_list")
    return [Figure(label=_g("在校学生"), value=total, unit=_g("人"), detail=detail, url=url)]


@prepared
def _pupil_counts(*, paths: tuple[str, ...], on: date) -> Any:
    stays = Enrolment.objects.filter(under(paths, "scope_path")).in_school(on).order_by()
    return totals(stays, all=Count("pk"), boys=Count("pk", filter=Q(person__sex="1")))


def _classes(actor: Actor) -> Figure:
    [(total, empty)] = _class_group_counts(paths=actor.paths(VIEW_CLASSES), on=actor.on) or [(0, 0)]
    detail = _g("%(count)s个没有班主任") % {"count": empty} if empty else _g("班主任齐备")
    url = address("registry:class_list")
    return Figure(label=pgettext("figure", "班级"), value=total, unit=_g("个班"), detail=detail, url=url)


@prepared
def _class_group_counts(*, paths: tuple[str, ...], on: date) -> Any:
    led = Posting.objects.filter(in_force(on), role="homeroom_teacher", scope_path=OuterRef("path"))
    classes = ClassGroup.objects.filter(under(paths, "path")).open_on(on).order_by()
    return totals(classes, all=Count("pk"), empty=Count("pk", filter=~Exists(led)))


def _staff(actor: Actor) -> Figure:
    paths = actor.paths(VIEW_STAFF) or actor.paths("postings.view")
    [(total, teachers)] = _staff_counts(paths=paths, on=actor.on) or [(0, 0)]
    detail = _g("专任教师%(count)s") % {"count": teachers}
    url = address("staffing:people") if actor.may_anywhere(VIEW_STAFF) else ""
    return Figure(label=_g("教职工"), value=total, unit=_g("人"), detail=detail, url=url)


@prepared
def _staff_counts(*, paths: tuple[str, ...], on: date) -> Any:
    people = Posting.objects.in_force(on).filter(under(paths, "organisation__path"), role__in=STAFF_ROLES).order_by()
    return totals(
        people,
        all=Count("person_id", distinct=True),
        teachers=Count("person_id", distinct=True, filter=Q(role="teacher")),
    )


def _accounts(actor: Actor) -> Figure:
    """Share of accounts activated, among staff, pupils and guardians within reach of `accounts.view`."""
    paths = actor.paths("accounts.view") or actor.paths(VIEW_PUPILS)
    [(total, done)] = _account_counts(paths=paths, on=actor.on) or [(0, 0)]
    share = 100 * done / total if total else None
    detail = _g("%(all)s个，已激活%(done)s") % {"all": total, "done": done}
    url = address("gateway:accounts") if actor.may_anywhere("accounts.view") else ""
    return Figure(label=_g("账号激活率"), value=share, unit="%", detail=detail, url=url)


@prepared
def _account_counts(*, paths: tuple[str, ...], on: date) -> Any:
    people = Posting.objects.in_force(on).filter(under(paths, "scope_path")).order_by().values("person_id")
    accounts = Account.objects.filter(person_id__in=people).order_by()
    return totals(accounts, all=Count("pk"), done=Count("pk", filter=Q(activated_at__isnull=False)))


def _own_class(actor: Actor) -> list[Figure]:
    """Pupils of the class, how many have a confirmed guardian, how many an activated account. One query."""
    found = _class_counts(paths=actor.paths(VIEW_PUPILS), on=actor.on)
    if not found or not found[0][0]:
        return []
    counted = dict(zip(("all", "boys", "bound", "active"), found[0], strict=True))
    pupils, of_all = address("registry:pupil_list"), _g("/ %(all)s人") % counted
    sexes = _g("男%(boys)s，女%(girls)s") % {"boys": counted["boys"], "girls": counted["all"] - counted["boys"]}
    return [
        Figure(label=_g("本班学生"), value=counted["all"], unit=_g("人"), detail=sexes, url=pupils),
        _share_of(_g("有监护人的学生"), counted["bound"], counted["all"], of_all, pupils),
        _share_of(_g("已激活账号"), counted["active"], counted["all"], of_all, address("gateway:accounts")),
    ]


@prepared
def _class_counts(*, paths: tuple[str, ...], on: date) -> Any:
    bound = Guardianship.objects.filter(in_force(on), status="confirmed", pupil_id=OuterRef("person_id"))
    active = Account.objects.filter(person_id=OuterRef("person_id"), activated_at__isnull=False)
    stays = Enrolment.objects.filter(under(paths, "scope_path")).in_school(on).order_by()
    return totals(
        stays,
        all=Count("pk"),
        boys=Count("pk", filter=Q(person__sex="1")),
        bound=Count(Subquery(bound.values("pk")[:1])),  # pupil by pupil, by index; EXISTS would hash the whole table
        active=Count(Subquery(active.values("pk")[:1])),
    )


def _share_of(label: str, done: int, total: int, unit: str, url: str) -> Figure:
    detail = _g("还差%(count)s人") % {"count": total - done} if done < total else _g("都有了")
    return Figure(label=label, value=done, unit=unit, detail=detail, url=url)


def _teaching(actor: Actor) -> list[Figure]:
    taught = TeachingAssignment.objects.filter(
        in_force(actor.on), person_id=actor.person_id, class_group__isnull=False
    ).order_by()
    classes = taught.aggregate(count=Count("class_group_id", distinct=True))["count"]
    pupils = Enrolment.objects.in_school(actor.on).filter(class_group_id__in=taught.values("class_group_id"))
    return [
        Figure(label=_g("任教班级"), value=classes, unit=_g("个班"), url=address("registry:class_list")),
        Figure(label=_g("任教学生"), value=pupils.count(), unit=_g("人"), url=address("registry:pupil_list")),
    ]
