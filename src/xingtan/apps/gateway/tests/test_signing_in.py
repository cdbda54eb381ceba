"""Signing in: three names, one sentence for every wrong try, a lock, and the gates behind the door."""

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client, override_settings
from django.urls import reverse

from xingtan.people.accounts.models import Acceptance, Account
from xingtan.people.roster.testing import PASSWORD

WRONG = "账号或密码不对"


@pytest.fixture
def teacher(district):
    return district.account(district.staff("teacher", name="沈若兰", person=None))


@pytest.mark.parametrize("name", ["username", "e_id", "spaced", "phone"])
def test_one_account_is_found_by_each_of_its_names(name, district, sign_in):
    person = district.person("沈若兰", phone="13800001234")
    account = district.account(district.staff("teacher", person=person))
    names = {
        "username": account.username,
        "e_id": person.e_id,
        "spaced": f" {person.e_id_spaced} ",
        "phone": "13800001234",
    }

    response = sign_in(names[name], PASSWORD, next="/account/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/account/"


def test_signing_in_leads_to_the_workbench(teacher, stranger):
    response = stranger.post("/sign-in/", {"username": teacher.username, "password": PASSWORD}, follow=True)

    assert response.redirect_chain == [(reverse("workbench:home"), 302)] and response.status_code == 200
    assert "沈若兰" in response.content.decode()


def test_a_wrong_password_and_an_unknown_name_answer_alike(teacher, sign_in):
    wrong = sign_in(teacher.username, "Wrong-1234")
    unknown = sign_in("nobody-at-all", "Wrong-1234")

    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.content.decode() and WRONG in unknown.content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(target, teacher, sign_in):
    response = sign_in(teacher.username, PASSWORD, next=target)

    assert response.headers["Location"] == reverse("workbench:home")


def test_five_wrong_tries_under_any_name_lock_the_account_at_this_address(district, sign_in, journal):
    person = district.person("沈若兰", phone="13800001234")
    account = district.account(district.staff("teacher", person=person))

    for name in (account.username, person.e_id, person.e_id_spaced, "13800001234", account.username):
        response = sign_in(name, "Wrong-1234")
    right = sign_in(person.e_id, PASSWORD)
    elsewhere = Client(REMOTE_ADDR="10.9.8.7").post("/sign-in/", {"username": account.username, "password": PASSWORD})

    assert response.status_code == right.status_code == 429
    assert "30分钟后可以再试" in right.content.decode()
    assert elsewhere.status_code == 302
    assert ("account.sign_in_failed", str(account.pk)) in journal()


def test_sign_in_and_out_are_journalled_but_never_what_was_typed(teacher, sign_in, stranger, journal):
    from xingtan.kernel.audit.models import AuditEntry

    sign_in("MySecret-99", "x")
    sign_in(teacher.username, PASSWORD)
    stranger.post("/sign-out/")

    actions = [action for action, _object in journal()]
    assert actions == ["account.sign_in_failed", "account.signed_in", "account.signed_out"]
    assert "MySecret" not in str(list(AuditEntry.objects.values()))


def test_signing_out_needs_a_post(teacher, district):
    client = district.client(teacher.person)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == reverse("gateway:sign_in")
    assert client.get("/account/").status_code == 302


def test_agreements_stand_between_sign_in_and_every_page(teacher, sign_in, stranger):
    Acceptance.objects.filter(person=teacher.person).delete()

    sign_in(teacher.username, PASSWORD, next="/account/sessions/")
    stopped = stranger.get("/account/")
    fragment = stranger.get("/account/", headers={"HX-Request": "true"})
    unticked = stranger.post("/welcome/", {})
    page = stranger.get("/welcome/")
    ids = [entry["agreement"].pk for entry in page.context["shown"]]
    accepted = stranger.post("/welcome/", {"agreement": ids})

    assert stopped.headers["Location"] == fragment.headers["HX-Redirect"] == reverse("gateway:welcome")
    assert unticked.status_code == 422
    assert accepted.headers["Location"] == "/account/sessions/"
    assert stranger.get("/account/").status_code == 200
    assert Acceptance.objects.filter(person=teacher.person, address="127.0.0.1").count() == len(ids) == 2


def test_a_password_given_by_somebody_else_is_changed_first(teacher, sign_in, stranger):
    Account.objects.filter(pk=teacher.pk).update(must_change_password=True)

    sign_in(teacher.username, PASSWORD)
    stopped = stranger.get("/account/")
    weak = stranger.post("/welcome/password/", {"new_password": "short", "repeated": "short"})
    same = stranger.post("/welcome/password/", {"new_password": PASSWORD, "repeated": PASSWORD})
    changed = stranger.post("/welcome/password/", {"new_password": "Terrace-77", "repeated": "Terrace-77"})

    assert stopped.headers["Location"] == reverse("gateway:first_password")
    assert weak.status_code == same.status_code == 422
    assert changed.status_code == 302
    assert stranger.get("/account/").status_code == 200


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"])
def test_passwords_are_kept_by_argon2id_at_no_less_than_owasp_asks(teacher):
    teacher.set_password("Terrace-77")

    stored = identify_hasher(teacher.password).decode(teacher.password)

    assert stored["variety"] == "argon2id"
    assert (stored["memory_cost"] >= 19456 and stored["time_cost"] >= 2) or (
        stored["memory_cost"] >= 12288 and stored["time_cost"] >= 3
    )


@override_settings(IS_DEMO=True)
def test_the_demonstration_fills_the_form_by_one_click(teacher, stranger):
    facts = {"order": 1, "role": "teacher", "organisation": "测试区第一学校", "password": PASSWORD}
    Account.objects.filter(pk=teacher.pk).update(preferences={"demonstration": facts})

    listed = stranger.get("/sign-in/").content.decode()
    filled = stranger.get("/sign-in/", {"as": teacher.username}).content.decode()

    assert f"?as={teacher.username}" in listed and PASSWORD not in listed
    assert f'value="{PASSWORD}"' in filled


@override_settings(IS_DEMO=False)
def test_a_real_bureau_lists_no_account(teacher, stranger):
    Account.objects.filter(pk=teacher.pk).update(preferences={"demonstration": {"password": PASSWORD}})

    assert "演示账号" not in stranger.get("/sign-in/", {"as": teacher.username}).content.decode()


@pytest.mark.parametrize("kind", ["terms", "privacy", "children", "copyright"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_agreements_are_readable_by_everybody(kind, language, db, stranger):
    stranger.cookies["django_language"] = language

    response = stranger.get(f"/agreements/{kind}/")

    assert response.status_code == 200
    assert stranger.get("/agreements/nothing/").status_code == 404
