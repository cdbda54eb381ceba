"""A notice as the letter that senders take."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from xingtan.kernel.notices.models import Notice
from xingtan.kernel.notices.senders.data import Letter, Registered, Sender, parts_of
from xingtan.kernel.notices.senders.wording import filled
from xingtan.kernel.notices.templates_in_use import registered_text
from xingtan.kernel.registry import REGISTRY

LONGEST_VALUE = 35  # characters that providers take in one variable


def letter_of(notice: Notice, registered: Registered | None) -> Letter:
    """The notice in every form that some sender needs."""
    return Letter(
        kind=notice.kind,
        title=notice.title,
        body=notice.body,
        url=absolute(notice.url),
        sender=notice.sender,
        said_at=timezone.localtime(notice.created_at).strftime("%Y-%m-%d %H:%M"),
        long_text=mail_text(notice),
        registered=registered,
        values=values_of(notice),
    )


def values_of(notice: Notice) -> dict[str, str]:
    """What may fill the variables of a registered text; see `VARIABLES`. Long ones end in an ellipsis."""
    kind = str(REGISTRY.find("notices", notice.kind).label)
    values = {
        "title": notice.title,
        "sender": notice.sender or str(_("教育局")),
        "kind": kind,
        "day": timezone.localtime(notice.created_at).strftime("%Y-%m-%d"),
        "ack_by": notice.ack_by.isoformat() if notice.ack_by else str(_("尽快")),
    }
    return {name: shortened(value) for name, value in values.items()}


def shortened(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def registered_for(notice: Notice, sender: Sender) -> Registered | None:
    """The text in use for this notice, where the sender wants one."""
    return registered_text(sender.provider, notice.kind) if sender.needs_template else None


def parts_expected(letter: Letter) -> int:
    """How many text messages it will be charged as, as far as we can tell before the provider does."""
    return parts_of(filled(letter.registered, letter.values) if letter.registered else letter.title)


def mail_text(notice: Notice) -> str:
    """Body of the mail: the kind's template when it has one, else the plain one."""
    template = REGISTRY.find("notices", notice.kind).template or "notices/mail.txt"
    return render_to_string(template, {"notice": notice, "url": absolute(notice.url)})


def absolute(path: str) -> str:
    """An address as it stands in a message; empty where the installation does not know its own."""
    if not path or not settings.PUBLIC_ADDRESS:
        return ""
    return path if path.startswith(("http://", "https://")) else f"{settings.PUBLIC_ADDRESS.rstrip('/')}{path}"
