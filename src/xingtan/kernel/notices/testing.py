"""The outside, for tests: one server on the loopback that speaks what the providers' documents say, and checks it.

Signatures are worked out here by themselves, not with the code they test. `faults` holds what goes wrong with the
coming calls, one each: "slow", "drop", "garbage", "500", "503", or a provider's own error code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections import deque
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qsl, quote, urlsplit

KEY_ID, SECRET = "key-of-tests", "secret-of-tests"
SMS_ACTIONS = ("SendSms", "QuerySendDetails", "PullSmsSendStatusByPhoneNumber")


class Outside(ThreadingHTTPServer):
    """Takes messages, remembers them, and misbehaves on demand."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Line)
        self.taken: list[dict] = []  # what was accepted, in order
        self.calls: list[tuple[str, dict]] = []
        self.wrong: list[str] = []  # signatures and tokens that did not fit
        self.faults: deque[str] = deque()
        self.receipts: dict[str, str] = {}  # reference -> "ok" or an error code; absent = nothing known yet
        self.nonces: set[str] = set()
        self.after_taking = ""  # a fault that comes once the message is taken: "slow" or "drop"
        self.answer_slowly_after = 0  # once so many messages are taken, replies wait for `may_reply`
        self.may_reply = Event()
        self.token_number = 0  # the newest token; an older one is no longer known
        self.members: dict[str, str] = {}  # phone -> user id
        self.strangers: set[str] = set()  # user ids that are not valid
        self.readers: set[str] = set()  # user ids that have read their work notices

    def handle_error(self, request, client_address):
        pass  # a client that hung up is what some tests are about

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def references(self) -> list[str]:
        return [message["reference"] for message in self.taken]


@contextmanager
def outside():
    server = Outside()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.may_reply.set()
        server.shutdown()
        server.server_close()


def sms_settings(settings, server: Outside, provider: str) -> None:
    """Point text messages at the stand-in."""
    settings.SMS_PROVIDER = provider
    settings.SENDER_TIMEOUT_SECONDS = 5
    if provider == "aliyun":
        settings.ALIYUN_SMS_KEY_ID, settings.ALIYUN_SMS_KEY_SECRET = KEY_ID, SECRET
        settings.ALIYUN_SMS_SIGN_NAME, settings.ALIYUN_SMS_URL = "杏林教育", f"{server.url}/"
    elif provider == "tencent":
        settings.TENCENT_SMS_SECRET_ID, settings.TENCENT_SMS_SECRET_KEY = KEY_ID, SECRET
        settings.TENCENT_SMS_APP_ID, settings.TENCENT_SMS_SIGN_NAME = "1400000001", "杏林教育"
        settings.TENCENT_SMS_URL = f"{server.url}/"
    else:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_KEY = f"{server.url}/gateway", SECRET


def wecom_settings(settings, server: Outside) -> None:
    settings.WECOM_CORP_ID, settings.WECOM_SECRET, settings.WECOM_AGENT_ID = KEY_ID, SECRET, 1000002
    settings.WECOM_URL = f"{server.url}/wecom"


def dingtalk_settings(settings, server: Outside) -> None:
    settings.DINGTALK_APP_KEY, settings.DINGTALK_APP_SECRET, settings.DINGTALK_AGENT_ID = KEY_ID, SECRET, 2000003
    settings.DINGTALK_URL = f"{server.url}/dingtalk"


class Line(BaseHTTPRequestHandler):
    """One call from the product."""

    protocol_version = "HTTP/1.1"
    server: Outside

    def do_GET(self):
        self._take()

    def do_POST(self):
        self._take()

    def log_message(self, *_args):
        pass

    def _take(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.faults.popleft() if self.server.faults else ""
        if fault in ("drop", "slow", "garbage", "500", "503"):
            return self._misbehave(fault)
        for start, take in (("/wecom/", self._wecom), ("/dingtalk/", self._dingtalk)):
            if self.path.startswith(start):
                return take(body, fault)
        if "X-TC-Action" in self.headers:
            return self._answer(self._tencent(body, fault))
        if self.path.startswith("/gateway"):
            return self._gateway(json.loads(body), fault)
        return self._answer(*self._aliyun(dict(parse_qsl(body.decode(), keep_blank_values=True)), fault))

    def _misbehave(self, fault: str) -> None:
        if fault == "drop":
            self.close_connection = True
        elif fault == "slow":
            self.server.may_reply.wait(20)
            self.close_connection = True
        elif fault == "garbage":
            self._write(200, b"<html>\xe7\xbb\xb4\xe6\x8a\xa4\xe4\xb8\xad</html>", "text/html")
        else:
            self._write(int(fault), b"upstream is away", "text/plain")

    def _answer(self, content: dict, status: int = 200) -> None:
        fault, self.server.after_taking = self.server.after_taking, ""
        if 0 < self.server.answer_slowly_after <= len(self.server.taken) and not self.server.may_reply.is_set():
            fault = "slow"
        if fault:
            return self._misbehave(fault)
        self._write(status, json.dumps(content, ensure_ascii=False).encode(), "application/json")

    def _write(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    # the region's own gateway

    def _gateway(self, body: dict, fault: str) -> None:
        if self.headers.get("Authorization") != f"Bearer {SECRET}":
            self.server.wrong.append("gateway")
            return self._write(401, b"", "text/plain")
        self.server.taken.append({**body, "to": body["phone"]})
        self._answer({})

    # Aliyun: RPC style, HMAC-SHA1

    def _aliyun(self, sent: dict, fault: str) -> tuple[dict, int]:
        self.server.calls.append((sent.get("Action", ""), sent))
        if (refusal := self._aliyun_signature(dict(sent))) is not None:
            self.server.wrong.append(refusal)
            return {"Code": refusal, "Message": "not authentic", "RequestId": "R"}, 400
        if fault:
            return {"Code": fault, "Message": f"{fault} says no", "RequestId": "R"}, 200
        if sent["Action"] == "QuerySendDetails":
            return self._aliyun_details(sent), 200
        assert len(sent["TemplateCode"]) and json.loads(sent["TemplateParam"]) is not None
        number = f"{len(self.server.taken) + 1}^0"
        self.server.taken.append(
            {
                "reference": sent["OutId"],
                "to": sent["PhoneNumbers"],
                "values": json.loads(sent["TemplateParam"]),
                "template": sent["TemplateCode"],
                "id": number,
                "sign": sent["SignName"],
            }
        )
        return {"Code": "OK", "Message": "OK", "BizId": number, "RequestId": "R"}, 200

    def _aliyun_signature(self, sent: dict) -> str | None:
        given = sent.pop("Signature", "")
        if sent.get("AccessKeyId") != KEY_ID:
            return "InvalidAccessKeyId.NotFound"
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(sent[k], safe='-_.~')}" for k in sorted(sent))
        plain = "POST&%2F&" + quote(query, safe="-_.~")
        right = base64.b64encode(hmac.digest(f"{SECRET}&".encode(), plain.encode(), "sha1")).decode()
        age = abs(time.time() - datetime.fromisoformat(sent["Timestamp"]).timestamp())
        if given != right or sent["SignatureMethod"] != "HMAC-SHA1" or sent["SignatureVersion"] != "1.0":
            return "SignatureDoesNotMatch"
        if age > 900 or sent["Version"] != "2017-05-25":
            return "InvalidTimeStamp.Expired"
        if sent["SignatureNonce"] in self.server.nonces:
            return "SignatureNonceUsed"
        self.server.nonces.add(sent["SignatureNonce"])
        return None

    def _aliyun_details(self, sent: dict) -> dict:
        details = []
        for message in self.server.taken:
            if message["to"] != sent["PhoneNumber"] or sent.get("BizId") not in (None, message["id"]):
                continue
            known = self.server.receipts.get(message["reference"])
            details.append(
                {
                    "PhoneNum": message["to"],
                    "OutId": message["reference"],
                    "SendStatus": 1 if known is None else 3 if known == "ok" else 2,
                    "ErrCode": "DELIVERED" if known == "ok" else known or "",
                }
            )
        return {"Code": "OK", "Message": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": details}}

    # Tencent Cloud: TC3-HMAC-SHA256

    def _tencent(self, body: bytes, fault: str) -> dict:
        action, sent = self.headers["X-TC-Action"], json.loads(body)
        self.server.calls.append((action, sent))
        if (refusal := self._tencent_signature(body)) is not None:
            self.server.wrong.append(refusal)
            return {"Response": {"Error": {"Code": refusal, "Message": "not authentic"}, "RequestId": "R"}}
        if fault and not fault.startswith(("LimitExceeded.Phone", "FailedOperation", "InvalidParameterValue")):
            return {"Response": {"Error": {"Code": fault, "Message": f"{fault} says no"}, "RequestId": "R"}}
        if action == "PullSmsSendStatusByPhoneNumber":
            return {"Response": {"PullSmsSendStatusSet": self._tencent_statuses(sent), "RequestId": "R"}}
        return {"Response": {"SendStatusSet": [self._tencent_take(sent, to, fault) for to in sent["PhoneNumberSet"]]}}

    def _tencent_take(self, sent: dict, to: str, fault: str) -> dict:
        assert to.startswith("+86")
        if fault:
            return {"PhoneNumber": to, "SerialNo": "", "Fee": 0, "Code": fault, "Message": f"{fault} says no"}
        serial = f"tx:{len(self.server.taken) + 1}"
        self.server.taken.append(
            {
                "reference": sent["SessionContext"],
                "to": to,
                "values": sent["TemplateParamSet"],
                "template": sent["TemplateId"],
                "id": serial,
                "sign": sent["SignName"],
            }
        )
        return {"PhoneNumber": to, "SerialNo": serial, "Fee": 1, "Code": "Ok", "Message": "send success"}

    def _tencent_signature(self, body: bytes) -> str | None:
        at = int(self.headers["X-TC-Timestamp"])
        day = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
        request = "\n".join(
            (
                "POST",
                urlsplit(self.path).path,
                "",
                f"content-type:{self.headers['Content-Type']}",
                f"host:{self.headers['Host']}",
                "",
                "content-type;host",
                hashlib.sha256(body).hexdigest(),
            )
        )
        scope = f"{day}/sms/tc3_request"
        plain = f"TC3-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        dated = hmac.digest(f"TC3{SECRET}".encode(), day.encode(), "sha256")
        signing = hmac.digest(hmac.digest(dated, b"sms", "sha256"), b"tc3_request", "sha256")
        right = hmac.digest(signing, plain.encode(), "sha256").hex()
        wanted = f"TC3-HMAC-SHA256 Credential={KEY_ID}/{scope}, SignedHeaders=content-type;host, Signature={right}"
        if abs(time.time() - at) > 300:
            return "AuthFailure.SignatureExpire"
        if self.headers["Authorization"] != wanted or self.headers["X-TC-Version"] != "2021-01-11":
            return "AuthFailure.SignatureFailure"
        return None

    def _tencent_statuses(self, sent: dict) -> list[dict]:
        return [
            {
                "PhoneNumber": message["to"],
                "SerialNo": message["id"],
                "SessionContext": message["reference"],
                "ReportStatus": "SUCCESS" if known == "ok" else "FAIL",
                "Description": "DELIVRD" if known == "ok" else known,
            }
            for message in self.server.taken
            if message["to"] == sent["PhoneNumber"]
            and (known := self.server.receipts.get(message["reference"])) is not None
        ]

    # WeChat Work and DingTalk: a token, then calls with it

    def _token(self, names: tuple[str, str], wrong: str) -> dict:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        if (asked.get(names[0]), asked.get(names[1])) != (KEY_ID, SECRET):
            self.server.wrong.append(wrong)
            return {"errcode": int(wrong), "errmsg": "invalid credential"}
        self.server.token_number += 1
        return {
            "errcode": 0,
            "errmsg": "ok",
            "access_token": f"token-{id(self.server)}-{self.server.token_number}",
            "expires_in": 7200,
        }

    def _knows_token(self) -> bool:
        given = dict(parse_qsl(urlsplit(self.path).query)).get("access_token")
        return given == f"token-{id(self.server)}-{self.server.token_number}"

    def _wecom(self, body: bytes, fault: str) -> None:
        path = urlsplit(self.path).path.removeprefix("/wecom/cgi-bin/")
        sent = json.loads(body) if body else {}
        self.server.calls.append((path, sent))
        if path == "gettoken":
            return self._answer(self._token(("corpid", "corpsecret"), "40001"))
        if not self._knows_token():
            self.server.wrong.append("42001")
            return self._answer({"errcode": 42001, "errmsg": "access_token expired"})
        if fault:
            return self._answer({"errcode": int(fault), "errmsg": f"{fault} says no"})
        if path == "user/getuserid":
            found = self.server.members.get(sent["mobile"])
            known = {"errcode": 0, "errmsg": "ok", "userid": found}
            return self._answer(known if found else {"errcode": 46004, "errmsg": "user not found"})
        return self._answer(self._wecom_take(sent, body))

    def _wecom_take(self, sent: dict, body: bytes) -> dict:
        assert sent["agentid"] == 1000002 and sent["msgtype"] in ("text", "textcard") and sent[sent["msgtype"]]
        users = sent["touser"].split("|")
        assert len(users) <= 1000
        bad = [user.lower() for user in users if user in self.server.strangers]
        if len(bad) == len(users):
            return {"errcode": 81013, "errmsg": "all touser invalid"}
        number = f"msg-{len(self.server.taken) + 1}"
        is_repeated = sent.get("enable_duplicate_check") == 1 and body in self.server.nonces
        self.server.nonces.add(body)
        for user in users:
            if user.lower() not in bad and not is_repeated:
                self.server.taken.append({"to": user, "id": number, "reference": user, "content": sent})
        return {"errcode": 0, "errmsg": "ok", "invaliduser": "|".join(bad), "msgid": number}

    def _dingtalk(self, body: bytes, fault: str) -> None:
        path = urlsplit(self.path).path.removeprefix("/dingtalk/")
        sent = json.loads(body) if body else {}
        self.server.calls.append((path, sent))
        if path == "gettoken":
            return self._answer(self._token(("appkey", "appsecret"), "40089"))
        if not self._knows_token():
            self.server.wrong.append("40014")
            return self._answer({"errcode": 88, "sub_code": "40014", "errmsg": "ding talk error[subcode=40014]"})
        if fault:
            return self._answer({"errcode": int(fault), "errmsg": f"{fault} says no"})
        if path == "topapi/v2/user/getbymobile":
            found = self.server.members.get(sent["mobile"])
            known = {"errcode": 0, "result": {"userid": found}}
            return self._answer(known if found else {"errcode": 60121, "errmsg": "user not found"})
        if path.endswith("getsendresult"):
            return self._answer(self._dingtalk_result(sent))
        users = sent["userid_list"].split(",")
        assert sent["agent_id"] == 2000003 and len(users) <= 100 and sent["to_all_user"] is False
        assert sent["msg"][sent["msg"]["msgtype"]]
        number = 9000 + len(self.server.calls)
        for user in users:
            self.server.taken.append({"to": user, "id": number, "reference": user, "content": sent["msg"]})
        return self._answer({"errcode": 0, "errmsg": "ok", "task_id": number, "request_id": "R"})

    def _dingtalk_result(self, sent: dict) -> dict:
        users = [message["to"] for message in self.server.taken if message["id"] == sent["task_id"]]
        good = [user for user in users if user not in self.server.strangers]
        return {
            "errcode": 0,
            "send_result": {
                "invalid_user_id_list": [user for user in users if user in self.server.strangers],
                "forbidden_user_id_list": [],
                "failed_user_id_list": [],
                "read_user_id_list": [user for user in good if user in self.server.readers],
                "unread_user_id_list": [user for user in good if user not in self.server.readers],
            },
        }
