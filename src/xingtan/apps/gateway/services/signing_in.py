"""What is written down when somebody signs in, fails to, or leaves."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xingtan.apps.gateway.data import AUDIT_SIGN_IN_FAILED, AUDIT_SIGNED_IN, AUDIT_SIGNED_OUT
from xingtan.apps.gateway.selectors.places import home_path
from xingtan.kernel.audit import api as audit
from xingtan.kernel.scopes import Actor
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.services import accept


def note_signed_in(*, account: Account, on: date, how: str) -> None:
    """Journal a sign-in. `how` is "password", "slip", "class_code" or "phone_code".

    No right is needed for it, so the actor comes without any.
    """
    actor = Actor(account_id=account.pk, person_id=account.person_id, on=on)
    path = home_path(person_id=account.person_id, on=on)
    audit.record(actor, AUDIT_SIGNED_IN, "account", account.pk, path, detail={"how": how})


def note_failed(*, actor: Actor, aimed: list[Account], is_locked: bool) -> None:
    """Journal a failed sign-in at the account it aimed at, if what was typed names just one. The words themselves are
    not kept: people type their password into the wrong field."""
    account = aimed[0] if len(aimed) == 1 else None
    path = home_path(person_id=account.person_id if account else None, on=actor.on)
    audit.record(
        actor,
        AUDIT_SIGN_IN_FAILED,
        "account",
        account.pk if account else None,
        path,
        detail={"locked": is_locked},
        result=audit.Result.REFUSED if is_locked else audit.Result.FAILED,
    )


def note_signed_out(*, actor: Actor) -> None:
    path = home_path(person_id=actor.person_id, on=actor.on)
    audit.record(actor, AUDIT_SIGNED_OUT, "account", actor.account_id, path)


@transaction.atomic
def accept_agreements(*, actor: Actor, agreement_ids: list[int], now: datetime, address: str | None) -> int:
    """Note that the signed-in person accepts these versions, and journal it."""
    assert actor.person_id is not None
    count = accept(person_id=actor.person_id, agreement_ids=agreement_ids, now=now, address=address)
    path = home_path(person_id=actor.person_id, on=actor.on)
    audit.record(actor, "agreement.accepted", "person", actor.person_id, path, detail={"agreements": agreement_ids})
    return count
