"""Help for people who cannot sign in: a request to the nearest administrator, or a code by phone."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from xingtan.apps.gateway.data import (
    AUDIT_PASSWORD_CHANGED,
    AUDIT_RESET,
    PHONE_CODE_TRIES,
    Outcome,
)
from xingtan.apps.gateway.errors import (
    ForgottenRequestDecided,
    ForgottenRequestNotFound,
    PhoneCodeWrong,
)
from xingtan.apps.gateway.models import ForgottenRequest, PhoneCode
from xingtan.apps.gateway.selectors.places import home_path, organisation_at
from xingtan.kernel.audit import api as audit
from xingtan.kernel.clock import local_day
from xingtan.kernel.errors import DomainError
from xingtan.kernel.notices import api as notices
from xingtan.kernel.scopes import Actor, system_actor
from xingtan.people.accounts.backends import accounts_named
from xingtan.people.accounts.models import Account, Session
from xingtan.people.accounts.services import reset_password, set_first_password


def account_of(*, typed: str, person_name: str) -> Account | None:
    """The account that a sign-in name and the owner's name point to together."""
    found = [account for account in accounts_named(typed) if account.person.name == person_name.strip()]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def ask_for_help(*, typed: str, person_name: str, address: str | None, now: datetime) -> bool:
    """Leave a request with the administrators of the asker's school. Returns whether one now waits.

    Callers answer the same whether or not the account exists.
    """
    account = account_of(typed=typed, person_name=person_name)
    if account is None:
        return False
    path = home_path(person_id=account.person_id, on=local_day(now))
    organisation = organisation_at(path)
    if organisation is None:
        return False
    ForgottenRequest.objects.get_or_create(
        account=account,
        outcome=Outcome.WAITING,
        defaults={"organisation": organisation, "scope_path": path, "asked_at": now, "address": address},
    )
    return True


def _waiting(actor: Actor, request_id: int) -> ForgottenRequest:
    visible = ForgottenRequest.objects.visible_to(actor).select_related("account__person")
    found = visible.select_for_update(of=("self",)).filter(pk=request_id).first()
    if found is None:
        raise ForgottenRequestNotFound
    if found.outcome != Outcome.WAITING:
        raise ForgottenRequestDecided
    return found


def _decide(request: ForgottenRequest, actor: Actor, outcome: str, now: datetime) -> None:
    request.outcome, request.decided_at, request.decided_by_id = outcome, now, actor.person_id
    request.save(update_fields=["outcome", "decided_at", "decided_by"])


@transaction.atomic
def answer_with_slip(*, actor: Actor, request_id: int, now: datetime) -> tuple[Account, str]:
    """Reset the password and return the account with a new activation code, to be handed over in person.

    Raises:
        ForgottenRequestNotFound, ForgottenRequestDecided, NotPermitted.
    """
    request = _waiting(actor, request_id)
    code = reset_password(actor=actor, account_id=request.account_id, now=now)
    _decide(request, actor, Outcome.RESET, now)
    audit.record(actor, AUDIT_RESET, "account", request.account_id, request.scope_path, detail={"asked": True})
    return Account.objects.select_related("person").get(pk=request.account_id), code


@transaction.atomic
def dismiss_request(*, actor: Actor, request_id: int, now: datetime) -> ForgottenRequest:
    """Close a request that its supposed owner did not make.

    Raises:
        ForgottenRequestNotFound, ForgottenRequestDecided.
    """
    request = _waiting(actor, request_id)
    _decide(request, actor, Outcome.DISMISSED, now)
    audit.record(actor, "account.help_dismissed", "account", request.account_id, request.scope_path)
    return request


def _code_hash(code: str, account_id: int) -> str:
    return salted_hmac("xingtan.gateway.phone_code", f"{account_id}:{code}", algorithm="sha256").hexdigest()


def send_phone_code(*, typed: str, person_name: str, now: datetime) -> bool:
    """Send a six-digit code to the registered phone. Returns whether one went out.

    Raises:
        SmsTooSoon, SmsUsedUp: this phone has had its codes for now.
        SmsNotConfigured, SmsRefused: it could not be sent; no code is kept.
    """
    account = account_of(typed=typed, person_name=person_name)
    if account is None or not account.is_activated or not account.person.phone:
        return False
    code = f"{secrets.randbelow(10**6):06d}"
    kept = PhoneCode.objects.create(
        account=account,
        code_hash=_code_hash(code, account.pk),
        sent_at=now,
        expires_at=now + timedelta(minutes=notices.CODE_MINUTES),
    )
    try:
        notices.send_code(phone=account.person.phone, code=code, purpose="password", now=now)
    except DomainError:
        kept.delete()
        raise
    return True


def set_password_by_code(*, typed: str, code: str, password: str, now: datetime) -> Account:
    """Set a new password with a code sent by phone. Wrong codes count even though nothing else changes.

    Raises:
        PhoneCodeWrong: no such code, too old, used, or tried too often.
        PasswordWeak.
    """
    accounts = [account.pk for account in accounts_named(typed)]
    with transaction.atomic():
        sent = (
            PhoneCode.objects.select_for_update(of=("self",))
            .filter(account_id__in=accounts, used_at__isnull=True, expires_at__gt=now, tries__lt=PHONE_CODE_TRIES)
            .first()
        )
        matches = sent is not None and secrets.compare_digest(
            sent.code_hash, _code_hash("".join(code.split()), sent.account_id)
        )
        if sent is not None and matches:
            account = set_first_password(account_id=sent.account_id, password=password, now=now)
            sent.used_at = now
            sent.save(update_fields=["used_at"])
            Session.objects.filter(account=account).delete()
            actor = system_actor("phone-code", on=local_day(now))
            path = home_path(person_id=account.person_id, on=actor.on)
            audit.record(actor, AUDIT_PASSWORD_CHANGED, "account", account.pk, path, detail={"how": "phone_code"})
            return account
        if sent is not None:
            sent.tries += 1
            sent.save(update_fields=["tries"])
    raise PhoneCodeWrong
