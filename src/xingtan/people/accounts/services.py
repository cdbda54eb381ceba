"""Writes of accounts: opened, activated, locked, their passwords and what their owners agreed to."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from xingtan.kernel.copying import insert_all
from xingtan.kernel.events.api import publish
from xingtan.kernel.scopes import Actor, require
from xingtan.people.access.models import Grant
from xingtan.people.accounts import data, errors, passwords
from xingtan.people.accounts.backends import accounts_named
from xingtan.people.accounts.models import Acceptance, Account, FormerPassword, Session
from xingtan.people.persons.models import Person

SLIP_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else on paper
SLIP_LENGTH = 10
SLIP_DAYS = 30
SLIP_TRIES = 5


@transaction.atomic
def open_account(*, person_id: int, username: str = "") -> Account:
    """Open the one account of a person, not yet activated. The user name is the e-ID unless one is given.

    Raises:
        AccountExists, UsernameTaken, AccountNotFound.
    """
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise errors.AccountNotFound(person_id=person_id)
    if Account.objects.filter(person=person).exists():
        raise errors.AccountExists(name=person.name)
    name = (username or person.e_id).strip().lower()
    if Account.objects.filter(username=name).exists():
        raise errors.UsernameTaken(username=name)
    opened: Account = Account.objects.create(person=person, username=name, password=make_password(None))
    return opened


def open_accounts(*, people: Sequence[Person]) -> list[Account]:
    """Open the account of each of many persons who have none yet, under their e-IDs. In the caller's transaction."""
    accounts = [Account(person=person, username=person.e_id.lower(), password=make_password(None)) for person in people]
    return insert_all(accounts)


def _managed(actor: Actor, account_id: int) -> Account:
    """Find, lock and permit: `accounts.manage` must reach a role the person holds today."""
    account: Account | None = (
        Account.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=account_id)
        .first()
    )
    if account is None:
        raise errors.AccountNotFound(account_id=account_id)
    if account.pk == actor.account_id:
        raise errors.NotForOwnAccount()
    held = Grant.objects.in_force(actor.on).filter(person_id=account.person_id).values_list("scope_path", flat=True)
    if not any(path and actor.may(data.MANAGE, path) for path in held):
        require(actor, data.MANAGE, next((path for path in held if path), "/"))
    return account


def _slip_hash(code: str, account_id: int) -> str:
    return salted_hmac("xingtan.accounts.slip", f"{account_id}:{code}", algorithm="sha256").hexdigest()


def _new_slip(account: Account, now: datetime) -> str:
    code = "".join(secrets.choice(SLIP_ALPHABET) for _ in range(SLIP_LENGTH))
    # Ten random characters need no slow hash against guessing; a class of fifty slips is printed at once.
    account.slip_hash = _slip_hash(code, account.pk)
    account.slip_expires_at = now + timedelta(days=SLIP_DAYS)
    account.slip_tries = 0
    return code


@transaction.atomic
def issue_slip(*, actor: Actor, account_id: int, now: datetime) -> str:
    """Make a new activation code for an account and return it in clear, once. An older code stops working.

    Raises:
        AccountNotFound, NotPermitted, NotForOwnAccount.
    """
    account = _managed(actor, account_id)
    code = _new_slip(account, now)
    account.save(update_fields=["slip_hash", "slip_expires_at", "slip_tries"])
    return code


@transaction.atomic
def issue_slips(*, actor: Actor, account_ids: Iterable[int], now: datetime) -> list[tuple[Account, str]]:
    """Activation codes for many accounts, in the order of ids. One refused refuses all."""
    issued = []
    for account_id in account_ids:
        account = _managed(actor, account_id)
        issued.append((account, _new_slip(account, now)))
    Account.objects.bulk_update([account for account, _ in issued], ["slip_hash", "slip_expires_at", "slip_tries"], 500)
    return issued


@transaction.atomic
def reset_password(*, actor: Actor, account_id: int, now: datetime) -> str:
    """Take the password away, end all sessions and return a new activation code.

    Raises:
        AccountNotFound, NotPermitted, NotForOwnAccount.
    """
    account = _managed(actor, account_id)
    code = _new_slip(account, now)
    _remember_password(account, now)
    account.set_unusable_password()
    account.must_change_password = True
    account.save()
    Session.objects.filter(account=account).delete()
    return code


@transaction.atomic
def set_active(*, actor: Actor, account_id: int, is_active: bool) -> Account:
    """Lock an account out, ending its sessions, or let it in again."""
    account = _managed(actor, account_id)
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    if not is_active:
        Session.objects.filter(account=account).delete()
    return account


def lock_account(*, actor: Actor, account_id: int) -> Account:
    return set_active(actor=actor, account_id=account_id, is_active=False)


def unlock_account(*, actor: Actor, account_id: int) -> Account:
    return set_active(actor=actor, account_id=account_id, is_active=True)


def activate(*, sign_in_name: str, code: str, password: str, now: datetime) -> Account:
    """Turn an activation slip into an account with a password.

    A wrong code counts even though nothing else changes: five of them close the slip.

    Raises:
        SlipWrong: name and code do not belong together.
        SlipExpired: used up, too old, or closed by wrong tries.
        PasswordWeak.
    """
    found = [account for account in accounts_named(sign_in_name) if account.slip_hash]
    if len(found) != 1:
        raise errors.SlipWrong(reason="")
    with transaction.atomic():
        account: Account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=found[0].pk)
        refusal = _try_slip(account, code, now)
        if refusal is None:
            _check_password_rules(account, password)
            _set_password(account, password, now)
            account.slip_hash, account.slip_expires_at = "", None
            account.activated_at = account.activated_at or now
            account.save()
            publish(data.AccountActivated(account_id=account.pk, person_id=account.person_id))
            return account
    raise refusal


def _try_slip(account: Account, code: str, now: datetime) -> Exception | None:
    if account.slip_tries >= SLIP_TRIES or account.slip_expires_at is None or account.slip_expires_at < now:
        return errors.SlipExpired()
    typed = "".join(code.split()).upper().replace("-", "")
    if secrets.compare_digest(_slip_hash(typed, account.pk), account.slip_hash):
        return None
    account.slip_tries += 1
    account.save(update_fields=["slip_tries"])
    return errors.SlipWrong(reason="")


def _check_password_rules(account: Account, password: str) -> None:
    if found := passwords.problems(password, account):
        raise errors.PasswordWeak(reason="".join(found))


def _remember_password(account: Account, now: datetime) -> None:
    """So that it is not chosen again: not after a change, and not after it was taken away."""
    if account.has_usable_password():
        FormerPassword.objects.create(account=account, password=account.password, replaced_at=now)


def _set_password(account: Account, password: str, now: datetime) -> None:
    _remember_password(account, now)
    account.set_password(password)
    account.password_changed_at = now
    account.must_change_password = False


@transaction.atomic
def change_password(*, account_id: int, old: str, new: str, now: datetime, keep_session: str = "") -> Account:
    """Change one's own password. Other sessions end.

    Raises:
        PasswordWrong, PasswordWeak.
    """
    account: Account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    if not check_password(old, account.password):
        raise errors.PasswordWrong(reason="")
    _check_password_rules(account, new)
    _set_password(account, new, now)
    account.save()
    Session.objects.filter(account=account).exclude(session_key=keep_session).delete()
    return account


@transaction.atomic
def set_first_password(*, account_id: int, password: str, now: datetime) -> Account:
    """Give a password to an account that has just been opened by its owner (class code, first-run wizard)."""
    account: Account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    _check_password_rules(account, password)
    _set_password(account, password, now)
    account.activated_at = account.activated_at or now
    account.save()
    publish(data.AccountActivated(account_id=account.pk, person_id=account.person_id))
    return account


@transaction.atomic
def activate_by_phone(*, account_id: int, now: datetime) -> Account:
    """Note that an account is its owner's: they have proved to hold the phone registered for them. No password is set,
    and one that somebody else gave need not be changed to go in this way.
    """
    account: Account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    if account.activated_at is None:
        account.activated_at = now
        account.slip_hash, account.slip_expires_at = "", None
        account.save(update_fields=["activated_at", "slip_hash", "slip_expires_at"])
        publish(data.AccountActivated(account_id=account.pk, person_id=account.person_id))
    return account


def end_session(*, account_id: int, session_key: str) -> None:
    """End one of one's own sessions.

    Raises:
        SessionNotFound: it is over, or somebody else's.
    """
    deleted, _rows = Session.objects.filter(account_id=account_id, session_key=session_key).delete()
    if not deleted:
        raise errors.SessionNotFound()


def end_other_sessions(*, account_id: int, keep: str) -> int:
    """End all of one's sessions but the one in hand. Returns how many ended."""
    return Session.objects.filter(account_id=account_id).exclude(session_key=keep).delete()[0]


@transaction.atomic
def accept(*, person_id: int, agreement_ids: Iterable[int], now: datetime, address: str | None) -> int:
    """Note that a person accepted these versions. Accepting twice changes nothing."""
    held = set(
        Acceptance.objects.filter(person_id=person_id, withdrawn_at__isnull=True).values_list("agreement_id", flat=True)
    )
    fresh = [
        Acceptance(agreement_id=pk, person_id=person_id, accepted_at=now, address=address)
        for pk in agreement_ids
        if pk not in held
    ]
    return len(Acceptance.objects.bulk_create(fresh))


def set_preferences(*, account_id: int, language: str | None = None, **preferences: object) -> None:
    """Keep the language and looks (theme, large text) that somebody chose."""
    account: Account = Account.objects.get(pk=account_id)
    if language is not None:
        account.language = language
    account.preferences = {**account.preferences, **preferences}
    account.save(update_fields=["language", "preferences"])
