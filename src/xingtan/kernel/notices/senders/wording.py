"""Registered texts: their variables, checked and filled."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xingtan.kernel.notices.senders.data import Registered

NAMED = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_]*)\}")  # ${title}, as Aliyun writes them
NUMBERED = re.compile(r"\{(\d{1,2})\}")  # {1}, as Tencent Cloud writes them


def places(text: str, provider: str) -> list[str]:
    """The variables of a registered text in the order in which they are filled, each once."""
    if provider == "tencent":
        return sorted(set(NUMBERED.findall(text)), key=int)
    return list(dict.fromkeys(NAMED.findall(text)))


def filled_places(registered: Registered, values: Mapping[str, str], provider: str) -> dict[str, str]:
    """What stands at each variable of a registered text."""
    found = places(registered.text, provider)
    return {place: values.get(name, "") for place, name in zip(found, registered.names, strict=False)}


def filled(registered: Registered, values: Mapping[str, str]) -> str:
    """The text as it arrives on the phone."""
    named = filled_places(registered, values, "")
    text = NAMED.sub(lambda found: named.get(found[1], found[0]), registered.text)
    numbered = {str(index): values.get(name, "") for index, name in enumerate(registered.names, start=1)}
    return NUMBERED.sub(lambda found: numbered.get(found[1], found[0]), text)
