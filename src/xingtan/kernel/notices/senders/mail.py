"""Mail, by the mail server of the settings."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from xingtan.kernel.notices.data import MAIL
from xingtan.kernel.notices.senders.data import Fate, Letter, Outcome, Sender, alike
from xingtan.kernel.notices.senders.exchange import NO_REPLY, UNREACHABLE

NO_MAIL_SERVER = "django.core.mail.backends.dummy.EmailBackend"


class Mail(Sender):
    channel = MAIL
    provider = "mail"
    batch = 20
    required = ("EMAIL_HOST",)

    def is_ready(self) -> bool:
        return bool(settings.EMAIL_BACKEND != NO_MAIL_SERVER)

    def send(self, letter: Letter, addresses: Sequence[str], *, reference: str) -> list[Outcome]:
        server = get_connection()
        try:
            server.open()
        except OSError as error:
            return alike(Outcome(fate=Fate.LATER, code=UNREACHABLE, said=type(error).__name__), addresses)
        try:
            return [_mail(letter, address, server) for address in addresses]
        finally:
            server.close()


def _mail(letter: Letter, address: str, server: BaseEmailBackend) -> Outcome:
    try:
        EmailMessage(letter.title, letter.long_text or letter.body, to=[address], connection=server).send()
    except smtplib.SMTPRecipientsRefused as error:
        status = max((answer[0] for answer in error.recipients.values()), default=500)
        return Outcome(fate=Fate.LATER if status < 500 else Fate.REFUSED, code=str(status))
    except smtplib.SMTPResponseException as error:
        fate = Fate.LATER if error.smtp_code < 500 else Fate.REFUSED
        return Outcome(fate=fate, code=str(error.smtp_code))
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(fate=Fate.UNCERTAIN, code=NO_REPLY, said=type(error).__name__)
    except ValueError:
        return Outcome(fate=Fate.REFUSED, code="bad_address")  # e.g. a line break in it
    return Outcome(fate=Fate.ACCEPTED)
