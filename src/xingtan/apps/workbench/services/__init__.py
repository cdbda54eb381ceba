"""Writes of the workbench, by noun."""

from xingtan.apps.workbench.services.letters import remind, send_letter
from xingtan.apps.workbench.services.tallies import forget_tallies, tally_of

__all__ = ["forget_tallies", "remind", "send_letter", "tally_of"]
