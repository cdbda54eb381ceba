"""What an event is, and who listens to which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

CHANNEL = "xingtan_events"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of events. Subclasses are frozen dataclasses of ids and plain values, named in the past tense.

    `code` is stable. `subject` names the field whose object the event is about: events of one object are
    delivered in the order they were written.
    """

    code: ClassVar[str] = ""
    subject: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.code:
            raise TypeError(f"{cls.__name__} needs a code")
        known = EVENTS.get(cls.code)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"event code {cls.code!r} is used twice")
        EVENTS[cls.code] = cls

    @property
    def subject_key(self) -> str:
        """The object the event is about, e.g. "person_id:7". Fields of one name share one order."""
        name = self.subject or fields(self)[0].name
        return f"{name}:{getattr(self, name)}"

    def payload(self) -> dict[str, Any]:
        return asdict(self)


Listen = Callable[[Any], object]


@dataclass(frozen=True)
class Listener:
    """One listener under its stable name, `module.function`."""

    name: str
    call: Listen


EVENTS: dict[str, type[Event]] = {}
LISTENERS: dict[str, list[Listener]] = {}


def listens_to(*kinds: type[Event]) -> Callable[[Listen], Listen]:
    """Have a function called once the transaction that published one of `kinds` is over.

    It may be called twice for one event and must not mind. It runs in a transaction of its own.
    """

    def register(function: Listen) -> Listen:
        listener = Listener(f"{function.__module__}.{function.__qualname__}", function)
        for kind in kinds:
            LISTENERS.setdefault(kind.code, []).append(listener)
        return function

    return register
