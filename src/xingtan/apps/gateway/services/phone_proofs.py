"""Proving that somebody holds a phone: a code goes out, and is typed in again within five minutes.

What is asked and answered is the same whoever the phone belongs to, or nobody: whether a number is known comes to
light only for whoever has proved to hold it.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from xingtan.apps.gateway.data import PHONE_CODE_TRIES
from xingtan.apps.gateway.errors import CodeNotSixDigits, PhoneNotMobile, ProofCodeWrong, TooManyCodes
from xingtan.apps.gateway.models import PhoneProof
from xingtan.kernel.errors import DomainError
from xingtan.kernel.notices import api as notices
from xingtan.people.persons import sealing
from xingtan.people.persons.services import clean_phone

MOBILE = re.compile(r"1\d{10}")
DAY = timedelta(days=1)


def mobile_number(typed: str) -> str:
    """Eleven digits, however they were grouped or however wide they were typed.

    Raises:
        PhoneNotMobile: a landline. WrongPhone: no phone number at all.
    """
    plain = unicodedata.normalize("NFKC", typed)
    number = clean_phone(re.sub(r"(?<=\d)[-‐–—·.](?=\d)", "", plain))
    if not MOBILE.fullmatch(number):
        raise PhoneNotMobile
    return number


def six_digits(typed: str) -> str:
    """The code as it was sent: spaces, hyphens and full-width digits make no difference.

    Raises:
        CodeNotSixDigits: it cannot be a code.
    """
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", typed))
    if len(digits) != 6:
        raise CodeNotSixDigits(count=len(digits))
    return digits


def _hash(code: str, purpose: str, index: bytes) -> str:
    return salted_hmac("xingtan.gateway.phone_proof", f"{purpose}:{index.hex()}:{code}", algorithm="sha256").hexdigest()


def send_proof(*, phone: str, purpose: str, address: str, now: datetime) -> str:
    """Send a six-digit code to a phone. Returns the number in plain digits; the codes before it stop working.

    Raises:
        WrongPhone, PhoneNotMobile: nothing can be sent there.
        TooManyCodes: the network address has had its codes for today.
        SmsTooSoon, SmsUsedUp: the phone has had its codes for now.
        SmsNotConfigured, SmsRefused: it could not be sent; no code is kept.
    """
    number = mobile_number(phone)
    index = sealing.blind_index(number)
    today = PhoneProof.objects.filter(sent_at__gt=now - DAY)
    if address and today.filter(address=address).count() >= settings.PHONE_CODES_A_DAY_FROM_ADDRESS:
        raise TooManyCodes
    code = f"{secrets.randbelow(10**6):06d}"
    kept = PhoneProof.objects.create(
        purpose=purpose,
        phone_index=index,
        code_hash=_hash(code, purpose, index),
        address=address,
        sent_at=now,
        expires_at=now + timedelta(minutes=notices.CODE_MINUTES),
    )
    try:
        notices.send_code(phone=number, code=code, purpose=purpose, now=now)
    except DomainError:
        kept.delete()
        raise
    return number


def check_proof(*, phone: str, purpose: str, code: str, now: datetime) -> None:
    """Let pass when this is the code sent last to this phone for this purpose; it works once.

    Wrong codes count even though nothing else changes.

    Raises:
        CodeNotSixDigits: nothing was compared, and no try is used up.
        ProofCodeWrong: another code, too old, used, for something else, or tried too often.
    """
    typed = six_digits(code)
    index = sealing.blind_index(phone)
    with transaction.atomic():
        rows = PhoneProof.objects.select_for_update().filter(phone_index=index, purpose=purpose)
        proof: Any = rows.order_by("-sent_at", "-pk").first()
        is_alive = (
            proof is not None and proof.used_at is None and proof.expires_at > now and proof.tries < PHONE_CODE_TRIES
        )
        kept = proof.code_hash if proof is not None else ""
        if secrets.compare_digest(kept, _hash(typed, purpose, index)) and is_alive:
            proof.used_at = now
            proof.save(update_fields=["used_at"])
            return
        if is_alive:
            proof.tries += 1
            proof.save(update_fields=["tries"])
    raise ProofCodeWrong
