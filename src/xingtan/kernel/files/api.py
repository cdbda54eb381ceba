"""Front door of the files room."""

from xingtan.kernel.files.errors import FileNotFound
from xingtan.kernel.files.models import FileLink
from xingtan.kernel.files.selectors import avatars, link_of
from xingtan.kernel.files.services import AVATAR, remove, store, store_avatar
from xingtan.kernel.files.sniffing import PICTURES
from xingtan.kernel.files.store import is_writable

__all__ = (
    "AVATAR",
    "PICTURES",
    "FileLink",
    "FileNotFound",
    "avatars",
    "is_writable",
    "link_of",
    "remove",
    "store",
    "store_avatar",
)
