"""What tests of gateway share: a line that text messages go out on, and the code that went out last."""

from __future__ import annotations

import re
from typing import Any

from xingtan.kernel.notices.testing import Outside


def code_sent(line: Outside) -> str:
    """The six digits of the newest message."""
    found = re.search(r"\d{6}", line.taken[-1]["text"])
    assert found is not None
    return found[0]


def other_code(line: Outside) -> str:
    """Six digits that were not sent."""
    return "000000" if code_sent(line) != "000000" else "111111"


def walk_to_phone(client: Any, class_code: str, enrolment: Any) -> Any:
    """Class code and pupil, up to the step that asks for the phone."""
    client.post("/join/", {"code": class_code.lower()})
    proof = enrolment.person.e_id[-4:]
    return client.post("/join/pupil/", {"pupil_name": enrolment.person.name, "proof": proof})


def prove(client: Any, line: Outside, phone: str, *, at: str = "/join/phone/") -> Any:
    """Type a number and the code that comes."""
    client.post(at, {"phone": phone})
    return client.post(f"{at}code/", {"code": code_sent(line)})
