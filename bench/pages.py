"""What is measured: pages as real people of the demonstration get them, nothing kept from one request to the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any
from urllib.parse import quote

from argon2 import PasswordHasher, extract_parameters

from bench.client import Browser, Load, WrongAnswer, repeat
from bench.installation import Installation
from bench.peers import COURSE_PAGE, DASHBOARD, DJANGO_PAGE, MY_COURSES, SIGN_IN, SIGN_IN_BESIDE_ARGON2_MS, Peer

CLIENTS = 4
WARM_UP = 15
TIMES = 100  # requests of each client
ROUNDS = 7  # of bare verifications and sign-ins in turn
LIMIT_S = 30.0
# OWASP's minimum: 19 MiB and two passes; more memory is never less.
OWASP_MEMORY_KIB, OWASP_PASSES = 19_456, 2

Line = dict[str, Any]


def django_page(district: Installation) -> Iterator[Line]:
    """The least a page of Django costs on this machine now, beside what it cost where the peers were measured."""
    with district.serving("bench.yardstick:application") as bare:
        browsers = [Browser(bare.port) for _ in range(CLIENTS)]
        line = _measured("django_page", bare, [_getter(browser, ["/"]) for browser in browsers], DJANGO_PAGE, times=500)
    yield line


def workbench(district: Installation) -> Iterator[Line]:
    """The start page of a homeroom teacher, with every card."""
    browsers = _browsers(district, "homeroom_teacher")
    yield _measured("workbench", district, [_getter(browser, ["/"]) for browser in browsers], DASHBOARD)


def people_list(district: Installation) -> Iterator[Line]:
    """Fifty pupils of a school, as its administrator sees them; at the bureau, fifty of all teachers."""
    for name, role, path in (
        ("people_list", "school_administrator", "/registry/pupils/"),
        ("people_list_bureau", "bureau_staff", "/staffing/people/"),
    ):
        browsers = _browsers(district, role)
        yield _measured(name, district, [_getter(browser, [path]) for browser in browsers], COURSE_PAGE)


def people_search(district: Installation) -> Iterator[Line]:
    """What Ctrl K answers to names and initials of names, typed by a homeroom teacher."""
    rows = district.query("SELECT name, name_initials FROM persons_person ORDER BY md5(id::text) LIMIT 20")
    words = [word for row in rows for word in row]
    paths = [f"/search/?q={quote(word)}" for word in words]
    headers = {"HX_Request": "true", "HX_Target": "xt-find-results"}
    browsers = _browsers(district, "homeroom_teacher")
    yield _measured("people_search", district, [_getter(browser, paths, **headers) for browser in browsers], MY_COURSES)


def signin(district: Installation) -> Iterator[Line]:
    """The answer to the filled form, and beside it what the password alone costs."""
    account = district.accounts["homeroom_teacher"]
    [(stored,)] = district.query("SELECT password FROM accounts_account WHERE username = %s", (account["name"],))
    asks = []
    for _ in range(2):
        browser = Browser(district.port)
        asks.append(_signer(browser, browser.sign_in_fields(account["name"], account["password"])))
    rounds = []
    for _ in range(ROUNDS):  # the difference of two large figures: each pair is measured within the same seconds
        bare = _argon2_ms(stored.removeprefix("argon2"), account["password"])
        rounds.append((bare, _measured("signin", district, asks, SIGN_IN, times=15)))
    argon2_ms = round(median(bare for bare, _line in rounds), 1)
    beside = round(max(median(line["value"] - bare for bare, line in rounds), 0.1), 1)
    yield sorted((line for _bare, line in rounds), key=lambda line: line["value"])[ROUNDS // 2]
    parameters = extract_parameters(stored.removeprefix("argon2"))
    yield {
        "name": "signin_argon2",
        "size": district.size,
        "value": argon2_ms,
        "unit": "ms CPU",
        "limit": f"at least {OWASP_MEMORY_KIB} KiB and {OWASP_PASSES} passes (OWASP)",
        "ratio": round(parameters.memory_cost / OWASP_MEMORY_KIB, 1),
        "parameters": f"{parameters.memory_cost} KiB, {parameters.time_cost} passes, {parameters.parallelism} lanes",
    }
    yield {
        "name": "signin_beside_argon2",
        "size": district.size,
        "value": beside,
        "unit": "ms CPU per request",
        "limit": SIGN_IN_BESIDE_ARGON2_MS,
        "ratio": round(SIGN_IN_BESIDE_ARGON2_MS / beside, 1),
    }


BENCHES: dict[str, Callable[[Installation], Iterator[Line]]] = {
    "django_page": django_page,
    "workbench": workbench,
    "people_list": people_list,
    "people_search": people_search,
    "signin": signin,
}


def _browsers(district: Installation, role: str) -> list[Browser]:
    account, browsers = district.accounts[role], [Browser(district.port) for _ in range(CLIENTS)]
    for browser in browsers:
        browser.sign_in(account["name"], account["password"])
    return browsers


def _getter(browser: Browser, paths: list[str], **headers: str) -> Callable[[], object]:
    turn = iter(range(10**9))
    return lambda: browser.page(paths[next(turn) % len(paths)], **headers)


def _signer(browser: Browser, fields: dict[str, str]) -> Callable[[], object]:
    """Posts the form as somebody without a session does: the token's cookie, no other."""
    cookies = dict(browser.cookies)

    def post() -> None:
        browser.cookies = dict(cookies)
        status, _body = browser.ask("/sign-in/", fields)
        if status != 302 or "xingtan_session" not in browser.cookies:
            raise WrongAnswer(f"Signing in answered {status}.\n  Try: .venv/bin/xingtan doctor")

    return post


def _measured(
    name: str, district: Installation, asks: list[Callable[[], object]], peer: Peer, *, times: int = TIMES
) -> Line:
    """CPU per request of the web server's processes and PostgreSQL's, while `asks` are repeated."""
    repeat(asks, times=min(WARM_UP, times), limit_s=LIMIT_S)
    web, database = district.cpu_ms()
    load: Load = repeat(asks, times=times, limit_s=LIMIT_S)
    web_after, database_after = district.cpu_ms()
    web_ms, database_ms = (web_after - web) / load.count, (database_after - database) / load.count
    return {
        "name": name,
        "size": district.size,
        "value": round(web_ms + database_ms, 1),
        "unit": "ms CPU per request",
        "peer": peer.cpu_ms,
        "ratio": round(peer.cpu_ms / (web_ms + database_ms), 1),
        "peer_name": peer.name,
        "web_ms": round(web_ms, 1),
        "database_ms": round(database_ms, 1),
        "requests": load.count,
        "requests_per_s": round(load.count / load.seconds, 1),
        "p50_ms": round(load.percentile_ms(0.5), 1),
        "p95_ms": round(load.percentile_ms(0.95), 1),
    }


def _argon2_ms(stored: str, password: str, times: int = 15) -> float:
    """CPU of one bare verification with the parameters stored, two at a time as in the measured load."""
    parameters = extract_parameters(stored)
    if parameters.memory_cost < OWASP_MEMORY_KIB or parameters.time_cost < OWASP_PASSES:
        raise WrongAnswer(f"The stored hash is weaker than OWASP's minimum: {parameters}.")
    hasher = PasswordHasher()

    def verify(_turn: int) -> None:
        hasher.verify(stored, password)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(verify, range(4)))
        before = time.process_time()
        list(pool.map(verify, range(2 * times)))
        return round((time.process_time() - before) * 1000 / (2 * times), 1)
