"""Tables of the workflow engine."""

from xingtan.engines.workflow.models.cases import Act, Assignment, Case
from xingtan.engines.workflow.models.delegations import Delegation
from xingtan.engines.workflow.models.flows import Flow, FlowVersion

__all__ = ["Act", "Assignment", "Case", "Delegation", "Flow", "FlowVersion"]
