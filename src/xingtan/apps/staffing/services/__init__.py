"""Writes of staffing, by noun."""

from xingtan.apps.staffing.services.reading import record_card, reveal
from xingtan.apps.staffing.services.staff import add_staff, ensure_records, fill_post, update_staff

__all__ = ["add_staff", "ensure_records", "fill_post", "record_card", "reveal", "update_staff"]
