"""Every role signs in, finds at least three things to do, does one, and sees the count fall for good."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.district import NINE, District

pytestmark = pytest.mark.journey


def in_lead(page: Page) -> int:
    """The number of things to do in the first sentence; 0 when it says that there are none."""
    found = re.search(r"(\d+)件事", page.locator("#home-lead").inner_text())
    return int(found.group(1)) if found else 0


def in_shell(page: Page) -> int:
    count = page.locator("#xt-badges a", has_text="待办").locator("b")
    return int(count.inner_text()) if count.count() else 0


def open_todo(page: Page, title: str | re.Pattern[str]) -> None:
    page.goto("/todo/")
    page.locator("#todo-groups .xt-list-title", has_text=title).first.click()


def sign_for_it(page: Page) -> None:
    page.locator("main").get_by_role("button", name="签收", exact=True).first.click()


def confirm_own_data(page: Page) -> None:
    open_todo(page, "确认本人资料")
    page.locator("#confirm").get_by_role("button", name="确认无误").click()


def answer_who_forgot_a_password(page: Page) -> None:
    open_todo(page, "忘记密码，请核实后重置")
    page.get_by_role("button", name="已核实，重置").first.click()


def confirm_a_guardian(page: Page) -> None:
    open_todo(page, re.compile("^确认.+是.+的"))
    page.get_by_role("button", name="确认", exact=True).click()


def consent_for_a_child(page: Page) -> None:
    open_todo(page, "阅读并决定是否同意")
    page.get_by_role("button", name="同意", exact=True).first.click()


ACTS: dict[str, Callable[[Page], None]] = {
    "bureau_leader": sign_for_it,
    "bureau_staff": confirm_own_data,
    "principal": confirm_own_data,
    "school_administrator": answer_who_forgot_a_password,
    "homeroom_teacher": confirm_a_guardian,
    "teacher": sign_for_it,
    "student": confirm_own_data,
    "guardian": consent_for_a_child,
    "citizen": sign_for_it,
}


@pytest.mark.parametrize("role", NINE)
def test_the_day_of(role: str, district: District) -> None:
    page = district.desk(role)
    before = in_lead(page)
    assert before >= 3
    assert in_shell(page) == before
    page.goto("/todo/")
    named = page.locator("#todo-groups .xt-list-title").all_inner_texts()
    assert len(named) == before and all(named), named
    assert re.search(r"超期\d+天", page.locator("#todo-groups").inner_text()), "nothing is overdue"
    page.goto("/")

    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status < 400):
        ACTS[role](page)
    page.wait_for_load_state("networkidle")

    if ACTS[role] is sign_for_it:  # done in place: the sentence and the shell follow without a reload
        expect(page.locator("#home-lead")).to_contain_text(f"{before - 1}件事")
        expect(page.locator("#xt-badges")).to_contain_text(str(before - 1))
    page.goto("/")
    assert (in_lead(page), in_shell(page)) == (before - 1, before - 1)
    page.reload()
    assert (in_lead(page), in_shell(page)) == (before - 1, before - 1)
    assert district.complaints == []
    page.context.close()
