"""The letters as rows: a notice, its writer's copy, and one row for each person told."""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import attrgetter

from xingtan.apps.workbench.data import LETTER, ROLES_OF_AUDIENCE
from xingtan.people.access.data import GUARDED_ROLES
from xingtan.people.roster import naming
from xingtan.project.demo import letters
from xingtan.project.demo.cast import homeroom_class, schools_of_cast
from xingtan.project.demo.district import District
from xingtan.project.demo.families import at

UNREAD_DAYS = 9  # what came later has not been opened, not even by the cast


def build(district: District) -> None:
    """Write every letter to all who stand in its roles within its scope, as the compose page does."""
    for text in sorted(letters.TEXTS, key=attrgetter("days_ago"), reverse=True):  # the oldest was written first
        sender = district.cast[text.by]
        organisation_id, organisation, path, scope_name = _scope(district, text)
        sent_at = min(at(district.days_ago(text.days_ago), 9, 20), district.now)
        requires_ack = text.ack_in is not None
        told = [person for person in _told(district, text, path) if person != sender.id]
        where = "demo" if district.place.is_first else f"demo-{district.place.code}"
        notice = district.table("notices.Notice").add(
            kind=LETTER,
            subject_key=f"letter:{where}-{text.key}",
            title=text.title,
            body=text.body,
            sender=f"{organisation} {sender.name}",
            sender_person_id=sender.id,
            organisation_path=path,
            requires_ack=requires_ack,
            ack_by=district.today + timedelta(days=text.ack_in) if text.ack_in is not None else None,
            is_urgent=text.is_urgent,
            created_at=sent_at,
        )
        if text.to:
            district.table("workbench.Letter").add(
                notice_id=notice,
                person_id=sender.id,
                organisation_id=organisation_id,
                scope_path=path,
                scope_name=scope_name,
                audiences=[str(text.to)],
                told_count=len(told),
                sent_at=sent_at,
            )
        _tell(district, text, notice, told, sent_at)


def _tell(district: District, text: letters.Text, notice: int, told: list[int], sent_at: datetime) -> None:
    """One row for each person. Only the cast can have read anything: nobody else has signed in yet."""
    cast = {human.id for human in district.cast.values()}
    is_read = text.days_ago > UNREAD_DAYS and text.ack_in is None
    for person in told:
        district.table("notices.Recipient").add(
            notice_id=notice,
            person_id=person,
            needs_ack=text.ack_in is not None,
            told_at=sent_at,
            read_at=sent_at + timedelta(hours=3) if is_read and person in cast else None,
        )


def _scope(district: District, text: letters.Text) -> tuple[int, str, str, str]:
    """The unit that sends (id and name), and the path and name of the part of the tree that is written to."""
    school, _second = schools_of_cast(district)
    if text.scope == letters.BUREAU:
        return district.bureau[0], district.place.bureau_name, district.bureau[1], district.place.bureau_name
    if text.scope == letters.SCHOOL:
        return school.id, school.plan.name, school.path, school.plan.name
    class_group = homeroom_class(district)
    cohort = class_group.cohort
    name = naming.class_name(cohort.stage, district.year - cohort.enrol_year + 1, cohort.years, class_group.number)
    return school.id, school.plan.name, class_group.path, name


def _told(district: District, text: letters.Text, path: str) -> list[int]:
    """Ids of those posted today in the audience's roles at or below the path, in order."""
    roles = ROLES_OF_AUDIENCE[text.to] if text.to else tuple(GUARDED_ROLES)
    return sorted(
        {
            posting["person_id"]
            for posting in district.table("postings.Posting").rows
            if posting["role"] in roles and posting.get("ends_on") is None and posting["scope_path"].startswith(path)
        }
    )
