"""Encryption of personal data in columns, and the keyed index that finds an exact value without reading it.

AES-256-GCM with a random nonce: the same number looks different each time. The index is HMAC-SHA256 under a key
derived for that purpose, so that a copy of the database alone cannot be searched by trying all numbers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


@cache
def _key(purpose: str) -> bytes:
    master = base64.b64decode(settings.PERSONAL_DATA_KEY)
    return hmac.new(master, purpose.encode(), hashlib.sha256).digest()


@cache
def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))


def seal(text: str) -> bytes:
    """Encrypt a short text. The result is nonce + ciphertext + tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes | memoryview) -> str:
    """Decrypt what `seal` made.

    Raises:
        cryptography.exceptions.InvalidTag: another key, or the bytes were changed.
    """
    raw = bytes(sealed)
    return _cipher().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()


def blind_index(text: str) -> bytes:
    """A keyed fingerprint (16 bytes) of an exact value, upper-cased and without spaces."""
    canonical = "".join(text.split()).upper()
    return hmac.new(_key("index"), canonical.encode(), hashlib.sha256).digest()[:16]
