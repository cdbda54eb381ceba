"""Front door of the workflow engine: what an app calls to move its subjects through steps of people."""

from xingtan.engines.workflow.data import CaseEnded, CaseState
from xingtan.engines.workflow.definitions import Step
from xingtan.engines.workflow.selectors.cases import case_of, may_edit, newest_case
from xingtan.engines.workflow.selectors.flows import version_for
from xingtan.engines.workflow.selectors.lists import CasePart, case_part, part_of_subject
from xingtan.engines.workflow.selectors.naming import offered, people_named
from xingtan.engines.workflow.selectors.starting import first_step
from xingtan.engines.workflow.services import (
    add_sign,
    agree,
    agree_many,
    circulate,
    hand_over,
    reassign,
    recall,
    refuse,
    remind,
    return_to,
    sign_read,
    start,
    withdraw,
)

__all__ = (
    "CaseEnded",
    "CasePart",
    "CaseState",
    "Step",
    "add_sign",
    "agree",
    "agree_many",
    "case_of",
    "case_part",
    "circulate",
    "first_step",
    "hand_over",
    "may_edit",
    "newest_case",
    "offered",
    "part_of_subject",
    "people_named",
    "reassign",
    "recall",
    "refuse",
    "remind",
    "return_to",
    "sign_read",
    "start",
    "version_for",
    "withdraw",
)
