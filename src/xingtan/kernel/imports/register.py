"""What an app says about a register that can be imported. The engine knows rows; the register knows what they mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.fields import Field
from xingtan.kernel.imports.reading import Book, open_book
from xingtan.kernel.scopes import Actor

Text = Any  # str or a lazy translation


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where rows go: a node of the tree, under the name people know."""

    path: str
    label: str


@dataclass(slots=True)
class Line:
    """One row on its way.

    Attributes:
        number: line in the file, as a spreadsheet counts; 0 for what the file does not mention.
        values: field code -> value, only of cells that hold something fit.
        problems: (field code or "", sentence): why it cannot be taken.
        held_id: the row of the register it is about, when there is one.
        key: equal for two lines about the same thing; "" when unknown.
        changes: field code -> (value held, value given).
        undo: what taking it back needs, plain JSON, kept sealed.
    """

    number: int
    values: dict[str, Any]
    _: KW_ONLY
    problems: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    held_id: int | None = None
    key: str = ""
    title: str = ""
    verdict: str = Verdict.WAITING
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    undo: dict[str, Any] = field(default_factory=dict)

    def refuse(self, code: str, sentence: Any) -> None:
        self.problems.append((code, str(sentence)))


@dataclass(frozen=True, kw_only=True)
class Setting:
    """For whom, where and as of when an import runs."""

    actor: Actor
    path: str
    on: date
    now: datetime
    is_whole: bool = False
    run_id: int = 0
    file_link_id: int | None = None  # what was handed in, where the register keeps it; see `Register.keeps_file`


class Session(ABC):
    """One register, for one import: looked up once, asked batch by batch. All methods take many lines at a time."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting

    @abstractmethod
    def match(self, lines: Sequence[Line]) -> None:
        """Set `key`, `title` and, where the register holds the thing, `held_id`; refuse what cannot be told."""

    @abstractmethod
    def held(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
        """What is held: id -> field code -> value, in the form that parsers give."""

    def check(self, lines: Sequence[Line]) -> None:
        """Refuse lines whose values do not go together."""
        return

    def missing(self, seen: set[int]) -> Iterator[tuple[int, str]]:
        """(id, title) of rows within the target that no line is about. Asked only when the file is the whole list."""
        return iter(())

    @abstractmethod
    def write(self, lines: Sequence[Line]) -> None:
        """Write new, changed and missing lines in the open transaction; set `held_id` and `undo` of each.

        A line that services refuse gets its problem and leaves nothing behind; the others are written.
        """

    @abstractmethod
    def take_back(self, lines: Sequence[Line]) -> set[int]:
        """Undo lines that `write` wrote, by their `undo`. Returns numbers of those left as they are, changed since."""

    def count(self) -> int:
        """How many rows the register holds within the target."""
        return 0

    def finish(self) -> None:
        """After the last batch of a write or an undo, in its transaction."""
        return


class Register(ABC):
    """A register as the import screens see it. Stands in `Manifest.imports`.

    Attributes:
        code: "app.noun". `label`: name of the list (学生学籍); `unit`: measure word of its rows.
        permission: what the actor must hold on the target.
        fields: in the order of our own template.
        key_note: by what rows are recognised, said on the first page.
        file_types, file_note: what may be handed in, when it is no table; then `open_file` reads it.
        keeps_file: lines alone do not say all; the file is there until the import is forgotten.
        may_be_whole: whether a file may be declared the whole list; `vanish_verb` says what then happens to the rest.
    """

    code: ClassVar[str]
    label: ClassVar[Text]
    unit: ClassVar[Text]
    permission: ClassVar[str]
    fields: ClassVar[Sequence[Field]]
    key_note: ClassVar[Text] = ""
    file_types: ClassVar[str] = ""
    file_note: ClassVar[Text] = ""
    keeps_file: ClassVar[bool] = False
    may_be_whole: ClassVar[bool] = False
    vanish_verb: ClassVar[Text] = ""
    url_name: ClassVar[str] = ""  # the list to look at afterwards
    session: ClassVar[type[Session]]

    @abstractmethod
    def targets(self, actor: Actor) -> Iterable[Target]:
        """Where this actor may import to."""

    @abstractmethod
    def actor_of(self, *, account_id: int, person_id: int, posting_id: int | None, on: date, now: datetime) -> Actor:
        """The actor for work in the background: rights are read anew each time it goes on."""

    def name_of(self, actor: Actor) -> str:
        """How people call whoever acts."""
        return actor.name

    def open_file(self, path: Path) -> Book:
        """What was handed in, as lines of text. Raises FileUnreadable."""
        return open_book(path)

    def field(self, code: str) -> Field | None:
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Field]:
        return {known.code: known for known in self.fields}
