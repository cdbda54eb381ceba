"""Signing in on the way, addresses behind proxies, languages, polled fragments."""

from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("xingtan.kernel.http.tests.urls")]


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    response = client.get("/test/inside/?tab=2")

    assert response.status_code == 302
    assert response["Location"].endswith("?next=%2Ftest%2Finside%2F%3Ftab%3D2")


def test_htmx_is_redirected_as_a_whole_page(client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?tab=2"}

    response = client.post("/test/inside/", headers=headers)

    assert response.status_code == 204
    assert response["HX-Redirect"].endswith("?next=%2Fdesk%2F%3Ftab%3D2")


def test_a_program_is_told_401(client):
    response = client.get("/test/inside/", headers={"Accept": "application/json"})

    assert response.status_code == 401
    assert json.loads(response.content)["code"] == "sign_in_required"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.8", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.9"),
    ],
    ids=["none-trusted", "absent", "one", "forged", "two", "too-few"],
)
def test_only_our_own_proxies_are_believed(client, settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    response = client.get("/test/echo/", headers=headers, REMOTE_ADDR="10.0.0.9")

    assert response.content.decode().startswith(address + " ")


@pytest.mark.parametrize(
    ("cookie", "language"), [(None, "zh-hans"), ("en", "en"), ("xx", "zh-hans")], ids=["none", "english", "unknown"]
)
def test_the_cookie_chooses_the_language_the_browser_does_not(client, settings, cookie, language):
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie

    response = client.get("/test/echo/", headers={"Accept-Language": "en-US"})

    assert f" {language} " in response.content.decode()


@pytest.mark.parametrize(
    ("wished", "goes"), [("/desk/", "/desk/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/")]
)
def test_nobody_is_sent_elsewhere(client, wished, goes):
    assert client.post("/test/echo/", {"next": wished}).content.decode().endswith(f" {goes}")


def test_head_is_get_without_the_body(client):
    response = client.head("/test/polled/")

    assert (response.status_code, response.content, response["Content-Length"]) == (200, b"", "1")


def test_a_fragment_the_browser_holds_is_not_sent_again(client):
    first = client.get("/test/polled/")

    again = client.get("/test/polled/", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, first.content) == (200, b"3")
    assert (again.status_code, again.content) == (304, b"")
