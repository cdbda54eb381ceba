"""What a package offers the shell, as plain typed data.

Each package writes one `manifest.py` with `MANIFEST = Manifest(...)`. `XingtanAppConfig.ready` collects it and,
when there is one, imports the package's `listeners`. The kernel pulls; it never imports an app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig

from xingtan.kernel.scopes import Actor

Text = Any  # str or a lazy translation


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A verb, `app.verb`. `roles` are the role codes that hold it unless a region says otherwise."""

    code: str
    label: Text
    roles: tuple[str, ...] = ()
    is_staff_power: bool = False  # timed and journalled, never part of a role


@dataclass(frozen=True, kw_only=True)
class NavEntry:
    """A line of the side navigation. `sign` is one character, used once in the whole product."""

    section: Text
    label: Text
    sign: str
    url_name: str
    permission: str | None = None
    roles: tuple[str, ...] = ()  # shown to these roles besides the holders of the permission
    order: int = 100
    app: str = ""  # application that a school may switch off; empty = always there


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application as schools see it in the app centre: subscribed by school, piloted or not."""

    code: str
    label: Text
    description: Text
    sign: str
    url_name: str
    permission: str | None = None
    roles: tuple[str, ...] = ()
    is_essential: bool = False  # cannot be switched off


@dataclass(frozen=True, kw_only=True)
class WorkbenchCard:
    """A card of the workbench. `load(actor, now)` returns the template's context, or None to stay away."""

    code: str
    title: Text
    template: str
    load: Callable[[Actor, datetime], dict[str, Any] | None]
    permission: str | None = None
    roles: tuple[str, ...] = ()
    column: str = "main"  # "main", "aside", or "wide": side by side under both
    order: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class TodoItem:
    """One thing somebody must do. It disappears by being done.

    `count` is how many rows stand behind it; `action_url`, when set, does it in place by POST.
    """

    key: str
    sign: str
    title: Text
    url: str
    detail: Text = ""
    due_on: date | None = None
    count: int = 1
    action: Text = ""
    action_url: str = ""


@dataclass(frozen=True, kw_only=True)
class TodoSource:
    code: str
    label: Text
    load: Callable[[Actor, datetime], Sequence[TodoItem]]
    permission: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchDocument:
    """What the index knows of one object. `scope_paths` decide, with the source's permission, who may find it."""

    object_id: int
    title: str
    text: str = ""
    url: str = ""
    scope_paths: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # names to be found by pinyin and initials too


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """`documents(ids)` describes objects (None = all); `visible_ids(actor, ids)` re-checks what would be shown.

    `beside(actor)` gives ids that the actor may find beyond the scope of `permission`: a few hundred, not a table.
    """

    code: str
    label: Text
    permission: str
    documents: Callable[[Iterable[int] | None], Iterable[SearchDocument]]
    visible_ids: Callable[[Actor, Sequence[int]], set[int]]
    beside: Callable[[Actor], Sequence[int]] | None = None
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Indicator:
    code: str
    label: Text
    unit: Text
    compute: Callable[..., float | None]
    source: Text = ""


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A kind of notice. `template` is rendered late. With any channel besides "bell" it also leaves the product, on
    the channels of the settings in their order."""

    code: str
    label: Text
    template: str = ""
    channels: tuple[str, ...] = ("bell",)


@dataclass(frozen=True, kw_only=True)
class AddressBook:
    """Where people are reached outside the product. `addresses(person_ids)` maps those that are known."""

    code: str
    channel: str  # "email", "sms", "wecom", "dingtalk"
    addresses: Callable[[Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A job run by the clock. `cron` is the usual five fields, local time."""

    code: str
    label: Text
    cron: str
    run: Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Loop:
    """Work that never ends. Every worker calls `run()` each `seconds`, or at once when PostgreSQL notifies `channel`.

    Workers may run it at the same moment; `run` settles that by itself, and returns how much it did.
    """

    code: str
    seconds: float
    run: Callable[[], int]
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class FileHolder:
    """What files are attached to. Who may read the holder may read its files.

    `is_person`: the holder's number is a person, one file each; it goes along when two records turn out to be one.
    """

    kind: str
    may_read: Callable[[Actor, int], bool]
    is_person: bool = False

    @property
    def code(self) -> str:
        return self.kind


@dataclass(frozen=True, kw_only=True)
class UndoHandler:
    """Takes back one bulk act. `undo(actor, payload, now)` returns how many rows it put back."""

    code: str
    undo: Callable[..., int]


@dataclass(frozen=True, kw_only=True)
class DemoPart:
    """A part of the demonstration district; parts run in `order`. `load(stage)` gets the generator's stage."""

    code: str
    load: Callable[..., None]
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class LeavingHook:
    code: str
    run: Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class TransferPart:
    code: str
    run: Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class PersonalDataExporter:
    """`export(person_id)` yields (section title, rows) of what is held about one person."""

    code: str
    label: Text
    export: Callable[[int], Iterable[Any]]


@dataclass(frozen=True, kw_only=True)
class StaffCardPart:
    """A part that an app adds to the staff card: classes taught, hours of training, awards.

    `load(person_id, actor, on)` returns a small dataclass as of the day `on`, or None to stay away; the template gets
    it as `part` and shows no more than `actor` may see. `permission` must reach the unit that keeps the file; one's own
    card has every part.
    """

    code: str
    label: Text
    load: Callable[[int, Actor, date], Any]
    template: str
    permission: str | None = None
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class FlowField:
    """A fact about a subject by which a flow may branch. `kind`: "number", "choice" (one of `choices`) or "flag"."""

    code: str
    label: Text
    kind: str = "number"
    choices: tuple[tuple[str, Text], ...] = ()
    unit: Text = ""


@dataclass(frozen=True, kw_only=True)
class FlowKind:
    """Something that `engines.workflow` moves through steps of people: a leave, a document, the use of a seal.

    Args:
        code: "app.noun"; the flows of this kind carry it. `sign` is the character on to-do lists.
        label, subject: what moving it is called (请假审批), and what is moved (请假单).
        may_see: whether an actor may read one subject; who may, reads its case too.
        visible: ids of all subjects an actor may read (one column), for lists; None: lists show one's own alone.
        address: where the subject's page is.
        facts: values of `fields` for a subject; a missing or None value counts as unknown, and unknown takes the step.
        steps: the flow that is shipped, in the form that `engines.workflow.definitions` reads.
        on_finished, on_refused, on_withdrawn, on_returned: called with `actor, subject_id, case_id, now` in the same
            transaction; a DomainError raised there takes the act back.
    """

    code: str
    label: Text
    subject: Text
    may_see: Callable[[Actor, int], bool]
    address: Callable[[int], str]
    steps: tuple[Mapping[str, Any], ...]
    sign: str = "转"
    fields: tuple[FlowField, ...] = ()
    facts: Callable[[int], Mapping[str, Any]] | None = None
    visible: Callable[[Actor], Any] | None = None
    on_finished: Callable[..., None] | None = None
    on_refused: Callable[..., None] | None = None
    on_withdrawn: Callable[..., None] | None = None
    on_returned: Callable[..., None] | None = None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    permissions: tuple[Permission, ...] = ()
    nav: tuple[NavEntry, ...] = ()
    applications: tuple[Application, ...] = ()
    cards: tuple[WorkbenchCard, ...] = ()
    todos: tuple[TodoSource, ...] = ()
    search: tuple[SearchSource, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    notices: tuple[NoticeKind, ...] = ()
    address_books: tuple[AddressBook, ...] = ()
    unit_paths: tuple[Callable[[str], str | None], ...] = ()  # path -> path of the school or bureau it belongs to
    schedules: tuple[Schedule, ...] = ()
    loops: tuple[Loop, ...] = ()
    file_holders: tuple[FileHolder, ...] = ()
    undo: tuple[UndoHandler, ...] = ()
    demo: tuple[DemoPart, ...] = ()
    staff_card_parts: tuple[StaffCardPart, ...] = ()
    leaving: tuple[LeavingHook, ...] = ()
    transfer: tuple[TransferPart, ...] = ()
    imports: tuple[Any, ...] = ()  # `kernel.imports.register.Register`: what files may be imported into
    personal_data: tuple[PersonalDataExporter, ...] = ()
    workflows: tuple[FlowKind, ...] = ()
    person_branches: tuple[Callable[[Actor], Any], ...] = ()  # each gives ids of persons the actor may read


@dataclass
class Registry:
    """All manifests by Django app label, in the order of INSTALLED_APPS."""

    manifests: dict[str, Manifest] = field(default_factory=dict)

    def add(self, label: str, manifest: Manifest) -> None:
        self.manifests[label] = manifest
        self.__dict__.pop("_role_permissions", None)

    def all(self, part: str) -> list[Any]:
        """Every entry of one part of the manifests ("nav", "todos", …), in order of installation."""
        return [entry for manifest in self.manifests.values() for entry in getattr(manifest, part)]

    def find(self, part: str, code: str) -> Any:
        """The entry of `part` with this code.

        Raises:
            LookupError: no manifest declares it.
        """
        for entry in self.all(part):
            if entry.code == code:
                return entry
        raise LookupError(f"no {part} entry with code {code!r}")

    def permissions_of_role(self, role: str) -> tuple[str, ...]:
        """Permission codes that the manifests give to a role."""
        cached: dict[str, tuple[str, ...]] | None = self.__dict__.get("_role_permissions")
        if cached is None:
            collected: dict[str, list[str]] = {}
            for permission in self.all("permissions"):
                for holder in permission.roles:
                    collected.setdefault(holder, []).append(permission.code)
            cached = {holder: tuple(codes) for holder, codes in collected.items()}
            self.__dict__["_role_permissions"] = cached
        return cached.get(role, ())


REGISTRY = Registry()


def is_offered_to(entry: Any, actor: Actor) -> bool:
    """Whether an entry with `permission` and `roles` concerns this actor; with neither it concerns everybody."""
    if entry.permission is None and not entry.roles:
        return True
    if entry.permission is not None and actor.may_anywhere(entry.permission):
        return True
    return bool(actor.roles.intersection(entry.roles))


class XingtanAppConfig(AppConfig):
    """Base of every package's AppConfig: finds the manifest and the listeners, and does nothing else."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # A module that imports this base has two AppConfig candidates; Django would silently pick neither.
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        if find_spec(f"{self.name}.manifest"):
            REGISTRY.add(self.label, import_module(f"{self.name}.manifest").MANIFEST)
        if find_spec(f"{self.name}.listeners"):
            import_module(f"{self.name}.listeners")
