"""Follow every kind of link a role is offered, press every kind of button, and write down what does not answer.

A crawl is complete and the same every time: it ends when no kind is left, not after a while. Links and buttons that
only show something come first; then those that change something, cards before lists, because a list has more than one
of each. What such a press took away from the next one (of 同意 and 不同意 only one can be pressed) waits for another
round in a district as it was at the beginning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ElementHandle, Page, Request, Response
from playwright.sync_api import Error as BrowserError

from tests.journeys.district import ANONYMOUS, District
from tests.journeys.pages import links_in, links_of, shape_of

Fresh = Callable[[], AbstractContextManager[District]]
RUNS_A_SCHOOL = ("school_administrator", "principal", "school_cio", "edtech_head", "grade_leader")
WORKS_AT_THE_BUREAU = (
    "bureau_staff",
    "bureau_leader",
    "district_leader",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
)
EVERYBODY_ELSE = ("homeroom_teacher", "teacher", "staff", "student", "guardian", "citizen", ANONYMOUS)

SAME_KIND = 2  # addresses of one kind that are asked for; the first one is looked at
MOST_KINDS = 600  # of pages, and of buttons: more means that something makes new kinds without end
PATIENCE_MS = 30_000  # how long an answer is waited for; only what never answers takes so long
LOOK_MS = 20
LEAF_OR_FILE = re.compile(r"[?&](sort|after|before|last|format=(xlsx|csv))\b")  # of a list that was looked at already
ENDS_THE_SESSION = "/sign-out/"
CHANGES_EVERY_PAGE = ("/switch/|", "|language")  # another posting or language: pressed last, and back again
OPENED_BY_KEY = "|xt-keys|"  # the list of keys is there before signing in too, where no menu leads to it
REFUSALS = (400, 409, 422)  # these say what was wrong with the input
SCRIPT = (Path(__file__).parent / "crawler.js").read_text(encoding="utf-8")


@dataclass
class Button:
    """A kind of button: where it was seen, and which press brings it there."""

    pages: list[str]
    is_change: bool
    brought_by: str = ""


@dataclass
class Crawl:
    """One role's way through the product, in as many rounds as it takes."""

    role: str
    trouble: list[str] = field(default_factory=list)
    opened: Counter[str] = field(default_factory=Counter)
    buttons: dict[str, Button] = field(default_factory=dict)
    pressed: set[str] = field(default_factory=set)
    rounds: int = 0
    _links: set[str] = field(default_factory=lambda: {"/"})
    _unseen: set[str] = field(default_factory=set)  # kinds of buttons that are there but not shown at this width
    _answered: set[str] = field(default_factory=set)  # addresses that were there
    _has_changed_things: bool = False  # in this round
    _here: str = ""
    _asked: int = 0
    _is_leaving: bool = False
    _running: set[Request] = field(default_factory=set)

    @property
    def left(self) -> list[str]:
        return [kind for kind in self.buttons if kind not in self.pressed]

    def summary(self) -> str:
        done = f"{len(self.opened)} kinds of pages opened, {len(self.pressed)} kinds of buttons pressed"
        return f"{self.role}: {done}, {len(self.left)} left, {self.rounds} rounds"

    def run(self, district: District) -> bool:
        """One round in a fresh district; whether it pressed something."""
        before = len(self.pressed)
        self.rounds += 1
        self._has_changed_things = False
        self._district = district
        page = self._tab(district.desk(self.role, service_workers="block"))
        if self.rounds == 1:
            self._follow(page, ["/"])
        self._press_left(page)
        page.set_viewport_size({"width": 360, "height": 740})
        self._press_left(page, among=self._unseen)
        self.trouble += [f"{self.role}: {words}" for words in district.complaints if "Failed to load" not in words]
        district.complaints.clear()  # what was not loaded is judged by its answer
        page.context.close()
        return len(self.pressed) > before

    def _tab(self, page: Page) -> Page:
        page.add_init_script(SCRIPT)
        page.on("request", self._ask)
        page.on("requestfinished", lambda request: self._running.discard(request))
        page.on("requestfailed", self._lose)
        page.on("response", self._judge)
        page.on("load", lambda _page: self._arrive())
        page.on("download", lambda _download: self._arrive())
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    # --- pages ---------------------------------------------------------------------------------------------------

    def _follow(self, page: Page, waiting: list[str]) -> None:
        """Every kind of page that is offered from here on, nearest first; a filtered list after plain pages."""
        while waiting:
            address = waiting.pop(0)
            shape = shape_of(address)
            if self.opened[shape] >= SAME_KIND:
                continue
            assert len(self.opened) < MOST_KINDS, f"kinds of pages without end: {sorted(self.opened)[-20:]}"
            self.opened[shape] += 1
            if self.opened[shape] > 1 or LEAF_OR_FILE.search(address):
                waiting += self._links_of_source(page, address)
            elif self._open(page, address):
                waiting += self._links_of(page)
                harmless = [kind for kind in self._note(page, address) if not self.buttons[kind].is_change]
                self._press_on(page, address, harmless, waiting.extend)
            waiting.sort(key=lambda link: "?" in link)

    def _follow_beside(self, page: Page, links: list[str]) -> None:
        """In another tab, so that the page stays as it is. Two tabs at once are slow: only one of them is drawn."""
        if any(self.opened[shape_of(link)] < SAME_KIND for link in links):
            second = self._tab(page.context.new_page())
            self._follow(second, links)
            second.close()
            page.bring_to_front()

    def _open(self, page: Page, address: str) -> bool:
        """Whether it is a page; a download answers for itself."""
        self._here = address
        try:
            answer = page.goto(address)
            if answer is not None and answer.ok:
                self._answered.add(address)
        except BrowserError as error:
            if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
                self._say(str(error).splitlines()[0])
            return False
        self._rest(page)
        if page.locator("main").count():
            return True
        self._say("a page without a main part")
        return False

    def _links_of(self, page: Page) -> list[str]:
        return self._new(links_of(page, self._district.url))

    def _links_of_source(self, page: Page, address: str) -> list[str]:
        """Of a page that is only asked for."""
        self._here = address
        answer = page.context.request.get(address)
        if not answer.ok:
            self._say(f"{answer.status} for GET {address}")
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        return self._new(links_in(answer.text(), answer.url, self._district.url)) if is_page else []

    def _new(self, links: list[str]) -> list[str]:
        new = [link for link in links if link not in self._links]
        self._links.update(new)
        return new

    # --- buttons -------------------------------------------------------------------------------------------------

    def _note(self, page: Page, address: str, brought_by: str = "") -> list[str]:
        """The kinds of buttons on it, and that they are offered there."""
        kinds = {
            kind: is_change
            for kind, is_change in page.evaluate("crawl.kinds()")
            if ENDS_THE_SESSION not in kind and lateness(kind) >= lateness(brought_by)
        }
        for kind, is_change in kinds.items():
            button = self.buttons.setdefault(kind, Button([], is_change, brought_by))
            if len(button.pages) < SAME_KIND and address not in button.pages:
                button.pages.append(address)
        assert len(self.buttons) < MOST_KINDS, f"kinds of buttons without end: {list(self.buttons)[-20:]}"
        return list(kinds)

    def _in_order(self) -> list[str]:
        """What is left, the latest found first: cards come after the lists that led to them."""
        return sorted(self.left, key=lambda kind: (lateness(kind), -list(self.buttons).index(kind)))

    def _press_left(self, page: Page, among: set[str] | None = None) -> None:
        tried: set[tuple[str, str]] = set()
        while ways := [
            (kind, address)
            for kind in self._in_order()
            if among is None or kind in among
            for address in self.buttons[kind].pages
            if (kind, address) not in tried
        ]:
            first, where = ways[0]
            kinds = [kind for kind, address in ways if address == where and lateness(kind) == lateness(first)]
            tried.update((kind, where) for kind in kinds)
            self._open(page, where)
            self._press_on(page, where, kinds, lambda links: self._follow_beside(page, links))

    def _press_on(self, page: Page, address: str, kinds: list[str], found: Callable[[list[str]], None]) -> None:
        """Press them on the open page, and what a press brought right after it, while it is there."""
        waiting = list(kinds)
        while waiting:
            kind = waiting.pop(0)
            if kind in self.pressed:
                continue
            button = self._reach(page, kind) or self._reach_afresh(page, address, kind)
            if button is None:
                continue
            known = set(self.buttons)
            self._press(page, address, kind, button)
            new = [one for one in self._note(page, address, brought_by=kind) if one not in known]
            waiting = [one for one in new if lateness(one) == lateness(kind)] + waiting
            if not lateness(kind):
                found(self._links_of(page))

    def _reach(self, page: Page, kind: str) -> ElementHandle | None:
        """The button of this kind, in sight: menus and dialogs over it are closed, those it lies in are opened."""
        button = page.evaluate_handle("kind => crawl.find(kind)", kind).as_element()
        if button is None:
            return None
        button.evaluate("one => crawl.clear(one)")
        self._unseen.discard(kind)
        for _ in range(5):
            if button.evaluate("one => crawl.isShown(one)"):
                return button
            step: ElementHandle | None = button
            while step is not None and not step.evaluate("one => crawl.isShown(one)"):
                step = step.evaluate_handle("one => crawl.wayTo(one)").as_element()
            if step is None and OPENED_BY_KEY in kind:
                page.keyboard.press("?")
            elif step is None or not self._click(step):
                break
            self._rest(page)
        self._unseen.add(kind)
        return None

    def _reach_afresh(self, page: Page, address: str, kind: str) -> ElementHandle | None:
        """The same on the page opened anew, after the presses that bring the button, once more, if it needs some."""
        self._open(page, address)
        chain = [kind]
        while by := self.buttons[chain[0]].brought_by:
            chain.insert(0, by)
        for before in chain[:-1]:
            if button := self._reach(page, before):
                self._press(page, address, before, button)
        return self._reach(page, kind)

    def _press(self, page: Page, address: str, kind: str, button: ElementHandle) -> None:
        self._here = f"{address} [{kind}]"
        self.pressed.add(kind)
        self._has_changed_things |= self.buttons[kind].is_change
        asked = self._asked
        button.evaluate("one => crawl.remember(one)")
        if not self._click(button):
            return
        for _ in range(PATIENCE_MS // LOOK_MS):
            if self._asked > asked or self._has_changed(button):
                break
            page.wait_for_timeout(LOOK_MS)
        else:
            self._say("nothing happened")
        self._rest(page)

    def _click(self, button: ElementHandle) -> bool:
        try:
            button.click(timeout=PATIENCE_MS)  # and until the page it leads to has begun
        except BrowserError as error:
            self._say(f"cannot be pressed: {str(error).splitlines()[0]}")
            return False
        return True

    def _has_changed(self, button: ElementHandle) -> bool:
        try:
            return bool(button.evaluate("one => crawl.hasChanged(one)"))
        except BrowserError:  # on the way to another page
            return True

    # --- what the browser reports --------------------------------------------------------------------------------

    def _rest(self, page: Page) -> None:
        """Until nothing is on its way and the page has settled."""
        for _ in range(PATIENCE_MS // LOOK_MS):
            if not self._running and not self._is_leaving and self._is_still(page):
                return
            page.wait_for_timeout(LOOK_MS)
        self._say(f"never answered: {', '.join(request.url for request in self._running) or page.url}")
        self._running.clear()
        self._is_leaving = False

    def _is_still(self, page: Page) -> bool:
        try:
            return bool(page.evaluate("crawl.isAtRest()"))
        except BrowserError:
            return False

    def _ask(self, request: Request) -> None:
        self._asked += 1
        self._running.add(request)
        self._is_leaving |= request.is_navigation_request()

    def _judge(self, answer: Response) -> None:
        self._is_leaving |= "hx-redirect" in answer.headers or "hx-refresh" in answer.headers
        address = answer.url.removeprefix(self._district.url)
        if answer.status == 404 and self._has_changed_things and address in self._answered:
            return  # a press took it away: what it offers waits for another round
        if answer.status >= 400 and answer.status not in REFUSALS:
            self._say(f"{answer.status} for {answer.request.method} {address}")

    def _lose(self, request: Request) -> None:
        self._running.discard(request)
        if request.is_navigation_request():
            self._arrive()
        if "ERR_ABORTED" not in (request.failure or ""):  # left by going on to the next page, or a download
            self._say(f"{request.failure} for {request.url}")

    def _arrive(self) -> None:
        self._is_leaving = False

    def _say(self, words: str) -> None:
        self.trouble.append(f"{self.role} on {self._here}: {words}")


def crawl(role: str, fresh: Fresh) -> Crawl:
    """All rounds of a role, each in a fresh district, until nothing is left or a round pressed nothing new."""
    crawl = Crawl(role)
    is_getting_on = True
    while is_getting_on:
        with fresh() as district:
            is_getting_on = crawl.run(district) and bool(crawl.left)
    print(crawl.summary())
    return crawl


def lateness(kind: str) -> int:
    """Buttons that change every page come after all others, the language last of all."""
    return next((place for place, words in enumerate(CHANGES_EVERY_PAGE, 1) if words in kind), 0)
