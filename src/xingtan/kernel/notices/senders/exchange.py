"""One HTTP exchange with somebody outside, and what its failures mean for the message.

Whether a message may be sent again depends on how far it came: without a connection nothing was taken; a reply that
never came, or that nobody can read, leaves it open.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from typing import Any

import httpx
from django.conf import settings

from xingtan.kernel.notices.senders.data import Fate, Outcome

logger = logging.getLogger(__name__)

UNREACHABLE = "unreachable"
NO_REPLY = "no_reply"
UNREADABLE = "unreadable"
BUSY = "busy"
LONGEST_REPLY = 1024 * 1024
NEVER_TAKEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)
REFUSED_FOR_NOW = frozenset({429, 503})


class NoAnswer(Exception):
    """The exchange gave no usable reply. `outcome` says what that means for the message."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


@cache
def _client(_process: int) -> httpx.Client:
    return httpx.Client(follow_redirects=False, headers={"User-Agent": "Xingtan"})


def ask(method: str, url: str, **request: Any) -> dict[str, Any]:
    """Ask, and read the reply as a JSON object, whatever its status: providers put their errors into the body.

    Raises:
        NoAnswer: no connection (LATER), "not now" without a body (LATER), no reply or an unreadable one (UNCERTAIN).
    """
    answer = _exchange(method, url, **request)
    try:
        content = answer.json() if len(answer.content) <= LONGEST_REPLY else None
    except ValueError:
        content = None
    if isinstance(content, dict):
        return content
    if answer.status_code in REFUSED_FOR_NOW:
        raise NoAnswer(Outcome(fate=Fate.LATER, code=BUSY, said=f"HTTP {answer.status_code}"))
    raise NoAnswer(Outcome(fate=Fate.UNCERTAIN, code=UNREADABLE, said=f"HTTP {answer.status_code}"))


def status_of(method: str, url: str, **request: Any) -> int:
    """Ask somebody who answers by status alone.

    Raises:
        NoAnswer: as in `ask`.
    """
    return _exchange(method, url, **request).status_code


def _exchange(method: str, url: str, **request: Any) -> httpx.Response:
    try:
        timeout = httpx.Timeout(settings.SENDER_TIMEOUT_SECONDS)
        return _client(os.getpid()).request(method, url, timeout=timeout, **request)
    except NEVER_TAKEN as error:
        logger.warning("A sender of notices is out of reach: %s", type(error).__name__)
        raise NoAnswer(Outcome(fate=Fate.LATER, code=UNREACHABLE, said=type(error).__name__)) from error
    except httpx.HTTPError as error:
        logger.warning("A sender of notices gave no reply: %s", type(error).__name__)
        raise NoAnswer(Outcome(fate=Fate.UNCERTAIN, code=NO_REPLY, said=type(error).__name__)) from error


def only_asking(outcome: Outcome) -> Outcome:
    """What a failed preparation (a token, a look-up) means for the message: it was never handed over."""
    return Outcome(fate=Fate.LATER, code=outcome.code, said=outcome.said)
