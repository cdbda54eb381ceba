"""The port: the one asked for or a clear refusal, else the next free one."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator

import pytest

from xingtan.project.supervisor import ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(ports, "_reserve_soon", ports.reserve)

    with pytest.raises(ports.PortTaken, match=f"Port {taken} is in use"):
        ports.choose("127.0.0.1", taken, None)


def test_the_next_free_port_is_taken(monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    monkeypatch.setattr(ports, "FIRST", taken)

    port = ports.choose("127.0.0.1", 0, None)
    port.release()

    assert port.number > taken


def test_the_port_of_the_last_start_is_kept() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        free = listener.getsockname()[1]

    port = ports.choose("127.0.0.1", 0, free)
    port.release()

    assert port.number == free


@pytest.mark.skipif(sys.platform != "linux", reason="the sign is a Linux one")
def test_two_starts_at_once_take_different_ports() -> None:
    first = ports.choose("127.0.0.1", 0, None)

    second = ports.choose("127.0.0.1", 0, None)
    first.release()
    second.release()

    assert first.number != second.number


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ports.PortTaken, match=r"192\.0\.2\.1"):
        ports.is_free("192.0.2.1", 8000)
