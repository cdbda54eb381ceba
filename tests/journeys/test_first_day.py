"""The first day: getting an account and in, finding one's own way of looking at it, and getting stuck at the door."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.district import District, accept_terms

pytestmark = pytest.mark.journey

PASSWORD = "Willow-2718"
NEXT_PASSWORD = "Bamboo-3141"


def open_account(page: Page, wanted: str) -> None:
    """The card of an account, found by its person's name."""
    page.goto(f"/accounts/?q={wanted}")
    page.locator("tbody a.xt-name").first.click()
    page.wait_for_url(re.compile(r"/accounts/\d+/$"))


def read_slip(page: Page) -> tuple[str, str]:
    """Account and code, as they stand on the printed paper."""
    facts = page.locator("main dl.xt-dl dd")
    return facts.nth(0).inner_text(), facts.nth(1).inner_text()


def activate(page: Page, slip: tuple[str, str], password: str) -> None:
    name, code = slip
    page.goto("/sign-in/")
    page.get_by_role("link", name="用激活条激活").click()
    page.get_by_role("textbox", name="账号").fill(name)
    page.get_by_label("激活码").fill(code)
    page.get_by_role("textbox", name="新密码").fill(password)
    page.get_by_role("textbox", name="再输一次").fill(password)
    page.get_by_role("button", name="激活并登录").click()


def type_password(page: Page, name: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_role("textbox", name="账号").fill(name)
    page.get_by_role("textbox", name="密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def add_pupil(page: Page, name: str, guardian: str) -> None:
    page.goto("/registry/pupils/add/")
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("女", exact=True).check()
    page.get_by_label("出生日期").fill("2016-03-08")
    page.get_by_label("编入班级").select_option(index=1)
    first = page.locator("fieldset", has_text="监护人1")
    first.get_by_label("监护人姓名").fill(guardian)
    first.get_by_label("与学生关系").select_option(label="母亲")
    first.get_by_label("手机").fill("10012345678")
    page.locator("main form.xt-form").get_by_role("button").last.click()
    page.wait_for_url(re.compile(r"/registry/pupils/\d+/$"))


def test_somebody_activates_by_a_slip_and_lands_on_the_workbench(district: District) -> None:
    office = district.desk("school_administrator")
    office.goto("/accounts/")
    person = office.locator("tbody tr", has_text="未激活").locator("a.xt-name").first
    name = person.inner_text()
    person.click()
    office.get_by_role("button", name="印激活条").click()
    expect(office.get_by_role("heading", name="激活条")).to_be_visible()

    page = district.context().new_page()
    activate(page, read_slip(office), PASSWORD)
    page.wait_for_url("**/welcome/")
    page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_role("alert")).to_contain_text("请逐项阅读并勾选")
    accept_terms(page)

    page.wait_for_url(f"{district.url}/")
    expect(page.locator("#home-lead")).to_be_visible()
    expect(page.locator("header .xt-ava")).to_have_accessible_name(re.compile(f"^{name}"))
    assert without_refusals(district) == []


def test_a_guardian_joins_by_class_code_on_a_phone(district: District) -> None:
    school = district.desk("homeroom_teacher")
    school.goto("/registry/classes/")
    own = school.locator("tbody tr", has_text=district.accounts["homeroom_teacher"]["person"])
    own.locator("a.xt-name").click()
    code = school.locator("main p.xt-mono").inner_text()
    row = school.locator("main tbody tr").first.locator("td")
    seat, pupil = row.nth(0).inner_text(), row.nth(1).inner_text()

    page = district.context(width=360, height=740, has_touch=True, is_mobile=True).new_page()
    page.goto("/sign-in/")
    page.get_by_role("link", name="家长用班级码登记").tap()
    page.get_by_label("班级码").fill(code.lower())
    page.get_by_role("button", name="下一步").tap()
    page.get_by_label("孩子的姓名").fill(pupil)
    page.get_by_label("孩子的号码").fill(seat)
    page.get_by_role("button", name="下一步").tap()
    expect(page.get_by_role("heading", name=f"登记为{pupil}的监护人")).to_be_visible()
    page.get_by_label("您的姓名").fill("祝青禾")
    page.get_by_label("您是孩子的").select_option(label="母亲")
    page.get_by_label("您的手机号").fill("10087654321")
    page.get_by_role("textbox", name="新密码").fill(PASSWORD)
    page.get_by_role("textbox", name="再输一次").fill(PASSWORD)
    page.get_by_role("button", name="登记并等待确认").tap()
    page.wait_for_url("**/welcome/")
    accept_terms(page)

    page.wait_for_url("**/account/wards/")
    expect(page.locator("main")).to_contain_text(f"等待班主任确认您是{pupil}的监护人")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    school.goto("/todo/")
    expect(school.locator("#todo-groups")).to_contain_text("祝青禾")
    assert without_refusals(district) == []


def test_a_pupil_added_by_hand_whose_password_was_reset_must_choose_another(district: District) -> None:
    office = district.desk("school_administrator")
    add_pupil(office, "穆青禾", "穆云舒")
    expect(office.locator("main")).to_contain_text("穆云舒")
    open_account(office, "穆青禾")
    office.get_by_role("button", name="印激活条").click()
    first = read_slip(office)
    page = district.context().new_page()
    activate(page, first, PASSWORD)
    accept_terms(page)
    page.wait_for_url(f"{district.url}/")

    open_account(office, "穆青禾")
    office.get_by_role("button", name="重置密码").click()
    office.locator("dialog[open]").get_by_role("button", name="重置密码").click()
    second = read_slip(office)

    page.goto("/registry/me/")
    page.wait_for_url("**/sign-in/**")
    type_password(page, first[0], PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    activate(page, first, NEXT_PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("激活码")
    activate(page, second, NEXT_PASSWORD)
    page.wait_for_url(f"{district.url}/")
    expect(page.locator("#home-lead")).to_be_visible()


def test_somebody_with_two_postings_switches_to_the_other_school(district: District) -> None:
    page = district.desk("teacher")
    role = page.locator(".xt-role")
    expect(role).to_contain_text("舞雩小学")

    role.locator("summary").click()
    role.get_by_role("button", name=re.compile("监护人")).click()

    expect(page.locator(".xt-role")).to_contain_text("实验小学")
    expect(page.locator("#xt-notices")).to_contain_text("实验小学")
    expect(page.locator("nav.xt-side a[href='/registry/pupils/']")).to_have_count(0)
    page.reload()
    expect(page.locator(".xt-role")).to_contain_text("实验小学")


def test_language_dark_and_large_type_stay(district: District) -> None:
    page = district.desk("citizen")
    root, menu = page.locator("html"), page.locator("header details.xt-menu > summary.xt-ava")

    menu.click()
    with page.expect_response("**/account/preferences/"):
        page.get_by_role("button", name="深色").click()
    with page.expect_response("**/account/preferences/"):
        page.locator("header .xt-menu-list [data-set-large]").click()
    page.get_by_role("button", name="English").click()

    page.wait_for_load_state()
    page.reload()
    expect(root).to_have_attribute("lang", "en")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_class(re.compile("xt-large"))
    elsewhere = district.context().new_page()
    district.sign_in(elsewhere, "citizen")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
    menu.click()
    page.get_by_role("button", name="中文").click()
    expect(root).to_have_attribute("lang", "zh-CN")


def test_back_from_a_card_returns_to_the_row(district: District) -> None:
    page = district.desk("school_administrator")
    page.goto("/registry/pupils/")
    row = page.locator("tbody tr").nth(24)
    mark = row.get_attribute("id")
    row.locator("a.xt-name").click()
    page.wait_for_url(re.compile(r"/registry/pupils/\d+/$"))

    page.go_back()

    same = page.locator(f"#{mark}")
    expect(same).to_be_focused()
    expect(same).to_be_in_viewport()
    assert page.evaluate("scrollY") > 0


def test_wrong_passwords_lock_with_a_clear_sentence(district: District) -> None:
    page = district.context().new_page()
    name = district.accounts["grade_leader"]["name"]
    for _ in range(4):
        type_password(page, name, "Wrong-0000")
        expect(page.get_by_role("alert")).to_contain_text("连续输错多次会暂停登录")

    type_password(page, name, "Wrong-0000")

    expect(page.get_by_role("heading")).to_have_text("这个账号暂停登录")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+分钟后可以再试"))
    expect(page.locator("main").get_by_role("link", name="忘记密码")).to_be_visible()
    type_password(page, name, district.accounts["grade_leader"]["password"])
    expect(page.get_by_role("heading")).to_have_text("这个账号暂停登录")
    district.sign_in(page, "student")


def test_leaving_ends_the_session(district: District) -> None:
    page = district.context().new_page()
    district.sign_in(page, "bureau_leader")
    page.locator("header details.xt-menu > summary").last.click()

    page.get_by_role("button", name="退出").click()

    page.wait_for_url("**/sign-in/**")
    page.goto("/registry/classes/")
    assert "/sign-in/" in page.url


def without_refusals(district: District) -> list[str]:
    """What pages complained about; that the server refused an input is no complaint."""
    return [words for words in district.complaints if "422" not in words]
