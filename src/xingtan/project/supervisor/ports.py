"""Choosing the port, and asking the web server whether it answers."""

from __future__ import annotations

import errno
import http.client
import socket
import sys
import time
from dataclasses import dataclass

FIRST = 8000


class PortTaken(SystemExit):
    """The port that was asked for cannot be had."""


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise PortTaken(
                    f"LISTEN={host} is not an address of this machine.\n  Try: LISTEN=0.0.0.0 make run"
                ) from None
            return False
    return True


@dataclass(frozen=True)
class Port:
    """A port and, on Linux, the sign that it is ours, so that two starts at the same moment never take the same one."""

    number: int
    sign: socket.socket | None

    def release(self) -> None:
        if self.sign:
            self.sign.close()


def reserve(host: str, number: int) -> Port | None:
    """The port when nobody listens there and no other start has put up its sign; None otherwise."""
    sign = None
    if sys.platform == "linux":
        sign = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sign.bind(f"\0xingtan-port-{number}")  # abstract: gone with its holder, however that ends
        except OSError:
            sign.close()
            return None
    port = Port(number, sign)
    if is_free(host, number):
        return port
    port.release()
    return None


def choose(host: str, wanted: int, last: int | None) -> Port:
    """`wanted` or a clear refusal; else the port of the last start, given a moment, else the next free."""
    if wanted:
        port = _reserve_soon(host, wanted)
        if port is None:
            raise PortTaken(f"Port {wanted} is in use or not allowed to this user.\n  Try: PORT={wanted + 1} make run")
        return port
    if last and (port := _reserve_soon(host, last)):
        return port
    for number in range(FIRST, FIRST + 1000):
        if port := reserve(host, number):
            return port
    raise PortTaken(f"No free port from {FIRST} to {FIRST + 999}.\n  Try: PORT=9100 make run")


def _reserve_soon(host: str, number: int, patience_s: float = 4.0) -> Port | None:
    deadline = time.monotonic() + patience_s
    while (port := reserve(host, number)) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    return port


def status_of(host: str, port: int, path: str, *, timeout_s: float = 20.0) -> int | None:
    """The status the server answers on `path`; None when it does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "::") else host, port, timeout=timeout_s)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
