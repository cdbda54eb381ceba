"""Text messages by whatever gateway the region has: one HTTP POST of JSON, any 2xx answer is success.

The address and the key are settings; bodies look like {"phone": "…", "text": "…", "purpose": "…"}.
"""

from __future__ import annotations

import json
import logging
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings

from xingtan.apps.gateway.errors import SmsGatewayFailed

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10


def has_sms_gateway() -> bool:
    return bool(settings.SMS_GATEWAY_URL)


def send_sms(*, phone: str, text: str, purpose: str) -> None:
    """Hand one message to the gateway.

    Raises:
        SmsGatewayFailed: it could not be reached, was too slow, or said no.
    """
    body = json.dumps({"phone": phone, "text": text, "purpose": purpose}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if settings.SMS_GATEWAY_KEY:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_KEY}"
    request = Request(settings.SMS_GATEWAY_URL, data=body, headers=headers, method="POST")
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            status = answer.status
    except HTTPError as error:
        error.close()
        raise SmsGatewayFailed from error
    except (URLError, TimeoutError, OSError, ValueError) as error:
        logger.warning("The SMS gateway could not be used: %s", error)
        raise SmsGatewayFailed from error
    if not 200 <= status < 300:
        raise SmsGatewayFailed
