"""Gallery, error page, language, manifest and service worker, as a browser gets them."""

from __future__ import annotations

import json

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from xingtan.kernel.ui.shell import NavCount, Shell, ShellFacts
from xingtan.kernel.ui.toasts import with_toast

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_gallery_shows_every_component_in_both_themes(browser, language):
    browser.post(reverse("ui:language"), {"language": language, "next": "/ui/gallery/"})

    response = browser.get(reverse("ui:gallery"))
    page = response.content.decode()

    assert response.status_code == 200
    assert 'data-theme="light"' in page
    assert 'data-theme="dark"' in page
    assert ("Waiting for you" if language == "en" else "等您定") in page
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}"' in page


@pytest.mark.parametrize(
    ("back", "goes_to"),
    [("/ui/gallery/?a=1", "/ui/gallery/?a=1"), ("https://elsewhere.example/", "/"), ("//x.example", "/")],
)
def test_choosing_a_language_goes_back_to_this_site_only(browser, back, goes_to):
    response = browser.post(reverse("ui:language"), {"language": "en", "next": back})

    assert response.status_code == 302
    assert response["Location"] == goes_to


def test_an_unknown_language_changes_nothing(browser):
    response = browser.post(reverse("ui:language"), {"language": "xx", "next": "/"})

    assert response.status_code == 302
    assert not response.cookies


def test_theme_and_large_type_come_from_cookies(browser):
    browser.cookies["theme"] = "dark"
    browser.cookies["large"] = "1"

    page = browser.get(reverse("ui:gallery")).content.decode()

    assert '<html lang="zh-CN" data-theme="dark" class="xt-large">' in page


def test_a_forged_theme_is_ignored(browser):
    browser.cookies["theme"] = 'x" onload="alert(1)'

    assert "onload" not in browser.get(reverse("ui:gallery")).content.decode()


def test_the_manifest_and_the_worker_can_be_installed(browser):
    manifest = json.loads(browser.get(reverse("ui:manifest")).content)
    worker = browser.get(reverse("ui:service_worker"))

    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert worker["Content-Type"].startswith("text/javascript")
    assert reverse("ui:offline") in worker.content.decode()


def test_the_offline_page_names_nobody(browser):
    page = browser.get(reverse("ui:offline")).content.decode()

    assert "没有连上网络" in page
    assert "xt-side" not in page


def shell_of(path: str = "/", **facts: object) -> Shell:
    request = RequestFactory().get(path)
    request.shell = ShellFacts(**facts)  # type: ignore[attr-defined]
    return Shell(request)


def test_the_shell_stands_without_an_actor():
    shell = shell_of()

    assert shell.nav == []
    assert not shell.is_signed_in
    assert not shell.is_phone_first


def test_facts_may_be_callables_asked_when_shown():
    shell = shell_of(todo_count=lambda: 5, nav_counts={"x:y": NavCount(count=1)})

    assert shell.todo_count == 5


def test_a_notice_travels_in_an_ascii_header(browser):
    response = with_toast(browser.get(reverse("ui:offline")), "已签收，41/45", undo_url="/undo/")

    response["HX-Trigger"] = "xt:close, xt:badges"
    with_toast(response, "已签收，41/45", undo_url="/undo/")
    assert set(json.loads(response["HX-Trigger"])) == {"xt:close", "xt:badges", "xt:toast"}
    assert response["HX-Trigger"].isascii()
    assert json.loads(response["HX-Trigger"])["xt:toast"]["words"] == "已签收，41/45"


def test_the_badges_bring_the_numbers_of_the_navigation_along():
    request = RequestFactory().get("/badges/", headers={"HX-Request": "true"})
    request.shell = ShellFacts(nav_counts={"workbench:todo": NavCount(count=3, is_yours=True)})  # type: ignore[attr-defined]

    html = render_to_string("ui/_badges.html", {"shell": Shell(request)})

    assert '<span class="xt-n xt-n-you" id="xt-n-workbench-todo" hx-swap-oob="true">3</span>' in html
