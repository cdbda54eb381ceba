"""Sessions kept in the database, each with its account and device, so that people can see and end them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Subquery
from django.utils import timezone
from django.utils.crypto import get_random_string

from xingtan.kernel.prepared import prepared
from xingtan.people.accounts.data import ASKED_OF_EVERYBODY
from xingtan.people.accounts.models import Agreement, Session


@prepared
def _alive(*, session_key: str, now: datetime) -> Any:
    newest = Agreement.objects.filter(kind__in=ASKED_OF_EVERYBODY).order_by("-pk").values("pk")[:1]
    rows = Session.objects.filter(session_key=session_key, expire_date__gt=now)
    return rows.values_list("session_data", "expire_date", Subquery(newest))


class SessionStore(DatabaseStore):
    """Django's database store over our own session row.

    `newest_agreement` comes with the row, so that an open session learns of a new version at no query of its own;
    0 until the session is read, and in one that is new.
    """

    newest_agreement = 0

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """As Django's, with a prepared query: every request asks it."""
        found = _alive(session_key=self.session_key or "", now=timezone.now())
        if not found:
            self._session_key = None
            return None
        session_data, expire_date, newest = found[0]
        self.newest_agreement = newest or 0
        return Session(session_key=self.session_key or "", session_data=session_data, expire_date=expire_date)

    def cycle_key(self) -> None:
        """As Django's, but the row under the new key is written once, when the request ends with all that is in it."""
        data, old_key = dict(self.items()), self.session_key
        self._session_key, self._session_cache = None, data
        self.modified = True
        if old_key:
            self.delete(old_key)

    def create(self) -> None:
        """Write a row under a key of 160 random bits: nothing is gained by asking first whether it is taken."""
        data = dict(self.items())
        self._session_key = get_random_string(32, VALID_KEY_CHARS)
        self.create_model_instance(data).save(force_insert=True)
        self.modified = True

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        account_id = data.get(SESSION_KEY)
        row.account_id = int(account_id) if account_id else None
        row.address = data.get("address")
        row.device = str(data.get("device", ""))[:200]
        row.signed_in_at = data.get("signed_in_at")
        row.last_seen_at = data.get("last_seen_at")
        created: Session = row
        return created
