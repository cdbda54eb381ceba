"""A small browser: one kept-alive connection, cookies, the form token. And several of them at once."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class WrongAnswer(SystemExit):
    """A page did not answer as it should; its time would say nothing."""


class Browser:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> tuple[int, bytes]:
        """One request. New cookies are kept."""
        status, set_cookies, body = self._send(path, fields, headers)
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return status, body

    def _send(self, path: str, fields: dict[str, str] | None, headers: dict[str, str]) -> tuple[int, list[str], bytes]:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = None
        if fields is not None:
            body = urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if fields is None else "POST", path, body, sent)
        answer = self.connection.getresponse()
        return answer.status, answer.headers.get_all("Set-Cookie") or [], answer.read()

    def page(self, path: str, **headers: str) -> bytes:
        status, body = self.ask(path, **headers)
        if status != 200:
            raise WrongAnswer(f"{path} answered {status}.\n  Try: .venv/bin/xingtan doctor")
        return body

    def sign_in_fields(self, name: str, password: str) -> dict[str, str]:
        found = TOKEN.search(self.page("/sign-in/").decode())
        if found is None:
            raise WrongAnswer("The sign-in page has no form.\n  Try: .venv/bin/xingtan doctor")
        return {"csrfmiddlewaretoken": found[1], "username": name, "password": password}

    def sign_in(self, name: str, password: str) -> None:
        status, _body = self.ask("/sign-in/", self.sign_in_fields(name, password))
        if status != 302:
            raise WrongAnswer(f"Signing in as {name} answered {status}.\n  Try: .venv/bin/xingtan doctor")


@dataclass(frozen=True)
class Load:
    """What several clients saw."""

    count: int
    seconds: float
    waits_ms: list[float]

    def percentile_ms(self, share: float) -> float:
        return sorted(self.waits_ms)[min(int(len(self.waits_ms) * share), len(self.waits_ms) - 1)]


def repeat(asks: list[Callable[[], object]], *, times: int, limit_s: float) -> Load:
    """Each client asks `times` times, one request after the other; all of them end at `limit_s`."""
    waits: list[float] = []
    failures: list[BaseException] = []
    started = time.perf_counter()

    def work(ask: Callable[[], object]) -> None:
        try:
            for _ in range(times):
                before = time.perf_counter()
                if failures or before - started > limit_s:
                    return
                ask()
                waits.append((time.perf_counter() - before) * 1000)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(ask,), daemon=True) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Load(count=len(waits), seconds=time.perf_counter() - started, waits_ms=waits)
