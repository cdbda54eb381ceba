"""The front door: tables by key or standard number, names of codes, options for forms."""

from xingtan.kernel.codes.checks import Problem
from xingtan.kernel.codes.loader import Code, CodeTable, UnknownTable, label, options, table, table_keys

__all__ = ["Code", "CodeTable", "Problem", "UnknownTable", "label", "options", "table", "table_keys"]
