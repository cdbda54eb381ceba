"""Front door of the files room."""

from xingtan.kernel.files.bulk import keep_pictures
from xingtan.kernel.files.copies import copied, remove_link
from xingtan.kernel.files.errors import FileNotFound
from xingtan.kernel.files.models import FileLink
from xingtan.kernel.files.places import is_writable, the_store
from xingtan.kernel.files.selectors import avatars, link_of
from xingtan.kernel.files.services import AVATAR, keep_all, remove, store, store_avatar
from xingtan.kernel.files.sniffing import PICTURES
from xingtan.kernel.files.store import Store

__all__ = (
    "AVATAR",
    "PICTURES",
    "FileLink",
    "FileNotFound",
    "Store",
    "avatars",
    "copied",
    "is_writable",
    "keep_all",
    "keep_pictures",
    "link_of",
    "remove",
    "remove_link",
    "store",
    "store_avatar",
    "the_store",
)
