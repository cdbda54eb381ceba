"""A world that stands for a whole module, and the address of everything in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.test import Client

from tests.security.asking import routes
from tests.security.world import World, build_world

PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")
# What an id in an address means, where it is not the placeholder's own name without "_id".
MEANS = {
    "person_id": "pupil",
    "other_id": "other_pupil",
    "merge_id": "merge",
    "group_id": "teaching_group",
    "request_id": "forgotten",
    "link_id": "file",
    "run_id": "job",
    "item_id": "document",
    "row_id": "staff_title",
    "set_id": "received_set",
}
MEANS_HERE = {
    ("registry:certificate", "certificate_id"): "paper",
    ("registry:certificate_revoke", "certificate_id"): "paper",
    ("tables:run_undo", "run_id"): "run",
    ("gateway:access_person", "person_id"): "teacher",
    ("registry:custody_request", "request_id"): "custody_request",
    ("staffing:staff_reveal", "item_id"): "staff_document",
    ("staffing:exchange_extend", "posting_id"): "exchange",
}
WORDS = {
    "kind": "terms",
    "role": "principal",
    "what": "document",
    "field": "phone",
    "answer": "give",
    "part": "title",
    "subject": "13",
    "application": "registry",
    "gap_code": "ethnic_code",
    "register_code": "registry.pupils",
    "channel": "wecom",
    "text_kind": "notices.code",
    "flow_code": "sample.leave",
    "step_code": "s1",
}


@contextmanager
def standing_world(blocker: Any) -> Iterator[World]:
    """Build a world once; all that is done to it is taken back at the end."""
    with blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True
        with outer:
            yield build_world()
            transaction.set_rollback(True)


@contextmanager
def taken_back(client: Client) -> Iterator[None]:
    """Whatever is written inside, and the cookies the browser gets, are gone afterwards."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def thing_in(name: str, placeholder: str) -> str:
    """Which thing of the world a placeholder of the address `name` stands for."""
    if name.startswith("papers:") and placeholder == "paper_id":
        return "issued_paper"
    if name.startswith("imports:"):
        return "import_" + placeholder.removesuffix("_id")
    if name.startswith("exchange:") and placeholder == "row_id":
        return "set_row"
    if name.startswith("staffing:") and placeholder == "person_id":
        return "teacher"
    if placeholder == "check_code":
        return placeholder
    meant = MEANS_HERE.get((name, placeholder)) or MEANS.get(placeholder)
    return meant or placeholder.removesuffix("_id")


def address_of(name: str, ids: dict[str, Any], **given: Any) -> str:
    """Where one page is, for the things named in `ids`; `given` replaces a placeholder's value."""

    def value(found: re.Match[str]) -> str:
        placeholder = found[1]
        known = WORDS | given
        return str(known[placeholder] if placeholder in known else ids[thing_in(name, placeholder)])

    return "/" + PLACEHOLDER.sub(value, routes()[name])
