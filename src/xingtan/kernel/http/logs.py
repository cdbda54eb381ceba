"""Log lines carry the quote number of the request they belong to, so that a number people name leads to its trace."""

from __future__ import annotations

import logging

from xingtan.kernel.http.request import current


class QuoteFilter(logging.Filter):
    """Adds `quote` to every record; "-" outside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.quote = current().quote or "-"
        return True
