"""Writes of staffing, by noun."""

from xingtan.apps.staffing.services.edtech import appoint_keeper, end_keeper
from xingtan.apps.staffing.services.exchanges import arrange_exchange, extend_exchange
from xingtan.apps.staffing.services.finding import readable
from xingtan.apps.staffing.services.intake import (
    come_back,
    leave,
    set_certificate_number,
    set_putonghua,
    teaching_certificate,
    withdraw_staff,
)
from xingtan.apps.staffing.services.keeping import keep_recent_employments
from xingtan.apps.staffing.services.planning import save_plan
from xingtan.apps.staffing.services.reading import record_card, reveal
from xingtan.apps.staffing.services.registrations import record_registration, record_registrations
from xingtan.apps.staffing.services.rows import (
    attach_scan,
    correct_row,
    record_certificate,
    record_employment,
    record_honour,
    record_row,
    record_schooling,
    record_title,
    record_work,
    remove_row,
)
from xingtan.apps.staffing.services.staff import add_staff, ensure_records, fill_post, update_staff

__all__ = [
    "add_staff",
    "appoint_keeper",
    "arrange_exchange",
    "attach_scan",
    "come_back",
    "correct_row",
    "end_keeper",
    "ensure_records",
    "extend_exchange",
    "fill_post",
    "keep_recent_employments",
    "leave",
    "readable",
    "record_card",
    "record_certificate",
    "record_employment",
    "record_honour",
    "record_registration",
    "record_registrations",
    "record_row",
    "record_schooling",
    "record_title",
    "record_work",
    "remove_row",
    "reveal",
    "save_plan",
    "set_certificate_number",
    "set_putonghua",
    "teaching_certificate",
    "update_staff",
    "withdraw_staff",
]
