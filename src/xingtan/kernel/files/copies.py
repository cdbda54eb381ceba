"""A kept file as a path of its own, for libraries that read from disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xingtan.kernel.files.errors import FileNotFound
from xingtan.kernel.files.models import FileLink
from xingtan.kernel.files.places import the_store


@contextmanager
def copied(link_id: int | None) -> Iterator[Path]:
    """The content of a link as a temporary file, gone afterwards. For work of the installation's own.

    Raises:
        FileNotFound: nothing is held under this link any more.
    """
    link = FileLink.objects.select_related("file").filter(pk=link_id or 0).first()
    if link is None:
        raise FileNotFound
    with tempfile.NamedTemporaryFile(prefix="xingtan-") as target, the_store().open(link.file.sha256) as source:
        shutil.copyfileobj(source, target)
        target.flush()
        yield Path(target.name)


def remove_link(link_id: int | None) -> None:
    """Let go of a file by the id of its link; nothing happens when it is gone."""
    FileLink.objects.filter(pk=link_id or 0).delete()
