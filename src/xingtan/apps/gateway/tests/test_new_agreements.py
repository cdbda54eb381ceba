"""A new version of the terms reaches people who are signed in already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from xingtan.apps.gateway.services.agreements import publish_agreement
from xingtan.people.accounts.models import Acceptance
from xingtan.people.accounts.selectors import agreements_to_accept
from xingtan.people.accounts.services import accept
from xingtan.people.roster.testing import PASSWORD

WELCOME = reverse("gateway:welcome")


@pytest.fixture
def teacher(district):
    return district.account(district.staff("teacher", name="沈若兰", person=None))


@pytest.fixture
def browser(teacher, sign_in, stranger):
    sign_in(teacher.username, PASSWORD)
    return stranger


@pytest.fixture
def publish(district):
    actor = district.actor_of(district.staff("system_administrator", organisation=district.bureau))

    def publish(kind="terms"):
        texts = {"text_zh": "## 新条款", "text_en": "## New"}
        return publish_agreement(actor=actor, kind=kind, version="2099-01", now=timezone.now(), **texts)

    return publish


def test_an_open_session_is_asked_at_the_next_page_and_goes_on_to_it(browser, teacher, publish):
    before = browser.get("/account/")
    new = publish()

    stopped = browser.get("/account/sessions/?on=1")
    asked = [entry["agreement"].pk for entry in browser.get(WELCOME).context["shown"]]
    accepted = browser.post(WELCOME, {"agreement": asked})

    assert before.status_code == 200 and stopped.headers["Location"] == WELCOME
    assert asked == [new.pk]
    assert accepted.headers["Location"] == "/account/sessions/?on=1"
    assert browser.get("/account/").status_code == 200
    assert Acceptance.objects.filter(person=teacher.person, agreement=new).exists()


def test_nobody_gets_past_by_opening_another_page(browser, publish):
    publish("privacy")

    answers = [browser.get(url) for url in ("/", "/account/", "/todo/")]

    assert {answer.headers.get("Location") for answer in answers} == {WELCOME}


def test_what_is_being_sent_or_swapped_in_is_not_lost(browser, publish):
    publish()

    fragment = browser.get("/account/", headers={"HX-Request": "true"})
    sent = browser.post("/account/sessions/", {})
    left = browser.post("/sign-out/")

    assert fragment.status_code == 200
    assert sent.headers.get("Location") != WELCOME
    assert left.headers["Location"] == reverse("gateway:sign_in")


def test_who_accepted_elsewhere_is_not_asked_twice(browser, teacher, publish):
    new = publish()
    accept(person_id=teacher.person_id, agreement_ids=[new.pk], now=timezone.now(), address=None)

    assert browser.get("/account/").status_code == 200
    assert agreements_to_accept(person_id=teacher.person_id) == []


def test_a_new_text_of_another_kind_asks_nobody(browser, publish):
    publish("children")

    assert browser.get("/account/").status_code == 200


def test_watching_for_new_versions_costs_no_query_of_its_own(browser):
    with CaptureQueriesContext(connection) as captured:
        browser.get("/account/sessions/")

    about = [query["sql"] for query in captured.captured_queries if "accounts_agreement" in query["sql"]]
    assert len(about) == 1 and "accounts_session" in about[0]
