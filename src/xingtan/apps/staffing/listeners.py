"""What follows from changes to people and postings."""

from __future__ import annotations

from xingtan.apps.staffing import tasks
from xingtan.apps.staffing.selectors.people import has_record
from xingtan.kernel.events.api import listens_to
from xingtan.people.persons.data import PersonChanged
from xingtan.people.postings.data import PostingEnded, PostingStarted


@listens_to(PersonChanged, PostingStarted, PostingEnded)
def refresh(event: PersonChanged | PostingStarted | PostingEnded) -> None:
    if isinstance(event, PersonChanged) and not has_record(event.person_id):
        return  # pupils and guardians change by the thousand, and are not in this index
    tasks.refresh_person.enqueue(key=f"staff-{event.person_id}", person_id=event.person_id)
