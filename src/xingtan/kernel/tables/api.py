"""The front door: what a list is made of, and `respond`, which answers its address."""

from xingtan.kernel.tables.acts import BulkAct, BulkResult
from xingtan.kernel.tables.columns import Column
from xingtan.kernel.tables.errors import NotAllPermitted, NothingChosen, SelectionChanged, TooManyRows
from xingtan.kernel.tables.exports import defused
from xingtan.kernel.tables.filters import ChoiceFilter, DateFilter, Filter, FlagFilter, TextFilter, TreeFilter
from xingtan.kernel.tables.pages import respond
from xingtan.kernel.tables.selection import selected_rows
from xingtan.kernel.tables.services import undo_run
from xingtan.kernel.tables.table import Empty, SavedView, Table

__all__ = [
    "BulkAct",
    "BulkResult",
    "ChoiceFilter",
    "Column",
    "DateFilter",
    "Empty",
    "Filter",
    "FlagFilter",
    "NotAllPermitted",
    "NothingChosen",
    "SavedView",
    "SelectionChanged",
    "Table",
    "TextFilter",
    "TooManyRows",
    "TreeFilter",
    "defused",
    "respond",
    "selected_rows",
    "undo_run",
]
