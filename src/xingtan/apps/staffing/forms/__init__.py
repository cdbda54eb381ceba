"""Shapes of input of staffing."""

from xingtan.apps.staffing.forms.bulk import AskConfirmationForm, EndPostingsForm, StartPostingsForm
from xingtan.apps.staffing.forms.people import AddStaffForm, EditStaffForm, RevealForm
from xingtan.apps.staffing.forms.postings import CorrectPostingForm, EndPostingForm, FillPostForm, StartPostingForm

__all__ = [
    "AddStaffForm",
    "AskConfirmationForm",
    "CorrectPostingForm",
    "EditStaffForm",
    "EndPostingForm",
    "EndPostingsForm",
    "FillPostForm",
    "RevealForm",
    "StartPostingForm",
    "StartPostingsForm",
]
