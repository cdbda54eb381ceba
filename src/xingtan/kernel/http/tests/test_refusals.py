"""A rule's "no" in three shapes, and the mistakes that are nobody's rule."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from xingtan.kernel.errors import NotPermitted
from xingtan.kernel.http.answers import refusal_of
from xingtan.kernel.http.logs import QuoteFilter
from xingtan.kernel.scopes import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.urls("xingtan.kernel.http.tests.urls")]

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?tab=2"}
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("what", "status", "sentence"),
    [
        ("rule", 409, "壶里没有水了，请先添2升。"),
        ("hidden", 404, "没有找到这一项，或者您不能查看。"),
        ("input", 422, "填写的内容有误：年级不对"),
        ("django", 403, "您当前的职务不能这样做。"),
    ],
)
def test_a_person_gets_a_page_with_the_sentence_and_a_number(client, what, status, sentence):
    response = client.get(f"/test/refuse/{what}/")

    assert response.status_code == status
    page = response.content.decode()
    assert sentence in page
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", response["X-Request-Id"])
    assert response["X-Request-Id"] in page


def test_htmx_gets_a_notice_for_the_notices_region(client):
    response = client.post("/test/refuse/rule/", headers=HTMX)

    assert response.status_code == 409
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#xt-notices", "beforeend")
    assert "壶里没有水了" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_a_program_gets_a_stable_code(client):
    response = client.get("/test/refuse/input/", headers=JSON)

    body = json.loads(response.content)
    assert response.status_code == 422
    assert body["code"] == "invalid_input"
    assert body["fields"] == {"grade": "没有这个年级"}
    assert body["quote"] == response["X-Request-Id"]


def test_a_mistake_of_ours_says_so_without_details(client):
    client.raise_request_exception = False

    page, notice = client.get("/test/refuse/bug/"), client.get("/test/refuse/bug/", headers=HTMX)

    assert page.status_code == notice.status_code == 500
    assert "我们这边出了差错" in page.content.decode()
    assert notice["X-Request-Id"] in notice.content.decode()
    assert "script>" not in notice.content.decode()


def test_the_number_leads_to_the_trace_in_the_log(client, caplog):
    client.raise_request_exception = False
    caplog.handler.addFilter(QuoteFilter())

    response = client.get("/test/refuse/bug/")

    [record] = [record for record in caplog.records if record.exc_info]
    assert record.quote == response["X-Request-Id"]


def test_an_address_without_content_is_a_calm_page(client):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "这个地址没有内容" in response.content.decode()


def test_the_address_of_a_button_explains_itself(client):
    response = client.get("/test/button/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "不能直接打开" in response.content.decode()


def test_refusals_are_never_kept_by_a_cache(client):
    assert client.get("/test/refuse/rule/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["name=%ff%fe", "name=a%00b", "%c3=1"], ids=["not-utf8", "nul", "half-letter"])
def test_unreadable_queries_are_refused_with_a_sentence(client, query):
    response = client.get("/test/echo/", QUERY_STRING=query)

    assert response.status_code == 400
    assert "无法识别的字符" in response.content.decode()


def test_an_early_refusal_speaks_the_language_of_its_own_request(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get("/test/echo/", QUERY_STRING="a=%ff")
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    chinese = client.get("/test/echo/", QUERY_STRING="a=%ff")

    assert "cannot be read" in english.content.decode()
    assert "无法识别的字符" in chinese.content.decode()


@pytest.mark.parametrize("body", [b"name=%ff%fe", b"name=a%00b", b"name=\xff"], ids=["not-utf8", "nul", "raw"])
def test_unreadable_forms_are_refused_with_a_sentence(client, body):
    response = client.post("/test/echo/", body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert "无法识别的字符" in response.content.decode()


def test_unreadable_multipart_forms_are_refused_too(client):
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\xfe\r\n--x--\r\n'

    assert client.post("/test/echo/", body, content_type="multipart/form-data; boundary=x").status_code == 400


def test_rare_letters_are_readable(client):
    response = client.post("/test/echo/", {"姓名": "陈𬭚·阿不都"})

    assert response.status_code == 200
    assert "姓名" in response.content.decode()


def test_too_much_is_refused_with_a_sentence(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.MAX_UPLOAD_BYTES = 1000, 5_000_000

    fields = client.post("/test/echo/", {"name": "好" * 2000}, content_type="application/x-www-form-urlencoded")
    body = client.post("/test/echo/", b"x" * 5_002_000, content_type="application/octet-stream")

    assert (fields.status_code, body.status_code) == (413, 413)
    assert "提交的内容超过4MB" in body.content.decode()


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        ({"guardian"}, "这件事由学校或教育局的工作人员办理"),
        ({"student"}, "这件事由学校或教育局的工作人员办理"),
        ({"guardian", "teacher"}, "您当前的职务不能做这一步"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "notice"])
def test_who_holds_no_post_is_not_told_about_one(rf, roles, sentence, headers):
    request = rf.get("/staff/", headers=headers)
    request.actor = Actor(account_id=7, on=date(2025, 9, 1), roles=frozenset(roles))

    answer = refusal_of(request, NotPermitted())

    assert answer.status_code == 403 and sentence in answer.content.decode()
