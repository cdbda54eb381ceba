"""What follows when somebody's posting ends."""

from django.utils import timezone

from xingtan.engines.workflow.services import look_after_left
from xingtan.kernel.events.api import listens_to
from xingtan.people.postings.data import PostingEnded


@listens_to(PostingEnded)
def hand_over_what_waits(event: PostingEnded) -> None:
    """Who has no posting left has no parts left either; twice changes nothing."""
    look_after_left(now=timezone.now(), person_id=event.person_id)
