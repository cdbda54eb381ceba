"""What administrators do to accounts, journalled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xingtan.apps.gateway.data import AUDIT_LOCKED, AUDIT_RESET, AUDIT_SLIPS_ISSUED, AUDIT_UNLOCKED
from xingtan.apps.gateway.errors import TooManySlips
from xingtan.apps.gateway.selectors.places import home_path
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor
from xingtan.people.accounts import services as accounts
from xingtan.people.accounts.models import Account

MOST_SLIPS = 500


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One activation slip to be printed. The code is known only now."""

    account: Account
    code: str

    @property
    def spaced_code(self) -> str:
        return f"{self.code[:5]} {self.code[5:]}"


@transaction.atomic
def issue_slips(*, actor: Actor, account_ids: Sequence[int], now: datetime) -> list[Slip]:
    """New activation codes for accounts, to be printed. All or none.

    Raises:
        TooManySlips: more than fit on one print.
        AccountNotFound, NotPermitted, NotForOwnAccount.
    """
    if len(account_ids) > MOST_SLIPS:
        raise TooManySlips(count=len(account_ids), most=MOST_SLIPS)
    issued = accounts.issue_slips(actor=actor, account_ids=account_ids, now=now)
    first = issued[0][0].person_id if issued else None
    path = home_path(person_id=first, on=actor.on)
    detail = {"accounts": [account.pk for account, _code in issued]}
    audit.record(actor, AUDIT_SLIPS_ISSUED, "account", first, path, detail=detail, rows=len(issued))
    return [Slip(account=account, code=code) for account, code in issued]


@transaction.atomic
def reset(*, actor: Actor, account_id: int, now: datetime) -> Slip:
    """Take a password away and give a new activation code.

    Raises:
        AccountNotFound, NotPermitted, NotForOwnAccount.
    """
    code = accounts.reset_password(actor=actor, account_id=account_id, now=now)
    account = Account.objects.select_related("person").get(pk=account_id)
    path = home_path(person_id=account.person_id, on=actor.on)
    audit.record(actor, AUDIT_RESET, "account", account_id, path)
    return Slip(account=account, code=code)


@transaction.atomic
def set_locked(*, actor: Actor, account_id: int, is_locked: bool, reason: str) -> Account:
    """Lock an account out, ending its sessions, or let it in again.

    Raises:
        AccountNotFound, NotPermitted, NotForOwnAccount.
    """
    act = accounts.lock_account if is_locked else accounts.unlock_account
    account: Account = act(actor=actor, account_id=account_id)
    action = AUDIT_LOCKED if is_locked else AUDIT_UNLOCKED
    path = home_path(person_id=account.person_id, on=actor.on)
    audit.record(actor, action, "account", account_id, path, detail={"reason": reason} if reason else {})
    return account
