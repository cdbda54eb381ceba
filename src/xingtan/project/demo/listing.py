"""The demonstration accounts as they are shown."""

from __future__ import annotations

from xingtan.people.access.data import ROLES
from xingtan.people.accounts.models import Account


def demonstration_accounts() -> list[dict[str, str]]:
    """Role, sign-in name, password, organisation and who it is, in the order of the sign-in page."""
    marked = Account.objects.filter(preferences__has_key="demonstration").select_related("person")
    shown = sorted(marked, key=lambda account: account.preferences["demonstration"]["order"])
    accounts = []
    for account in shown:
        facts = account.preferences["demonstration"]
        accounts.append(
            {
                "role": str(ROLES[facts["role"]].label),
                "role_code": facts["role"],
                "name": account.username,
                "password": facts["password"],
                "organisation": facts["organisation"],
                "person": account.person.name,
            }
        )
    return accounts
