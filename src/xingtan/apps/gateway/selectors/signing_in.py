"""Reads around signing in: what stands between an account and the workbench, whom to show on the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xingtan.apps.gateway.data import GATE_AGREEMENTS, GATE_PASSWORD, DemoAccount
from xingtan.people.access.data import ROLES
from xingtan.people.accounts.models import Account
from xingtan.people.accounts.selectors import standing_of

SYSTEMS = (
    ("Windows NT", "Windows"),
    ("Android", _("安卓手机或平板")),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", _("鸿蒙设备")),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("MicroMessenger", _("微信")),
    ("DingTalk", _("钉钉")),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def gates_of(account: Account) -> tuple[list[str], int]:
    """What this account must settle before anything else, and up to which number it was asked for agreements."""
    last_agreement, is_waiting = standing_of(person_id=account.person_id)
    gates = [GATE_PASSWORD] if account.must_change_password else []
    if is_waiting:
        gates.append(GATE_AGREEMENTS)
    return gates, last_agreement


def device_name(user_agent: str) -> str:
    """What somebody would call this device: “Windows，Chrome”."""
    system = next((label for mark, label in SYSTEMS if mark in user_agent), _("未知设备"))
    browser = next((label for mark, label in BROWSERS if mark in user_agent), "")
    return _("%(system)s，%(browser)s") % {"system": system, "browser": browser} if browser else str(system)


def demo_accounts() -> list[DemoAccount]:
    """The demonstration's accounts in their order; none outside a demonstration."""
    if not settings.IS_DEMO:
        return []
    marked = (
        Account.objects.filter(preferences__has_key="demonstration")
        .select_related("person")
        .only("username", "preferences", "person__name")
    )
    shown = sorted(marked, key=lambda account: account.preferences["demonstration"].get("order", 0))
    return [
        _demo_account(account.username, account.person.name, account.preferences["demonstration"]) for account in shown
    ]


def _demo_account(username: str, name: str, facts: dict[str, Any]) -> DemoAccount:
    role = ROLES.get(facts.get("role", ""))
    return DemoAccount(
        role=role.label if role else facts.get("role", ""),
        name=name,
        username=facts.get("username", username),
        password=facts.get("password", ""),
        organisation=facts.get("organisation", ""),
    )
