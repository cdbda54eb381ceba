"""What a start needs to know, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from xingtan.project import env

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True)
class Config:
    home: Path
    listen: str
    port: int  # 0: the next free one from 8000
    web_workers: int
    web_threads: int
    is_demo: bool
    is_embedded: bool

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @classmethod
    def read(cls) -> Config:
        home = env.text("XINGTAN_HOME", str(ROOT / "var"), doc="Folder for everything this installation writes.")
        port = env.integer("PORT", 0, doc="Port of the web server; 0 takes the next free one from 8000.")
        if port > 65535:
            raise env.WrongSetting("PORT", str(port), "a port up to 65535")
        cores = os.cpu_count() or 2
        return cls(
            home=Path(home).absolute(),
            listen=env.text("LISTEN", "127.0.0.1", doc="Address the web server listens on; 0.0.0.0 for all."),
            port=port,
            web_workers=env.integer("WEB_WORKERS", max(2, min(cores, 8)), doc="Web server processes.") or 1,
            web_threads=env.integer("WEB_THREADS", 4, doc="Requests each web process works on at once.") or 1,
            is_demo=env.flag("DEMO", True, doc="Demonstration district; 0 for a real bureau."),
            is_embedded=not env.text("DATABASE_URL", "", doc="postgresql://… of a server (15 or newer)."),
        )
