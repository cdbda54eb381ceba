"""Forgotten passwords: a request to the nearest administrator, or a code by phone."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from xingtan.apps.gateway.models import ForgottenRequest, PhoneCode
from xingtan.kernel.testing.who_may import Case, table
from xingtan.people.accounts.models import Account, Session


@pytest.fixture
def asker(district):
    """A teacher with a phone who forgot the password."""
    return district.account(district.staff("teacher", person=district.person("沈若兰", phone="13800001234")))


def _ask(client, account, **change):
    return client.post("/forgotten/", {"person_name": "沈若兰", "username": account.person.e_id, **change})


def test_the_page_says_whom_to_ask_without_an_sms_gateway(db, stranger):
    page = stranger.get("/forgotten/").content.decode()

    assert "找班主任" in page and "找本校的学校管理员" in page and "发验证码" not in page


def test_the_answer_is_the_same_whether_or_not_the_account_exists(asker, stranger):
    real = _ask(stranger, asker)
    wrong_name = _ask(stranger, asker, person_name="张三")
    unknown = _ask(stranger, asker, username="nobody")

    pages = {response.content.split(b"csrf-token")[0] for response in (real, wrong_name, unknown)}
    assert len(pages) == 1 and real.status_code == 200
    assert ForgottenRequest.objects.count() == 1


def test_asking_twice_leaves_one_request(asker, stranger):
    _ask(stranger, asker)
    _ask(stranger, asker)

    assert ForgottenRequest.objects.get().account == asker


def test_the_request_is_a_to_do_until_the_slip_is_printed(district, asker, stranger, journal):
    administrator = district.client_of("school_administrator")
    _ask(stranger, asker)
    request = ForgottenRequest.objects.get()

    listed = administrator.get("/accounts/forgotten/").content.decode()
    slip = administrator.post(f"/accounts/forgotten/{request.pk}/reset/")
    again = administrator.post(f"/accounts/forgotten/{request.pk}/reset/")

    asker.refresh_from_db()
    assert "沈若兰" in listed and slip.status_code == 200 and "激活码" in slip.content.decode()
    assert again.status_code == 409
    assert not asker.has_usable_password()
    assert ("account.password_reset", str(asker.pk)) in journal()


WHO = table(
    Case("school-administrator", ("school_administrator",), True, 200),
    Case("other-school", ("school_administrator",), False, 404),
    Case("teacher", ("teacher",), True, 404),
    Case("principal-may-only-look", ("principal",), True, 404),
)


@WHO
def test_who_may_answer_a_request(case, district, asker, stranger):
    _ask(stranger, asker)
    place = district.school if case.is_own_school else district.other_school
    client = district.client_of(case.permissions[0], organisation=place)

    response = client.post(f"/accounts/forgotten/{ForgottenRequest.objects.get().pk}/reset/")

    assert response.status_code == case.status


@WHO
def test_who_may_dismiss_a_request(case, district, asker, stranger):
    _ask(stranger, asker)
    place = district.school if case.is_own_school else district.other_school
    client = district.client_of(case.permissions[0], organisation=place)

    response = client.post(f"/accounts/forgotten/{ForgottenRequest.objects.get().pk}/dismiss/")

    assert response.status_code == (302 if case.status == 200 else case.status)
    assert Account.objects.get(pk=asker.pk).has_usable_password()


class Gateway(HTTPServer):
    """Stands in for an SMS gateway: keeps what it was sent, answers with `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taker)
        self.sent: list[dict] = []
        self.status = 200


class Taker(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.sent.append({**body, "key": self.headers.get("Authorization")})
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def gateway(settings):
    server = Gateway()
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_KEY = "k-1"
    yield server
    server.shutdown()
    server.server_close()


def _code(gateway):
    return gateway.sent[-1]["text"].split("验证码")[1][:6]


def test_a_code_by_phone_sets_a_new_password(asker, stranger, gateway):
    sent = _ask(stranger, asker, way="phone")
    filled = {"username": asker.person.e_id, "new_password": "Terrace-77", "repeated": "Terrace-77"}
    wrong = stranger.post("/forgotten/code/", {**filled, "code": "000000" if _code(gateway) != "000000" else "111111"})
    done = stranger.post("/forgotten/code/", {**filled, "code": _code(gateway)})

    asker.refresh_from_db()
    assert sent.headers["Location"] == "/forgotten/code/"
    assert gateway.sent[0]["phone"] == "13800001234" and gateway.sent[0]["key"] == "Bearer k-1"
    assert wrong.status_code == 422 and done.status_code == 302
    assert asker.check_password("Terrace-77") and PhoneCode.objects.get().used_at
    assert Session.objects.filter(account=asker).count() == 1


def test_a_code_dies_after_five_wrong_tries(asker, stranger, gateway):
    _ask(stranger, asker, way="phone")
    right = _code(gateway)
    filled = {"username": asker.person.e_id, "new_password": "Terrace-77", "repeated": "Terrace-77"}
    for _try in range(5):
        stranger.post("/forgotten/code/", {**filled, "code": "999999" if right != "999999" else "888888"})

    response = stranger.post("/forgotten/code/", {**filled, "code": right})

    assert response.status_code == 422 and "验证码不对" in response.content.decode()


def test_a_second_code_waits_a_minute_and_a_failing_gateway_is_said(asker, stranger, gateway):
    gateway.status = 500
    failed = _ask(stranger, asker, way="phone")
    kept = PhoneCode.objects.count()
    gateway.status = 200
    _ask(stranger, asker, way="phone")
    soon = _ask(stranger, asker, way="phone")

    assert failed.status_code == 422 and "短信没有发出去" in failed.content.decode() and kept == 0
    assert soon.status_code == 422 and "秒再获取" in soon.content.decode()


def test_a_wrong_name_sends_nothing_and_does_not_say_so(asker, stranger, gateway):
    response = _ask(stranger, asker, way="phone", person_name="张三")

    assert response.headers["Location"] == "/forgotten/code/" and gateway.sent == []
