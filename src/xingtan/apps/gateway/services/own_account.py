"""What people do to their own account and data."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from xingtan.apps.gateway.data import AUDIT_CONFIRMED, AUDIT_EXPORTED_OWN, AUDIT_PASSWORD_CHANGED, AVATAR_HOLDER
from xingtan.apps.gateway.errors import ConfirmationNotFound
from xingtan.apps.gateway.selectors.own_data import export_of, may_speak_for, revealed
from xingtan.apps.gateway.selectors.places import home_path
from xingtan.kernel.audit import api as audit
from xingtan.kernel.files import api as files
from xingtan.kernel.scopes import Actor
from xingtan.people.accounts.errors import SessionNotFound
from xingtan.people.accounts.models import Account, Session
from xingtan.people.accounts.services import (
    change_password,
    end_other_sessions,
    end_session,
    set_first_password,
)
from xingtan.people.persons.errors import PersonNotFound
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.persons.services import confirm_data, set_photo


@transaction.atomic
def reveal(*, actor: Actor, person: Person, field: str) -> str:
    """One masked value in clear; that it was shown is recorded.

    Raises:
        PersonNotFound: there is no such field.
    """
    value = revealed(person, field)
    if value is None:
        raise PersonNotFound(person_id=person.pk)
    path = home_path(person_id=person.pk, on=actor.on)
    audit.record_read(actor, "person", person.pk, path, fields=(field.split("-")[0],))
    return value


def require_confirmation(*, actor: Actor, confirmation_id: int) -> None:
    """Let pass when the actor may answer this request.

    Raises:
        ConfirmationNotFound: not there, or about somebody the actor may not speak for.
    """
    found = DataConfirmation.objects.filter(pk=confirmation_id).first()
    if found is None or not may_speak_for(actor, found.person_id):
        raise ConfirmationNotFound


@transaction.atomic
def answer_confirmation(*, actor: Actor, confirmation_id: int, remark: str, now: datetime) -> DataConfirmation:
    """Say for oneself or a ward that data is right, or what is wrong.

    Raises:
        ConfirmationNotFound: not there, or about somebody the actor may not speak for.
        ConfirmationDone: it was answered before.
    """
    require_confirmation(actor=actor, confirmation_id=confirmation_id)
    confirmation = confirm_data(actor=actor, confirmation_id=confirmation_id, now=now, remark=remark)
    path = home_path(person_id=confirmation.person_id, on=actor.on)
    audit.record(actor, AUDIT_CONFIRMED, "person", confirmation.person_id, path, detail={"has_remark": bool(remark)})
    return confirmation


@transaction.atomic
def set_avatar(*, actor: Actor, upload: UploadedFile) -> None:
    """Keep a new portrait of the actor, drawn anew as a square picture.

    Raises:
        FileTooLarge, FileIsEmpty, FileTypeRefused, PictureUnreadable, PictureTooLarge.
    """
    assert actor.person_id is not None
    path = home_path(person_id=actor.person_id, on=actor.on)
    link = files.store_avatar(upload, actor=actor, holder=(AVATAR_HOLDER, actor.person_id), organisation_path=path)
    set_photo(actor=actor, person_id=actor.person_id, file_id=link.pk)


@transaction.atomic
def change_own_password(*, actor: Actor, old: str | None, new: str, session_key: str, now: datetime) -> Account:
    """Change the actor's password; other devices are signed out. Without `old`, set the first one.

    Raises:
        PasswordWrong, PasswordWeak.
    """
    assert actor.account_id is not None
    if old is None and not Account.objects.get(pk=actor.account_id).has_usable_password():
        account = set_first_password(account_id=actor.account_id, password=new, now=now)
        end_other_sessions(account_id=account.pk, keep=session_key)
    else:
        account = change_password(
            account_id=actor.account_id, old=old or "", new=new, now=now, keep_session=session_key
        )
    path = home_path(person_id=actor.person_id, on=actor.on)
    audit.record(
        actor,
        AUDIT_PASSWORD_CHANGED,
        "account",
        account.pk,
        path,
        detail={"how": "first_password" if old is None else "old_password"},
    )
    return account


def session_mark(session_key: str) -> str:
    """What names a session on a page: the key itself would let a reader of the page sign in."""
    return salted_hmac("xingtan.gateway.session", session_key, algorithm="sha256").hexdigest()[:24]


def end_session_by_mark(*, actor: Actor, mark: str) -> None:
    """Sign one of the actor's own devices out.

    Raises:
        SessionNotFound: it is over, or somebody else's.
    """
    assert actor.account_id is not None
    keys = Session.objects.filter(account_id=actor.account_id).values_list("session_key", flat=True)
    key = next((key for key in keys if constant_time_compare(session_mark(key), mark)), None)
    if key is None:
        raise SessionNotFound
    end_session(account_id=actor.account_id, session_key=key)


@transaction.atomic
def export_own_data(*, actor: Actor) -> dict[str, object]:
    """Everything held about the actor, journalled as an export."""
    assert actor.person_id is not None
    sections = export_of(actor.person_id)
    rows = sum(len(section) for section in sections.values())
    path = home_path(person_id=actor.person_id, on=actor.on)
    audit.record(actor, AUDIT_EXPORTED_OWN, "person", actor.person_id, path, rows=rows)
    return sections
