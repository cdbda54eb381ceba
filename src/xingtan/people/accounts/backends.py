"""Finding the account behind what somebody typed: a user name, an e-ID or a phone number."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from xingtan.kernel.prepared import prepared
from xingtan.people.accounts.models import Account
from xingtan.people.persons import e_id, sealing


def _active(**condition: Any) -> Any:
    return Account.objects.filter(is_active=True, **condition).select_related("person").order_by()


@prepared
def _with_id(*, account_id: int) -> Any:
    return _active(pk=account_id)


@prepared
def _with_username(*, username: str) -> Any:
    return _active(username=username)


@prepared
def _with_e_id(*, number: str) -> Any:
    return _active(person__e_id=number)


def accounts_named(name: str) -> list[Account]:
    """Active accounts that the typed name may mean. A phone number may mean several members of a family."""
    typed = "".join(name.split())
    if not typed or len(typed) > 64 or "\x00" in typed:
        return []
    if e_id.is_valid(typed):
        return _with_e_id.instances(number=e_id.canonical(typed))
    named = _with_username.instances(username=typed.lower())
    if named or not typed.isdigit():
        return named
    owners = _active(person__phone_index=sealing.blind_index(typed))
    return list(owners.filter(activated_at__isnull=False).order_by("pk")[:4])


def accounts_typed(request: HttpRequest | None, typed: str) -> list[Account]:
    """`accounts_named`, asked once a request: for the lock, for the password and for the journal."""
    if request is None:
        return accounts_named(typed)
    known: dict[str, list[Account]] = request.__dict__.setdefault("_accounts_typed", {})
    if typed not in known:
        known[typed] = accounts_named(typed)
    return known[typed]


class SignInNameBackend(BaseBackend):
    """Checks the password of whichever account the typed name means."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account, or None. A name that nobody has costs as much time as a wrong password."""
        if not username or password is None:
            return None
        candidates = [account for account in accounts_typed(request, username) if account.has_usable_password()]
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
        return next(iter(_with_id.instances(account_id=int(user_id))), None)
