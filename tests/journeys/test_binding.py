"""A grandmother with a phone binds two children of two schools, and the custody of one of them ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.district import District, accept_terms
from tests.journeys.test_first_day import activate, open_account, read_slip, without_refusals
from xingtan.apps.gateway.testing import code_sent
from xingtan.kernel.notices.testing import SECRET, Outside, outside

pytestmark = pytest.mark.journey

PHONE = "10055557777"
NAME = "祝青兰"
OTHER_SCHOOL = "实验小学"
SMALLEST_TARGET = 44
SMALLEST_LETTERS = 16


@pytest.fixture(scope="module")
def line() -> Iterator[Outside]:
    with outside() as server:
        yield server


@pytest.fixture(scope="module")
def lettered(fresh: Callable[..., AbstractContextManager[District]], line: Outside) -> Iterator[District]:
    """A district whose text messages go to a server on the loopback, as often as they are asked for."""
    settings = {"SMS_PROVIDER": "gateway", "SMS_GATEWAY_URL": f"{line.url}/gateway", "SMS_GATEWAY_KEY": SECRET}
    with fresh(**settings, SMS_CODE_PAUSE_SECONDS="0") as district:
        yield district


@dataclass(frozen=True, kw_only=True)
class Home:
    """A class as its homeroom teacher sees it: the browser, the code, and one pupil with name and number."""

    teacher: Page
    address: str
    code: str
    pupil: str
    seat: str


def home_of(teacher: Page, teacher_name: str) -> Home:
    teacher.goto("/registry/classes/")
    teacher.locator("tbody tr", has_text=teacher_name).locator("a.xt-name").first.click()
    teacher.wait_for_url(re.compile(r"/registry/classes/\d+/$"))
    row = teacher.locator("main tbody tr").nth(2).locator("td")
    return Home(
        teacher=teacher,
        address=teacher.url,
        code=teacher.locator("main p.xt-mono").inner_text(),
        seat=row.nth(0).inner_text(),
        pupil=row.nth(1).inner_text(),
    )


def other_home(district: District) -> Home:
    """The second school's teacher gets a slip from the system administrator, and activates the account."""
    office = district.desk("bureau_staff")
    office.goto(f"/registry/classes/?q={OTHER_SCHOOL}")
    office.locator("tbody tr", has_text=OTHER_SCHOOL).locator("a.xt-name").first.click()
    name = office.locator("main dl.xt-dl dd").first.inner_text().split()[0]
    system = district.desk("system_administrator")
    open_account(system, name)
    system.get_by_role("button", name=re.compile("印激活条|重置密码")).first.click()
    dialog = system.locator("dialog[open]").get_by_role("button", name="重置密码")
    if dialog.count():
        dialog.click()
    expect(system.get_by_role("heading", name="激活条")).to_be_visible()
    page = district.context().new_page()
    activate(page, read_slip(system), "Willow-2718")
    page.wait_for_url(re.compile(r"/(welcome/)?$"))
    if page.url.endswith("/welcome/"):
        accept_terms(page)
    return home_of(page, name)


def look(page: Page) -> None:
    """On a phone nothing is cut off, letters are large enough not to be zoomed, and what is tapped is large."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    small = page.evaluate(
        """([target, letters]) => [
        ...document.querySelectorAll('main input:not([type=hidden]), main select, main .xt-btn')]
        .filter(one => one.offsetParent && one.type !== 'checkbox' && one.type !== 'radio')
        .filter(one => one.offsetHeight < target - 4 || parseFloat(getComputedStyle(one).fontSize) < letters - 1)
        .map(one => `${one.name || one.textContent.trim()} ${one.offsetHeight}`)""",
        [SMALLEST_TARGET, SMALLEST_LETTERS],
    )
    assert small == [], (page.url, small)


def tap(page: Page, verb: str, then: str | re.Pattern[str]) -> None:
    """Tap a button and look at the page it leads to."""
    page.get_by_role("button", name=verb, exact=True).tap()
    page.wait_for_url(then)
    look(page)


def say_which_child(page: Page, home: Home, then: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in home.code.lower())
    look(page)
    page.get_by_label("班级码").fill(f"{wide[:3]} {wide[3:]}")
    tap(page, "下一步", "**/join/pupil/")
    page.get_by_label("孩子的姓名").fill(home.pupil)
    page.get_by_label("孩子的号码").fill(home.seat)
    tap(page, "下一步", then)


def type_code(page: Page, line: Outside, verb: str, then: str | re.Pattern[str]) -> None:
    field = page.get_by_label("短信验证码")
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    expect(field).to_have_attribute("inputmode", "numeric")
    code = code_sent(line)
    field.fill(f"{code[:3]} {code[3:]}")
    tap(page, verb, then)


def confirm(home: Home) -> None:
    """By way of the to-do list, all at once."""
    home.teacher.goto("/todo/")
    expect(home.teacher.locator("#todo-groups")).to_contain_text(NAME)
    home.teacher.goto(f"{home.address}guardians/")
    expect(home.teacher.locator("main")).to_contain_text("已验证")
    for box in home.teacher.locator("section", has_text=NAME).get_by_role("checkbox").all():
        box.check()
    home.teacher.get_by_role("button", name="确认勾选的申请").click()
    expect(home.teacher.locator(".xt-toasts, .xt-toast").first).to_contain_text("已确认")


def test_two_children_of_two_schools_and_custody_of_one_ends(lettered: District, line: Outside) -> None:
    teacher = lettered.accounts["homeroom_teacher"]["person"]
    first, second = home_of(lettered.desk("homeroom_teacher"), teacher), other_home(lettered)
    page = lettered.context(width=360, height=740, has_touch=True, is_mobile=True).new_page()

    page.goto("/sign-in/")
    page.get_by_role("link", name="家长用班级码登记").tap()
    page.wait_for_url("**/join/")
    say_which_child(page, first, "**/join/phone/")
    page.get_by_label("手机号").fill("１００ 5555 7777")
    tap(page, "发验证码", "**/join/phone/code/")
    type_code(page, line, "下一步", "**/join/guardian/")
    page.get_by_label("您的姓名").fill(NAME)
    page.get_by_label("您是孩子的").select_option(label="祖母或外祖母")
    tap(page, "登记并等待确认", "**/welcome/")
    accept_terms(page)
    page.wait_for_url("**/account/wards/")
    look(page)

    page.get_by_role("link", name="用班级码添加孩子").first.tap()
    page.wait_for_url("**/join/")
    say_which_child(page, second, "**/join/guardian/")
    tap(page, "登记并等待确认", "**/account/wards/")
    expect(page.locator("main")).to_contain_text(f"等待班主任确认您是{second.pupil}的监护人")

    confirm(first)
    confirm(second)
    signs_in_by_phone(page, line)
    page.goto("/account/wards/")
    expect(page.locator("main")).to_contain_text(first.pupil)
    expect(page.locator("main")).to_contain_text(second.pupil)
    page.goto("/registry/wards/")
    look(page)
    ends_custody(first)

    page.goto("/registry/wards/")
    expect(page.locator("main")).to_contain_text(second.pupil)
    expect(page.locator("main")).not_to_contain_text(first.pupil)
    page.goto("/account/wards/")
    expect(page.locator("main")).not_to_contain_text(first.pupil)
    assert without_refusals(lettered) == []


def signs_in_by_phone(page: Page, line: Outside) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("link", name="家长用手机验证码登录").tap()
    page.wait_for_url("**/sign-in/phone/")
    look(page)
    page.get_by_label("手机号").fill(PHONE)
    tap(page, "发验证码", "**/sign-in/phone/code/")
    type_code(page, line, "登录", re.compile(r"//[^/]+/$"))


def ends_custody(home: Home) -> None:
    teacher = home.teacher
    teacher.goto(f"/registry/guardians/?view=confirmed&q={NAME}")
    teacher.locator("tbody a.xt-name", has_text=NAME).first.click()
    teacher.get_by_role("link", name="变更监护").click()
    teacher.get_by_label(re.compile("不再有监护权")).check()
    teacher.get_by_label("依据").fill("判决书〔2026〕12号")
    teacher.get_by_role("button", name="登记变更").click()
    expect(teacher.locator("main")).to_contain_text("没有监护权")
