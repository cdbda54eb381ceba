"""Rows of a table as lines of text, and a checksum that does not mind their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

BLOCK = 256 * 1024
WHOLE = 1 << 256
Piece = bytes | bytearray | memoryview


class RowSum:
    """Counts lines and sums their SHA-256 modulo 2**256.

    A restored table lies on the disk in another order; one changed, lost or doubled row changes the sum.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.text_bytes = 0
        self._sum = 0

    def add(self, block: bytes) -> None:
        """Add whole lines, each ended by a line feed; text of COPY has none inside a row."""
        lines = block.split(b"\n")
        lines.pop()
        number = int.from_bytes
        total = 0
        for line in lines:
            total += number(sha256(line).digest(), "little")
        self._sum = (self._sum + total) % WHOLE
        self.rows += len(lines)
        self.text_bytes += len(block)

    @property
    def checksum(self) -> str:
        return f"{self._sum:064x}"


def blocks_of(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Few larger blocks of whole lines from many small or torn pieces; the last one may lack its line feed."""
    waiting: list[Piece] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= BLOCK:
            block = b"".join(waiting)
            end = block.rfind(b"\n") + 1
            waiting, size = [block[end:]], len(block) - end
            if end:
                yield block[:end]
    if rest := b"".join(waiting):
        yield rest
