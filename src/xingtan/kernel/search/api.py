"""The front door: keep the index, and find in it."""

from xingtan.kernel.search.data import SearchGroup, SearchHit, SearchResults
from xingtan.kernel.search.selectors import find
from xingtan.kernel.search.services import index, rebuild, rebuild_all, remove

__all__ = ["SearchGroup", "SearchHit", "SearchResults", "find", "index", "rebuild", "rebuild_all", "remove"]
