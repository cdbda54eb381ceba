"""The outside for tests of senders: a server on the loopback, kinds of notices, and addresses of five people."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from xingtan.kernel.notices import api as notices_api
from xingtan.kernel.notices.data import DINGTALK, MAIL, SMS, WECOM
from xingtan.kernel.notices.models import MessageTemplate
from xingtan.kernel.notices.testing import outside
from xingtan.kernel.registry import REGISTRY, AddressBook, Manifest, NoticeKind

NOON = datetime(2025, 9, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
KIND = "test.pushed"


class Books:
    """Addresses by channel; tests change them."""

    def __init__(self):
        self.of: dict[str, dict[int, str]] = {WECOM: {}, DINGTALK: {}, SMS: {}, MAIL: {}}

    def everybody(self, people: range) -> None:
        for person in people:
            self.of[WECOM][person] = f"w{person}"
            self.of[DINGTALK][person] = f"d{person}"
            self.of[SMS][person] = f"1390000{person:04d}"
            self.of[MAIL][person] = f"p{person}@xingtan.example"

    def book(self, channel: str) -> AddressBook:
        known = self.of[channel]
        return AddressBook(
            code=f"test.{channel}",
            channel=channel,
            addresses=lambda ids: {person: known[person] for person in ids if person in known},
        )


@pytest.fixture
def line():
    with outside() as server:
        yield server


@pytest.fixture
def books(monkeypatch):
    found = Books()
    parts = Manifest(
        notices=(NoticeKind(code=KIND, label="停课通知", channels=("bell", "email")),),
        address_books=tuple(found.book(channel) for channel in found.of),
    )
    monkeypatch.setattr(REGISTRY, "manifests", {"test": parts})
    return found


@pytest.fixture
def told(books):
    def tell(people, subject_key="snow:1", now=NOON, **columns):
        columns = {"title": "明天停课一天", "sender": "杏林县第一小学", "organisation_path": "/1/5/", **columns}
        return notices_api.tell(kind=KIND, subject_key=subject_key, person_ids=list(people), now=now, **columns)

    return tell


def register_text(provider, kind=KIND):
    named = "您有新通知：${title}，请登录查看。" if provider == "aliyun" else "您有新通知：{1}，请登录查看。"
    MessageTemplate.objects.create(
        provider=provider, kind=kind, template_code="2001", text=named, names="title", saved_at=NOON
    )
