"""Front door of the audit room."""

from xingtan.kernel.audit.data import VIEW, Break, Result, Verdict
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.audit.services import record, record_read, verify

__all__ = ("VIEW", "AuditEntry", "Break", "Result", "Verdict", "record", "record_read", "verify")
