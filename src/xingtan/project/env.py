"""Typed readers of environment variables. A wrong value stops the start and names the variable."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Variable:
    """One documented variable, for docs/operations.md."""

    name: str
    kind: str
    default: str
    doc: str


DOCUMENTED: dict[str, Variable] = {}


class WrongSetting(SystemExit):
    """An environment variable cannot be used as it is."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"Setting {name}={value!r} cannot be used: expected {expected}.")


def _read(name: str, kind: str, default: object, doc: str) -> str | None:
    DOCUMENTED[name] = Variable(name, kind, str(default), doc)
    value = os.environ.get(name)
    return value if value not in (None, "") else None


def text(name: str, default: str, *, doc: str) -> str:
    return _read(name, "text", default, doc) or default


def words(name: str, default: str, *, doc: str) -> list[str]:
    value = _read(name, "list", default, doc) or default
    return [word.strip() for word in value.split(",") if word.strip()]


def choice(name: str, default: str, choices: tuple[str, ...], *, doc: str) -> str:
    value = _read(name, " or ".join(choices), default, doc) or default
    if value and value not in choices:
        raise WrongSetting(name, value, f"one of {', '.join(choices)}")
    return value


def several(name: str, default: str, choices: tuple[str, ...], *, doc: str) -> list[str]:
    found = words(name, default, doc=doc)
    if not set(found) <= set(choices) or len(set(found)) < len(found):
        raise WrongSetting(name, ",".join(found), f"some of {', '.join(choices)}, each once")
    return found


def flag(name: str, default: bool, *, doc: str) -> bool:
    value = _read(name, "0 or 1", int(default), doc)
    if value is None:
        return default
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    raise WrongSetting(name, value, "0 or 1")


def integer(name: str, default: int, *, doc: str) -> int:
    value = _read(name, "whole number", default, doc)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError:
        raise WrongSetting(name, value, "a whole number") from None
    if number < 0:
        raise WrongSetting(name, value, "a whole number that is not negative")
    return number


def minutes(name: str, default: int, *, doc: str) -> timedelta:
    return timedelta(minutes=integer(name, default, doc=doc))


def database(name: str, home: Path, *, doc: str) -> dict[str, Any]:
    """Django's settings for the database; without the variable, the embedded server's under `home`."""
    value = _read(name, "address", "", doc) or _embedded(home)
    parts = urlsplit(value)
    if parts.scheme not in ("postgres", "postgresql"):
        raise WrongSetting(name, parts.scheme, "an address that begins with postgresql://")
    options: dict[str, Any] = {key: int(value) if value.isdigit() else value for key, value in parse_qsl(parts.query)}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "xingtan",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 2, **options},
    }


def _embedded(home: Path) -> str:
    address = home / "postgres" / "address"
    return address.read_text().strip() if address.exists() else "postgresql:///xingtan"
