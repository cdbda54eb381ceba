"""Why a backup or a restore does not go on. Each sentence says what to try."""

from __future__ import annotations


class BackupTrouble(SystemExit):
    """Something stands in the way; nothing was changed unless the sentence says so."""


class ArchiveRefused(BackupTrouble):
    """The archive is not what a backup is, or no longer what it was."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This archive is refused: {reason}\n  Try: another backup")
