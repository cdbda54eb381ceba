"""Every page of gateway in English shows no Chinese but data."""

import re

import pytest
from django.urls import reverse

from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import open_account

HAN = re.compile(r"[\u3400-\u9fff]+")
WORDS_OF_THE_PAGE = re.compile(r"<(script|style|template)\b.*?</\1>|<[^>]*\blang=\"zh[^>]*>[^<]*<", re.S)

OPEN = ("sign_in", "activate", "join", "forgotten")
OWN = ("account", "account_wards", "sessions", "account_password", "switch")
PAGES = {
    "guardian": OWN,
    "school_administrator": (*OWN, "accounts", "forgotten_list", "access", "applications"),
    "security_administrator": ("access", "access_grant"),
    "audit_administrator": ("audit",),
}
DATA = ("测试区", "第一学校", "第二学校", "教育局", "林", "中文", "杏坛")


def left_over(response):
    """Chinese words of a page that are no data."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]  # the shell around it is others' to say
    text = WORDS_OF_THE_PAGE.sub("<", main)
    found = set(HAN.findall(text))
    return {word for word in found if not any(known in word or word in known for known in DATA) and len(word) > 1}


@pytest.mark.parametrize("name", OPEN)
def test_pages_for_everybody(name, db, stranger):
    stranger.cookies["django_language"] = "en"

    assert left_over(stranger.get(reverse(f"gateway:{name}"))) == set()


@pytest.mark.parametrize("kind", ["terms", "privacy", "children", "copyright"])
def test_agreements(kind, db, stranger):
    stranger.cookies["django_language"] = "en"

    assert left_over(stranger.get(f"/agreements/{kind}/")) == set()


@pytest.mark.parametrize("role", sorted(PAGES))
def test_pages_of_a_role(role, district):
    person = district.somebody(role)
    client = district.client(person)
    Account.objects.filter(person=person).update(language="en")
    open_account(person_id=district.staff("teacher").pk)

    found = {name: left_over(client.get(reverse(f"gateway:{name}"))) for name in PAGES[role]}

    assert {name: words for name, words in found.items() if words} == {}
