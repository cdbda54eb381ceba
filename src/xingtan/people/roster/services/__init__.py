"""Dated writes of the roster, by noun."""

from xingtan.people.roster.services.calendar import (
    add_term,
    open_school_year,
    remove_calendar_day,
    set_calendar_day,
    update_term,
)
from xingtan.people.roster.services.class_intake import withdraw_class_group
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
from xingtan.people.roster.services.custody import (
    amend_request,
    end_custody,
    expire_custody,
    leave_ward,
    restore_custody,
    return_guardianship,
    withdraw_request,
)
from xingtan.people.roster.services.enrolments import (
    change_class,
    end_enrolment,
    enrol,
    revert_change_of_class,
    update_enrolment,
)
from xingtan.people.roster.services.facts import clean_pupil_fact, set_pupil_facts
from xingtan.people.roster.services.guardian_intake import (
    correct_guardianship,
    is_own_account,
    take_in_guardian,
    withdraw_guardian,
)
from xingtan.people.roster.services.guardianships import (
    add_guardian,
    decide_guardianship,
    end_guardianship,
    request_guardianship,
)
from xingtan.people.roster.services.intake import (
    Newcomer,
    correct_class,
    resume_stay,
    stays_within,
    take_in,
    withdraw_intake,
)
from xingtan.people.roster.services.merging import merge_pupils, undo_merge
from xingtan.people.roster.services.placing import enrol_in_cohort, place_in_classes, take_back_places
from xingtan.people.roster.services.teaching_groups import add_group_member, create_teaching_group, end_group_member
from xingtan.people.roster.services.withdrawing import (
    reopen_teaching,
    withdraw_enrolment,
    withdraw_group,
    withdraw_group_member,
    withdraw_teaching,
)

__all__ = [
    "Newcomer",
    "add_group_member",
    "add_guardian",
    "add_term",
    "amend_request",
    "ask_consents",
    "assign_teaching",
    "change_class",
    "clean_pupil_fact",
    "close_class_group",
    "correct_class",
    "correct_guardianship",
    "create_teaching_group",
    "decide_guardianship",
    "end_custody",
    "end_enrolment",
    "end_group_member",
    "end_guardianship",
    "end_teaching",
    "enrol",
    "enrol_in_cohort",
    "expire_custody",
    "give_consent",
    "is_own_account",
    "leave_ward",
    "merge_pupils",
    "move_organisation",
    "open_class_group",
    "open_cohort",
    "open_school_year",
    "place_in_classes",
    "refuse_consent",
    "remove_calendar_day",
    "renew_join_code",
    "reopen_teaching",
    "request_guardianship",
    "restore_custody",
    "resume_stay",
    "return_guardianship",
    "revert_change_of_class",
    "set_calendar_day",
    "set_homeroom_teacher",
    "set_pupil_facts",
    "stays_within",
    "take_back_places",
    "take_in",
    "take_in_guardian",
    "undo_merge",
    "update_class_group",
    "update_enrolment",
    "update_term",
    "withdraw_class_group",
    "withdraw_consent",
    "withdraw_enrolment",
    "withdraw_group",
    "withdraw_group_member",
    "withdraw_guardian",
    "withdraw_intake",
    "withdraw_request",
    "withdraw_teaching",
]
