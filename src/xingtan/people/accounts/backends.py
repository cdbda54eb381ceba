"""Finding the account behind what somebody typed: a user name, an e-ID or a phone number."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from xingtan.kernel.prepared import prepared
from xingtan.people.accounts.models import Account
from xingtan.people.persons import e_id, sealing
from xingtan.people.persons.models import Person

ACCOUNT = [field.attname for field in Account._meta.concrete_fields]
PERSON = [field.attname for field in Person._meta.concrete_fields]


@prepared
def _active(*, account_id: int) -> Any:
    rows = Account.objects.filter(pk=account_id, is_active=True).order_by()
    return rows.values_list(*ACCOUNT, *(f"person__{name}" for name in PERSON))


def accounts_named(name: str) -> list[Account]:
    """Active accounts that the typed name may mean. A phone number may mean several members of a family."""
    typed = "".join(name.split())
    if not typed or len(typed) > 64 or "\x00" in typed:
        return []
    accounts = Account.objects.select_related("person").filter(is_active=True)
    if e_id.is_valid(typed):
        return list(accounts.filter(person__e_id=e_id.canonical(typed)))
    named = list(accounts.filter(username=typed.lower()))
    if named or not typed.isdigit():
        return named
    return list(accounts.filter(person__phone_index=sealing.blind_index(typed), activated_at__isnull=False)[:4])


class SignInNameBackend(BaseBackend):
    """Checks the password of whichever account the typed name means."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account, or None. A name that nobody has costs as much time as a wrong password."""
        if not username or password is None:
            return None
        candidates = [account for account in accounts_named(username) if account.has_usable_password()]
        for account in candidates:
            if check_password(password, account.password, setter=self._rehash(account, password)):
                return account
        if not candidates:
            make_password(password)
        return None

    @staticmethod
    def _rehash(account: Account, password: str) -> Any:
        def rehash(_raw: str) -> None:
            account.set_password(password)
            Account.objects.filter(pk=account.pk).update(password=account.password)

        return rehash

    def get_user(self, user_id: int) -> Account | None:
        """The account behind a session, its person with it. Every request asks this."""
        found = _active(account_id=int(user_id))
        if not found:
            return None
        account: Account = Account.from_db("default", ACCOUNT, found[0][: len(ACCOUNT)])
        account.preferences = json.loads(account.preferences)
        account.person = Person.from_db("default", PERSON, found[0][len(ACCOUNT) :])
        return account
