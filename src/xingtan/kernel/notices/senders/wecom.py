"""WeChat Work 企业微信: messages of an application of the bureau to members, by gettoken and message/send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from xingtan.kernel.notices.data import WECOM
from xingtan.kernel.notices.senders import exchange
from xingtan.kernel.notices.senders.data import Fate, Letter, Outcome, Sender, alike
from xingtan.kernel.notices.senders.tokens import Reply, Tokens, code_of, with_token

TOKENS = Tokens()
FORGOTTEN = frozenset({"40014", "42001"})
TRY_LATER = frozenset({"-1", "45009", "45033", *FORGOTTEN})
NOBODY = "81013"
NOT_FOUND = frozenset({"46004", "60111", "60103", "60104"})
REPEAT_SECONDS = 4 * 60 * 60  # the longest the other side remembers


class WecomMessages(Sender):
    channel = WECOM
    provider = "wecom"
    batch = 200  # up to 1000 pass; fewer are uncertain when a reply is lost
    may_repeat_for = timedelta(seconds=REPEAT_SECONDS - 30 * 60)
    required = ("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET")

    def send(self, letter: Letter, addresses: Sequence[str], *, reference: str) -> list[Outcome]:
        body = {
            "touser": "|".join(addresses),
            "agentid": settings.WECOM_AGENT_ID,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": REPEAT_SECONDS,
            **_content(letter),
        }
        try:
            reply = _ask("message/send", body)
        except exchange.NoAnswer as failure:
            return alike(failure.outcome, addresses)
        return _outcomes(reply, addresses)

    def look_up(self, phone: str) -> str | None:
        try:
            reply = _ask("user/getuserid", {"mobile": phone})
        except exchange.NoAnswer as failure:
            raise exchange.NoAnswer(exchange.only_asking(failure.outcome)) from failure
        code = code_of(reply)
        if code in NOT_FOUND:
            return None
        if code:
            raise exchange.NoAnswer(_refusal(reply, code))
        return str(reply.get("userid") or "") or None


def _content(letter: Letter) -> dict[str, object]:
    if letter.url:
        description = "\n".join(part for part in (letter.sender, letter.body) if part) or letter.title
        return {
            "msgtype": "textcard",
            "textcard": {"title": letter.title[:128], "description": description[:500], "url": letter.url},
        }
    text = "\n".join(part for part in (letter.title, letter.body, letter.sender) if part)
    return {"msgtype": "text", "text": {"content": text[:600]}}


def _ask(path: str, body: dict[str, object]) -> Reply:
    base = settings.WECOM_URL.rstrip("/")
    keys = {"corpid": settings.WECOM_CORP_ID, "corpsecret": settings.WECOM_SECRET}
    return with_token(
        TOKENS,
        (base, *keys.values()),
        lambda: exchange.ask("GET", f"{base}/cgi-bin/gettoken", params=keys),
        lambda token: exchange.ask("POST", f"{base}/cgi-bin/{path}", params={"access_token": token}, json=body),
        FORGOTTEN,
    )


def _outcomes(reply: Reply, addresses: Sequence[str]) -> list[Outcome]:
    code = code_of(reply)
    if code:
        return alike(_refusal(reply, code), addresses)
    number = str(reply.get("msgid", ""))
    refused = dict.fromkeys(_users(reply, "invaliduser"), "invaliduser")
    refused |= dict.fromkeys(_users(reply, "unlicenseduser"), "unlicenseduser")
    return [
        Outcome(fate=Fate.REFUSED, code=refused[address.lower()])
        if address.lower() in refused
        else Outcome(fate=Fate.ACCEPTED, outside_id=number)
        for address in addresses
    ]


def _users(reply: Reply, name: str) -> list[str]:
    """User ids come back in small letters, joined by a bar."""
    return [user.lower() for user in str(reply.get(name) or "").split("|") if user]


def _refusal(reply: Reply, code: str) -> Outcome:
    if code == "none":
        return Outcome(fate=Fate.UNCERTAIN, code=exchange.UNREADABLE)
    fate = Fate.LATER if code in TRY_LATER else Fate.REFUSED
    return Outcome(fate=fate, code=code, said=str(reply.get("errmsg", ""))[:300])
