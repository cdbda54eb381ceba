"""The form page of the engine; how saves are answered is the same everywhere."""

from __future__ import annotations

from functools import partial

from xingtan.kernel.ui import answering
from xingtan.kernel.ui.answering import done, save

__all__ = ["done", "form_page", "save"]

form_page = partial(answering.form_page, template="workflow/form.html")
