"""The store of this installation, as the settings have it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from xingtan.kernel.errors import DomainError
from xingtan.kernel.files.store import FolderStore, Store


def the_store() -> Store:
    """A bucket when FILES_S3_BUCKET names one, else the folder `files` of this installation."""
    home = Path(settings.HOME)
    if not settings.FILES_S3["bucket"]:
        return FolderStore(home / "files")
    from xingtan.kernel.files.s3 import Place, S3Store  # boto3 takes a while to load, and few need it

    return S3Store(Place(**settings.FILES_S3), home / "cache" / "arriving")


def is_writable() -> bool:
    """Whether the store takes files right now; for the health page."""
    try:
        return bool(the_store().examine()["ok"])
    except (OSError, DomainError):
        return False
