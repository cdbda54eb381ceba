"""Typed refusals. A service raises one of these; `kernel.http` shows it to a person or a machine.

`code` is stable and meant for programs, `message` is a sentence for people with named placeholders.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule said no. Subclasses set `code`, `message` and, where 409 is wrong, `status`."""

    code: ClassVar[str] = "domain_error"
    message: Any = _("这一步不能完成。")
    status: ClassVar[int] = 409

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % self.values


class NotFound(DomainError):
    """Not there, or not for this actor to see. The two answer alike, with 404."""

    code = "not_found"
    message = _("没有找到这一项，或者您不能查看。")
    status = 404


class NotPermitted(DomainError):
    """The actor may see the thing but not do this to it."""

    code = "not_permitted"
    message = _("您当前的职务不能做这一步。需要时请找本单位管理员。")
    status = 403

    def __init__(self, *, permission: object = "", **values: object) -> None:
        super().__init__(permission=permission, **values)


class InvalidInput(DomainError):
    """A value that no form caught is wrong. `fields` maps a field name to its sentence."""

    code = "invalid_input"
    message = _("填写的内容有误：%(reason)s")
    status = 422

    def __init__(self, *, reason: object, fields: dict[str, str] | None = None, **values: object) -> None:
        self.fields = fields or {}
        super().__init__(reason=reason, **values)
