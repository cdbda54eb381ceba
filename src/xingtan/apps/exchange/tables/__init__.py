"""Lists of the exchange, by noun."""

from xingtan.apps.exchange.tables.partners import PartnerTable
from xingtan.apps.exchange.tables.rows import FindingTable, RowTable

__all__ = ["FindingTable", "PartnerTable", "RowTable"]
