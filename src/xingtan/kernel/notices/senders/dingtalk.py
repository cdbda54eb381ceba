"""DingTalk 钉钉: work notices by gettoken and asyncsend_v2; who got and read them by getsendresult.

The same words reach the same person only once a day, so each text carries the time at which it was said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from xingtan.kernel.notices.data import DINGTALK
from xingtan.kernel.notices.senders import exchange
from xingtan.kernel.notices.senders.data import Fate, Letter, Outcome, Receipt, Seen, Sender, Sent, alike
from xingtan.kernel.notices.senders.tokens import Reply, Tokens, code_of, with_token

TOKENS = Tokens()
FORGOTTEN = frozenset({"40014", "42001", "40001"})
TRY_LATER = frozenset({"-1", "90002", "90018", "143103", "143104", "1430003", *FORGOTTEN})
NOT_FOUND = frozenset({"60121", "40104"})


class DingtalkMessages(Sender):
    channel = DINGTALK
    provider = "dingtalk"
    batch = 100
    follows_for = timedelta(hours=24)
    required = ("DINGTALK_APP_KEY", "DINGTALK_APP_SECRET", "DINGTALK_AGENT_ID")

    def send(self, letter: Letter, addresses: Sequence[str], *, reference: str) -> list[Outcome]:
        body = {
            "agent_id": settings.DINGTALK_AGENT_ID,
            "userid_list": ",".join(addresses),
            "to_all_user": False,
            "msg": _content(letter),
        }
        try:
            reply = _ask("topapi/message/corpconversation/asyncsend_v2", body)
        except exchange.NoAnswer as failure:
            return alike(failure.outcome, addresses)
        code = code_of(reply)
        if code:
            return alike(_refusal(reply, code), addresses)
        return alike(Outcome(fate=Fate.ACCEPTED, outside_id=str(reply.get("task_id", ""))), addresses)

    def follow(self, sent: Sequence[Sent]) -> dict[str, Receipt]:
        known: dict[str, Receipt] = {}
        by_task: dict[str, list[Sent]] = defaultdict(list)
        for message in sent:
            if message.outside_id.isdigit():
                by_task[message.outside_id].append(message)
        for task_id, messages in by_task.items():
            body: dict[str, object] = {"agent_id": settings.DINGTALK_AGENT_ID, "task_id": int(task_id)}
            try:
                reply = _ask("topapi/message/corpconversation/getsendresult", body)
            except exchange.NoAnswer:
                break  # asked again next time
            result = reply.get("send_result")
            if code_of(reply) == "" and isinstance(result, dict):
                known |= _receipts(result, messages)
        return known

    def look_up(self, phone: str) -> str | None:
        try:
            reply = _ask("topapi/v2/user/getbymobile", {"mobile": phone})
        except exchange.NoAnswer as failure:
            raise exchange.NoAnswer(exchange.only_asking(failure.outcome)) from failure
        code, result = code_of(reply), reply.get("result")
        if code in NOT_FOUND:
            return None
        if code:
            raise exchange.NoAnswer(_refusal(reply, code))
        return str(result.get("userid") or "") or None if isinstance(result, dict) else None


def _content(letter: Letter) -> dict[str, object]:
    lines = [letter.title, letter.body, letter.sender, letter.said_at]
    if letter.url:
        words = "\n\n".join(part[:500] for part in (f"#### {letter.title}", *lines[1:]) if part)
        card = {"title": letter.title[:60], "markdown": words[:600], "single_title": "查看", "single_url": letter.url}
        return {"msgtype": "action_card", "action_card": card}
    return {"msgtype": "text", "text": {"content": "\n".join(part[:400] for part in lines if part)[:600]}}


def _ask(path: str, body: dict[str, object]) -> Reply:
    base = settings.DINGTALK_URL.rstrip("/")
    keys = {"appkey": settings.DINGTALK_APP_KEY, "appsecret": settings.DINGTALK_APP_SECRET}
    return with_token(
        TOKENS,
        (base, *keys.values()),
        lambda: exchange.ask("GET", f"{base}/gettoken", params=keys),
        lambda token: exchange.ask("POST", f"{base}/{path}", params={"access_token": token}, json=body),
        FORGOTTEN,
    )


def _refusal(reply: Reply, code: str) -> Outcome:
    if code == "none":
        return Outcome(fate=Fate.UNCERTAIN, code=exchange.UNREADABLE)
    fate = Fate.LATER if code in TRY_LATER else Fate.REFUSED
    said = str(reply.get("sub_msg") or reply.get("errmsg") or "")
    return Outcome(fate=fate, code=code, said=said[:300])


def _receipts(result: Reply, messages: Sequence[Sent]) -> dict[str, Receipt]:
    listed = {
        "invalid_user_id_list": Receipt(seen=Seen.FAILED, code="invaliduser"),
        "failed_user_id_list": Receipt(seen=Seen.FAILED, code="failed"),
        "forbidden_user_id_list": Receipt(seen=Seen.FAILED, code="forbidden"),
        "unread_user_id_list": Receipt(seen=Seen.DELIVERED),
        "read_user_id_list": Receipt(seen=Seen.READ),
    }
    by_user = {str(user): receipt for name, receipt in listed.items() for user in result.get(name) or ()}
    for refusal in result.get("forbidden_list") or ():
        if isinstance(refusal, dict):
            by_user[str(refusal.get("userid"))] = Receipt(seen=Seen.FAILED, code=str(refusal.get("code", "forbidden")))
    return {message.reference: by_user[message.address] for message in messages if message.address in by_user}
