"""Rows of papers."""

from xingtan.engines.papers.models.numbers import NumberBook, TakenNumber
from xingtan.engines.papers.models.papers import CheckMiss, Paper
from xingtan.engines.papers.models.seals import Seal, SealKeeper, SealUse

__all__ = ["CheckMiss", "NumberBook", "Paper", "Seal", "SealKeeper", "SealUse", "TakenNumber"]
