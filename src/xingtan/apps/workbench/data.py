"""Permission codes, kinds of notice and the values that pages are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.registry import TodoItem

COMPOSE = "workbench.compose"
LETTER = "workbench.letter"
REMINDER = "workbench.reminder"
COMPOSERS = ("bureau_leader", "bureau_staff", "principal", "school_administrator", "homeroom_teacher")


class Audience(models.TextChoices):
    """Whom a letter is for, within the chosen part of the tree."""

    HEADS = "heads", _("校领导")
    HOMEROOM = "homeroom", _("班主任")
    STAFF = "staff", _("教职工")
    STUDENTS = "students", _("学生")
    GUARDIANS = "guardians", _("监护人")
    CITIZENS = "citizens", _("市民")


ROLES_OF_AUDIENCE: dict[str, tuple[str, ...]] = {
    Audience.HEADS: ("principal",),
    Audience.HOMEROOM: ("homeroom_teacher",),
    Audience.STAFF: (
        "bureau_leader",
        "bureau_staff",
        "district_leader",
        "principal",
        "school_cio",
        "school_administrator",
        "edtech_head",
        "grade_leader",
        "homeroom_teacher",
        "teacher",
        "staff",
    ),
    Audience.STUDENTS: ("student",),
    Audience.GUARDIANS: ("guardian",),
    Audience.CITIZENS: ("citizen",),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Todo:
    """A thing to do, with the source it comes from."""

    item: TodoItem
    source: str
    source_label: Any

    def is_late(self, on: date) -> bool:
        return self.item.due_on is not None and self.item.due_on < on


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number of the strip; `url` opens its rows."""

    label: Any
    value: int | float | None
    unit: Any = ""
    detail: Any = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A card that has something to show: its template and what that template reads."""

    code: str
    title: Any
    template: str
    context: dict[str, Any]
    column: str


@dataclass(frozen=True, kw_only=True)
class Home:
    """The start page of one person on one day."""

    greeting: str
    lead: str
    before: list[Any]
    todos: list[Todo]
    waiting: str = ""
    figures: list[Figure] = field(default_factory=list)
    main: list[Card] = field(default_factory=list)
    aside: list[Card] = field(default_factory=list)
    wide: list[Card] = field(default_factory=list)
