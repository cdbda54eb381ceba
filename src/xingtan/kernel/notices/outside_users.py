"""Who people are on channels with accounts of their own: WeChat Work and DingTalk."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from xingtan.kernel.notices.claiming import addresses_of
from xingtan.kernel.notices.data import DINGTALK, SMS, WECOM
from xingtan.kernel.notices.errors import OutsideUserTaken
from xingtan.kernel.notices.explaining import explain
from xingtan.kernel.notices.models import OutsideUser
from xingtan.kernel.notices.senders.chosen import sender_of
from xingtan.kernel.notices.senders.exchange import NoAnswer
from xingtan.kernel.tasks.api import check_cancelled, progress

WITH_USERS = (WECOM, DINGTALK)
ASK_AGAIN_AFTER = timedelta(days=7)
MOST_MISSES_PERCENT = 20  # WeChat Work closes the look-up for a day when more numbers than that are unknown to it
FEWEST_TRIES = 50
MOBILE = re.compile(r"^1\d{10}$")


@dataclass(frozen=True, kw_only=True, slots=True)
class LookedUp:
    """Outcome of a look-up by phone. `stopped` says why it ended before everybody was asked for."""

    asked: int
    found: int
    stopped: str = ""


def outside_users(channel: str, person_ids: Sequence[int]) -> Mapping[int, str]:
    """User ids of those who are known on the channel."""
    known = OutsideUser.objects.filter(channel=channel, person_id__in=person_ids).exclude(user_id="")
    return dict(known.values_list("person_id", "user_id"))


def bind_outside_user(*, person_id: int, channel: str, user_id: str, now: datetime) -> OutsideUser:
    """Note under which user id a person is known. A new id takes the place of the old one.

    Raises:
        OutsideUserTaken: the id belongs to somebody else.
    """
    try:
        with transaction.atomic():
            bound: OutsideUser = OutsideUser.objects.update_or_create(
                person_id=person_id, channel=channel, defaults={"user_id": user_id.strip(), "bound_at": now}
            )[0]
    except IntegrityError as error:
        raise OutsideUserTaken from error
    return bound


def unbind_outside_user(*, person_id: int, channel: str) -> int:
    """Forget it. Returns whether there was one, as 0 or 1."""
    return int(OutsideUser.objects.filter(person_id=person_id, channel=channel).delete()[0])


def look_up_outside_users(*, channel: str, person_ids: Sequence[int], now: datetime) -> LookedUp:
    """Ask the other side for the user ids of these people by their mobile numbers, and keep what it says.

    Who is known already, or was not found within a week, is not asked for. It stops when the other side cannot be
    asked, and when so many are unknown there that it would close the look-up.
    """
    sender, asked, found = sender_of(channel), 0, 0
    recent = OutsideUser.objects.filter(channel=channel, person_id__in=person_ids)
    settled = set(recent.exclude(user_id="", bound_at__lt=now - ASK_AGAIN_AFTER).values_list("person_id", flat=True))
    left = [person for person in person_ids if person not in settled]
    for person, phone in addresses_of(SMS, left).items():
        check_cancelled()
        if not MOBILE.match(phone):
            continue
        if asked >= FEWEST_TRIES and (asked - found) * 100 > asked * MOST_MISSES_PERCENT:
            return LookedUp(asked=asked, found=found, stopped="misses")
        try:
            user_id = sender.look_up(phone)
        except NoAnswer as failure:
            return LookedUp(asked=asked, found=found, stopped=explain(channel, failure.outcome.code))
        asked += 1
        found += _keep(person, channel, user_id or "", now)
        progress(asked, len(left))
    return LookedUp(asked=asked, found=found)


def _keep(person_id: int, channel: str, user_id: str, now: datetime) -> int:
    try:
        bind_outside_user(person_id=person_id, channel=channel, user_id=user_id, now=now)
    except OutsideUserTaken:  # a family shares a phone: whoever came first has it
        return 0
    return int(bool(user_id))
