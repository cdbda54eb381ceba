"""Access tokens: kept in this process until shortly before they end, and fetched anew when the other side forgot one.

WeChat Work and DingTalk give every process the same token until it ends, so nothing is shared between processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from xingtan.kernel.notices.senders import exchange
from xingtan.kernel.notices.senders.data import Fate, Outcome

SPARE_SECONDS = 300
Reply = dict[str, Any]


@dataclass
class Tokens:
    """Tokens by whom they are for: the address and the key, so that changed settings never use an old one."""

    kept: dict[tuple[str, ...], tuple[str, float]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def get(self, owner: tuple[str, ...], fetch: Callable[[], Reply]) -> str:
        """The token of `owner`.

        Raises:
            NoAnswer: it could not be had; the message was not handed over.
        """
        with self.lock:
            token, ends = self.kept.get(owner, ("", 0.0))
        if token and time.monotonic() < ends:
            return token
        try:
            reply = fetch()
        except exchange.NoAnswer as failure:
            raise exchange.NoAnswer(exchange.only_asking(failure.outcome)) from failure
        token = str(reply.get("access_token") or "")
        if code_of(reply) or not token:
            raise exchange.NoAnswer(_refusal(reply))
        lasts = reply.get("expires_in")
        seconds = max(lasts - SPARE_SECONDS, 60) if isinstance(lasts, int) else 60
        with self.lock:
            self.kept[owner] = (token, time.monotonic() + seconds)
        return token

    def forget(self, owner: tuple[str, ...], token: str) -> None:
        """Drop a token that the other side does not know any more, unless somebody has renewed it already."""
        with self.lock:
            if self.kept.get(owner, ("", 0.0))[0] == token:
                del self.kept[owner]


def code_of(reply: Reply) -> str:
    """The error code of a reply, "" for success. DingTalk hides the real one behind 88."""
    code = str(reply.get("errcode", "none"))
    if code == "88" and reply.get("sub_code"):
        return str(reply["sub_code"])
    return "" if code == "0" else code


def _refusal(reply: Reply) -> Outcome:
    code = code_of(reply)
    if code in ("", "none"):
        return Outcome(fate=Fate.LATER, code=exchange.UNREADABLE)
    fate = Fate.LATER if code in ("-1", "45009") else Fate.REFUSED
    return Outcome(fate=fate, code=code, said=str(reply.get("errmsg", ""))[:300])


def with_token(
    tokens: Tokens,
    owner: tuple[str, ...],
    fetch: Callable[[], Reply],
    ask: Callable[[str], Reply],
    forgotten: frozenset[str],
) -> Reply:
    """Ask with a token; once more with a fresh one where the other side says that it has forgotten it.

    Raises:
        NoAnswer: see `exchange.ask`.
    """
    token = tokens.get(owner, fetch)
    reply = ask(token)
    if code_of(reply) in forgotten:
        tokens.forget(owner, token)
        reply = ask(tokens.get(owner, fetch))
    return reply
