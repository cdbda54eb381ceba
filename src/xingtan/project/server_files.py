"""`xingtan server-files`: what nginx and systemd need to run this installation on one server."""

from __future__ import annotations

import os
import re
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from xingtan.project.supervisor.config import ROOT

TEMPLATES = ROOT / "deploy" / "server"
UNITS = ("prepare.service", "web.service", "worker.service", "verify.service", "verify.timer")
PLACES = {
    **{f"xingtan-{unit}": f"etc/systemd/system/xingtan-{unit}" for unit in UNITS},
    "xingtan-sysusers.conf": "etc/sysusers.d/xingtan.conf",
    "xingtan-tmpfiles.conf": "etc/tmpfiles.d/xingtan.conf",
    "nginx.conf": "etc/nginx/conf.d/xingtan.conf",
    "xingtan.env": "etc/xingtan/xingtan.env",
}
SECRET = ("etc/xingtan/xingtan.env",)
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
PATH = re.compile(r"/[\w./-]*", re.ASCII)
WORD = re.compile(r"@([a-z_]+)@")
NEXT = """
Next, as root:
  systemd-sysusers && systemd-tmpfiles --create
  runuser -u postgres -- createuser {user} && runuser -u postgres -- createdb -O {user} -E UTF8 -T template0 xingtan
  systemctl daemon-reload && systemctl enable --now xingtan-web xingtan-worker xingtan-verify.timer
  nginx -t && systemctl reload nginx
Then open https://{name}/ ; it asks for the code of SETUP_CODE in {env}.
"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """What differs from one server to the next. Paths are those of the running system, not below `root`."""

    name: str
    home: str = "/srv/xingtan"
    backups: str = "/srv/xingtan-backups"
    database: str = "postgresql:///xingtan"
    certificate: str = "/etc/ssl/xingtan/fullchain.pem"
    certificate_key: str = "/etc/ssl/xingtan/privkey.pem"
    user: str = "xingtan"
    etc: str = "/etc/xingtan"
    port: int = 8000
    http_port: int = 80
    https_port: int = 443
    upload_megabytes: int = 200

    def check(self) -> None:
        """Refuse what would break out of a line of a unit or of nginx.

        Raises:
            SystemExit: a name or a path has characters that do not belong there.
        """
        if not HOST.fullmatch(self.name):
            sys.exit(f"{self.name!r} is no host name.\n  Try: --name cloud.example.gov.cn")
        for path in (self.home, self.backups, self.certificate, self.certificate_key, self.etc, _program()):
            if not PATH.fullmatch(path):
                sys.exit(f"{path!r} cannot stand in a unit.\n  Try: a path of letters, digits, '-', '_' and '.'")
        if not re.fullmatch(r"[a-z_][a-z0-9_-]*", self.user) or re.search(r"[\s\"'\\]", self.database):
            sys.exit("The user or the address of the database cannot stand in a unit.\n  Try: quote it by %XX")

    def words(self) -> dict[str, str]:
        return {
            **{name: str(value) for name, value in vars(self).items()},
            "program": _program(),
            "https_suffix": "" if self.https_port == 443 else f":{self.https_port}",
            "setup_code": secrets.token_urlsafe(9),
            "body_megabytes": str(self.upload_megabytes + 5),  # a form around the file
        }


def _program() -> str:
    return str(Path(sys.executable).with_name("xingtan"))


def write(server: Server, root: Path) -> list[tuple[Path, str]]:
    """Write every file below `root`. What is there already and differs is kept; the new one lies beside it as .new.

    Returns each path with what became of it: "written", "unchanged" or "kept".
    """
    server.check()
    words, done = server.words(), []
    for template, place in PLACES.items():
        text = WORD.sub(lambda match: words[match[1]], (TEMPLATES / template).read_text(encoding="utf-8"))
        done.append(_put(root / place, text, 0o600 if place in SECRET else 0o644))
    return done


def _put(path: Path, text: str, mode: int) -> tuple[Path, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return path, "unchanged"
    is_kept = path.exists()
    target = path.with_name(f"{path.name}.new") if is_kept else path
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, mode)
        file.write(text)
    return path, "kept" if is_kept else "written"


def report(server: Server, root: Path) -> int:
    """Write and tell. Always 0: what was kept is for a person to look at."""
    for path, fate in write(server, root):
        more = f"; compare with {path.name}.new" if fate == "kept" else ""
        print(f"{fate:9} {path}{more}")
    print(NEXT.format(user=server.user, name=server.name, env=f"{server.etc}/xingtan.env").rstrip())
    return 0
