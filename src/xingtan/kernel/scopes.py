"""Who acts, and which rows that reaches.

A grant is a permission code and a scope path. A path is text made of ids with a closing slash ("/1/5/17/"),
so that "/1/5/1/" never matches "/1/5/17/". Whatever lies below a path begins with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import BooleanField, F, Func, Lookup, Q, Value

from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.prepared import Written

Ids = models.QuerySet[Any] | Written | list[int] | list[str]
NO_GRANTS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Power:
    """One permission opened for some hours by the grant `grant_id`, on the subtree at `path`."""

    grant_id: int
    permission: str
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts, on which day, with which rights. Built once a request, job or command.

    Args:
        account_id, person_id: who signed in; both None for nobody and for system actors.
        posting_id: the posting chosen in the role switch, None for all of them together.
        on: the day on which rights are read.
        grants: permission code -> scope paths, each ending in "/".
        roles: role codes held on that day.
        name: how the audit journal calls a system actor, e.g. "system:nightly-findings".
        powers: timed powers in force that reach beyond the other grants; their paths are in `grants` too.
        used: those of them that some answer of "yes" rested on, for the journal.
    """

    account_id: int | None = None
    person_id: int | None = None
    posting_id: int | None = None
    on: date
    grants: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_GRANTS)
    roles: frozenset[str] = frozenset()
    name: str = ""
    powers: tuple[Power, ...] = ()
    used: set[Power] = field(default_factory=set, compare=False, repr=False)

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    def paths(self, permission: str) -> tuple[str, ...]:
        """Scope paths on which the actor holds `permission`; empty when none."""
        if self.powers:
            self.used.update(power for power in self.powers if power.permission == permission)
        return self.grants.get(permission, ())

    def may(self, permission: str, path: str) -> bool:
        """Whether `permission` reaches the node at `path`."""
        if self.powers:
            self.used.update(
                power for power in self.powers if power.permission == permission and path.startswith(power.path)
            )
        return any(path.startswith(granted) for granted in self.grants.get(permission, ()))

    def may_anywhere(self, permission: str) -> bool:
        """Whether the actor holds `permission` on any node; used for navigation, never for rows."""
        return bool(self.grants.get(permission))

    @property
    def shape(self) -> tuple[Any, ...]:
        """What decides how a query is put together for this actor, for `kernel.prepared`."""
        known = (self.account_id is None, self.person_id is None, self.posting_id is None)
        return self.on, self.roles, known, tuple((code, len(paths)) for code, paths in self.grants.items())

    def marked(self, mark: Callable[[Any, Callable[[Any], Any]], Any]) -> Actor:
        """This sort of actor with nobody's ids and paths; see `prepared.Shaped`. The day and the roles are kept."""

        def marked_id(name: str) -> Any:
            return None if getattr(self, name) is None else mark(getattr(self, name), attrgetter(name))

        def marked_path(code: str, index: int) -> Any:
            return MarkedPath(mark(self.grants[code][index], lambda actor: actor.paths(code)[index]))

        return MarkedActor(
            account_id=marked_id("account_id"),
            person_id=marked_id("person_id"),
            posting_id=marked_id("posting_id"),
            on=self.on,
            roles=self.roles,
            grants={
                code: tuple(marked_path(code, index) for index in range(len(paths)))
                for code, paths in self.grants.items()
            },
        )

    def unnoticed(self) -> Actor:
        """The same actor for what nobody asked to see, e.g. counts around a page: no timed power counts as used."""
        return replace(self, powers=(), used=set()) if self.powers else self


class MarkedActor(Actor):
    """Stands for an actor while a query is prepared for all of that sort."""

    __slots__ = ()

    def may(self, permission: str, path: str) -> bool:
        raise TypeError("Whether one actor may do something cannot be prepared for all of that sort.")


class MarkedPath(str):
    """Stands for a path meanwhile: it can only be handed on."""

    __slots__ = ()

    def _refuse(self, *args: Any, **options: Any) -> Any:
        raise TypeError("What one path is like cannot be prepared for all actors of that sort.")

    startswith = endswith = split = rsplit = strip = rstrip = removeprefix = removesuffix = count = find = _refuse


def system_actor(name: str, *, on: date, permissions: tuple[str, ...] = (), path: str = "/") -> Actor:
    """A named actor for jobs and commands, with exactly the permissions it needs on one subtree."""
    return Actor(on=on, grants=MappingProxyType(dict.fromkeys(permissions, (path,))), name=f"system:{name}")


def require(actor: Actor, permission: str, path: str) -> None:
    """Let pass, or say no.

    Raises:
        NotPermitted: `permission` does not reach the node at `path`.
    """
    if not actor.may(permission, path):
        raise NotPermitted(permission=permission)


@models.CharField.register_lookup
class Below(Lookup):
    """`field__below="/1/5/"`: paths that begin with it, as a stretch of the index.

    It means what `startswith` means for a path. But `LIKE` reaches the index only while the path is a constant, so
    PostgreSQL would plan such a query anew each time it is asked, which costs more than answering it. The operators
    compare byte by byte whatever the collation; 1114111 is the last character there is.
    """

    lookup_name = "below"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        field, values = self.process_lhs(compiler, connection)
        return f"({field} ~>=~ %s AND {field} ~<~ (%s || chr(1114111)))", (*values, self.rhs, *values, self.rhs)


@models.CharField.register_lookup
class Above(Lookup):
    """`field__above="/1/5/17/"`: paths that it begins with, itself among them. Reads the table; for small ones."""

    lookup_name = "above"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        field, values = self.process_lhs(compiler, connection)
        return f"starts_with(%s, {field})", (self.rhs, *values)


def under(paths: tuple[str, ...], field_name: str) -> Q:
    """Condition for rows whose path field lies at or below one of `paths`. No path matches nothing."""
    if not paths:
        return Q(pk__in=())
    condition = Q()
    for path in paths:
        condition |= Q(**{f"{field_name}__below": path})
    return condition


class OneOf(Func):
    """`field = ANY (ARRAY (subquery))`, for a small set of ids that depends on the actor.

    It means what `field__in=subquery` means. But the set is worked out once, before the rows, so that in a list of
    alternatives (`|`) each can use its own index; with `IN` the whole table would be read and asked row by row.
    """

    output_field = BooleanField()

    def __init__(self, field: str, ids: Ids) -> None:
        self.written = ids if isinstance(ids, Written) else None
        if isinstance(ids, Written):
            super().__init__(F(field))
        else:
            super().__init__(F(field), Value(ids) if isinstance(ids, list) else ArraySubquery(ids))

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        field, field_values = compiler.compile(self.source_expressions[0])
        if self.written is not None:
            return f"{field} = ANY (ARRAY ({self.written.sql}))", (*field_values, *self.written.params)
        ids, values = compiler.compile(self.source_expressions[1])
        return f"{field} = ANY ({ids})", (*field_values, *values)


def one_of(field_name: str, ids: Ids | None) -> Q:
    """Condition for rows whose field is among `ids`: a queryset of one column, a list, or `Prepared.written`."""
    return Q(pk__in=()) if ids is None else Q(OneOf(field_name, ids))


class Among(Func):
    """`field IN (subquery)`, for a set of ids that may be as large as the table: hashed, without an index."""

    output_field = BooleanField()

    def __init__(self, field: str, ids: Written) -> None:
        super().__init__(F(field))
        self.written = ids

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        field, values = compiler.compile(self.source_expressions[0])
        return f"{field} IN ({self.written.sql})", (*values, *self.written.params)


def among(field_name: str, ids: Written | None) -> Q:
    """`one_of` for a set that may be large."""
    return Q(pk__in=()) if ids is None else Q(Among(field_name, ids))


class ScopedQuerySet(models.QuerySet[Any]):
    """Base of every queryset whose rows belong somewhere in the tree.

    Subclasses name the look-up that leads to the path, and write `visible_to`, the only door to rows.
    """

    organisation_path = "organisation__path"

    def permitted(self, actor: Actor, permission: str) -> Self:
        """Rows on which `actor` holds `permission` by scope."""
        paths = actor.paths(permission)
        if not paths:
            return self.none()
        return self.filter(under(paths, self.organisation_path))

    def visible_to(self, actor: Actor) -> Self:
        """Rows `actor` may read. Without a rule of its own a queryset shows nothing."""
        return self.none()
