"""Dated writes of the roster, by noun."""

from xingtan.people.roster.services.calendar import (
    add_term,
    open_school_year,
    remove_calendar_day,
    set_calendar_day,
    update_term,
)
from xingtan.people.roster.services.classes import (
    assign_teaching,
    close_class_group,
    end_teaching,
    move_organisation,
    open_class_group,
    open_cohort,
    renew_join_code,
    set_homeroom_teacher,
    update_class_group,
)
from xingtan.people.roster.services.consents import ask_consents, give_consent, refuse_consent, withdraw_consent
from xingtan.people.roster.services.enrolments import (
    change_class,
    end_enrolment,
    enrol,
    revert_change_of_class,
    update_enrolment,
)
from xingtan.people.roster.services.guardianships import (
    add_guardian,
    decide_guardianship,
    end_guardianship,
    request_guardianship,
)
from xingtan.people.roster.services.teaching_groups import add_group_member, create_teaching_group, end_group_member

__all__ = [
    "add_group_member",
    "add_guardian",
    "add_term",
    "ask_consents",
    "assign_teaching",
    "change_class",
    "close_class_group",
    "create_teaching_group",
    "decide_guardianship",
    "end_enrolment",
    "end_group_member",
    "end_guardianship",
    "end_teaching",
    "enrol",
    "give_consent",
    "move_organisation",
    "open_class_group",
    "open_cohort",
    "open_school_year",
    "refuse_consent",
    "remove_calendar_day",
    "renew_join_code",
    "request_guardianship",
    "revert_change_of_class",
    "set_calendar_day",
    "set_homeroom_teacher",
    "update_class_group",
    "update_enrolment",
    "update_term",
    "withdraw_consent",
]
