"""What every sender takes and gives back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from django.conf import settings

ONE_PART = 70  # characters of a text message that is not split
SPLIT_PART = 67  # characters of each part of a longer one


class Fate(StrEnum):
    """What became of one message at the other side.

    LATER: surely not taken, worth another try. UNCERTAIN: it may have been taken; never send it again unasked.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Answer for one address.

    Args:
        outside_id: number under which the other side knows the message.
        code: its error code, or one of ours; `explain` makes a sentence of it.
        said: its own words, for those who set the channel up.
        parts: how many messages are charged.
    """

    fate: Fate
    outside_id: str = ""
    code: str = ""
    said: str = ""
    parts: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """A text registered with a provider of text messages: its code there, the text, and what fills it, in order."""

    code: str
    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What is to be said, in every form that some sender needs. `values` fill the variables of `registered`."""

    kind: str
    title: str
    body: str = ""
    url: str = ""  # absolute, or empty where the installation does not know its address
    sender: str = ""
    said_at: str = ""  # when the notice was made, for channels that drop repeated words
    long_text: str = ""  # for mail
    purpose: str = ""
    registered: Registered | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """A message whose fate is asked for. `reference` is what we called it, `outside_id` what they call it."""

    reference: str
    address: str
    outside_id: str
    sent_at: datetime


class Seen(StrEnum):
    """What a receipt says."""

    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    seen: Seen
    outside_id: str = ""
    code: str = ""
    said: str = ""


class Sender(ABC):
    """One way out of the house.

    Args:
        channel: what people call it; one provider serves it at a time.
        provider: who is spoken to.
        batch: most addresses of one call. Where the outcome of a call is uncertain, it is so for all of them.
        needs_template: only registered texts pass.
        may_repeat_for: how long the other side itself recognises a repeated message, so that repeating is harmless.
        follows_for: how long receipts are worth asking for; zero where there are none.
    """

    channel: str
    provider: str
    batch: int = 1
    needs_template: bool = False
    may_repeat_for: timedelta = timedelta(0)
    follows_for: timedelta = timedelta(0)

    #: names of the settings without which nothing can be sent
    required: tuple[str, ...] = ()

    def missing(self) -> tuple[str, ...]:
        """Settings that are still empty."""
        return tuple(name for name in self.required if not getattr(settings, name))

    def is_ready(self) -> bool:
        return not self.missing()

    @abstractmethod
    def send(self, letter: Letter, addresses: Sequence[str], *, reference: str) -> list[Outcome]:
        """Hand a message over. Never raises for what the other side does; one outcome for each address, in order.

        Args:
            reference: our number of the message, told to the other side where it takes one.
        """

    def follow(self, sent: Sequence[Sent]) -> dict[str, Receipt]:
        """What is known meanwhile, by reference. Who has nothing to say yet is left out."""
        return {}

    def look_up(self, phone: str) -> str | None:
        """The outside user id behind a phone number; None when nobody has it or the channel cannot tell.

        Raises:
            exchange.NoAnswer: it could not be asked; the outcome says why.
        """
        return None


def parts_of(text: str) -> int:
    """How many text messages a text is charged as."""
    return 1 if len(text) <= ONE_PART else ceil(len(text) / SPLIT_PART)


def alike(outcome: Outcome, addresses: Sequence[str]) -> list[Outcome]:
    """The same outcome for everybody."""
    return [outcome] * len(addresses)
