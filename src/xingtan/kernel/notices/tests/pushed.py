"""A kind of notice and addresses for tests with real worker processes; the worker calls `register` first."""

from __future__ import annotations

from xingtan.kernel.registry import REGISTRY, AddressBook, Manifest, NoticeKind

KIND = "test.pushed"


def _book(channel: str, form: str) -> AddressBook:
    return AddressBook(
        code=f"test.{channel}",
        channel=channel,
        addresses=lambda ids: {person: form.format(person) for person in ids},
    )


MANIFEST = Manifest(
    notices=(NoticeKind(code=KIND, label="停课通知", channels=("bell", "sms")),),
    address_books=(_book("sms", "1390000{:04d}"), _book("wecom", "w{}")),
)


def register() -> None:
    """Make them known in this process."""
    REGISTRY.manifests["pushed"] = MANIFEST
