"""Shapes of input of the workbench."""

from xingtan.apps.workbench.forms.letters import LetterForm

__all__ = ["LetterForm"]
