"""`xingtan up`: from nothing to a warm workbench, then watch until told to stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import django

import xingtan
from xingtan.project.service_user import ServiceUser
from xingtan.project.supervisor import ports
from xingtan.project.supervisor.children import Child, environment, last_lines
from xingtan.project.supervisor.columns import aligned
from xingtan.project.supervisor.config import ROOT, Config
from xingtan.project.supervisor.tree import Tree, say

FOLDERS = {"keys": 0o700, "files": 0o700, "cache": 0o700, "backups": 0o700, "static": 0o755}


class StartFailed(SystemExit):
    """The start ended at a step: what happened, and what to try."""


def granian(config: Config, port: int) -> list[str]:
    """The arguments that make `python` the web server of this installation."""
    options = {
        "interface": "wsgi",
        "http": "1",
        "host": config.listen,
        "port": port,
        "workers": config.web_workers,
        "blocking-threads": config.web_threads,
        "blocking-threads-idle-timeout": 600,
        "workers-kill-timeout": 3,
        "respawn-interval": 0.5,
        "log-level": "warning",
    }
    pairs = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [
        "-m",
        "granian",
        *pairs,
        "--no-ws",
        "--respawn-failed-workers",
        "xingtan.project.supervisor.web:application",
    ]


class Start:
    """One run of `xingtan up`, step by step."""

    def __init__(self, config: Config, tree: Tree) -> None:
        self.config = config
        self.tree = tree
        self.user: ServiceUser | None = None
        self.port = 0
        self.reserved: ports.Port | None = None

    # --- who runs it ---------------------------------------------------------------------------------------------

    def choose_user(self) -> None:
        """As root, web and worker become the system user where it reaches the code and owns what it must write."""
        user = self.tree.server.user if self.tree.server else None
        if user is None:
            for name, mode in FOLDERS.items():
                (self.config.home / name).mkdir(mode=mode, exist_ok=True)
            return
        code = [
            Path(sys.executable),
            Path(os.__file__),
            Path(xingtan.__file__),
            Path(django.__file__),
            ROOT / "pyproject.toml",
        ]
        reached = user.may(os.R_OK, code) and user.may(os.X_OK, [Path(sys.executable), self.config.home])
        for name, mode in FOLDERS.items():
            folder = self.config.home / name
            if not folder.exists():
                folder.mkdir(mode=mode)
                if reached:
                    user.give(folder)
        if reached and user.may(os.W_OK, [self.config.home / name for name in FOLDERS]):
            self.user = user
        else:
            say("  web and worker stay root: the system user 'xingtan' does not reach the code or the folders here")

    def python(self, *arguments: str) -> tuple[list[str], dict[str, Any]]:
        """A Python program of ours, as the user chosen."""
        options: dict[str, Any] = {"env": environment(self.config.home), "cwd": ROOT, "umask": 0o027}
        if self.user:
            options = {**options, **self.user.popen_options(), "cwd": "/"}
            options["env"]["HOME"] = "/var/lib/xingtan"
        return [sys.executable, *arguments], options

    def child(self, name: str, *arguments: str) -> Child:
        log = self.config.log / f"{name}.log"
        child = Child(name=name, command=lambda: self.python(*arguments), log=log, guard=self.tree.guard)
        self.tree.children.append(child)
        return child

    # --- steps ---------------------------------------------------------------------------------------------------

    def database(self) -> None:
        if not self.config.is_embedded:
            say("- database: the server of DATABASE_URL")
            return
        started = time.monotonic()
        say("- database …")
        server = self.tree.start_database()
        if server.set_aside:
            say(f"  this home is new; the database of one that was removed is kept in {server.set_aside}")
        size = _megabytes(server.data)
        say(f"  done in {time.monotonic() - started:.1f} s, {size:.0f} MB")

    def prepare(self) -> None:
        """Migrations, static files, demonstration: in one process whose output is shown as it comes."""
        child = self.child("prepare", "-m", "django", "prepare")
        child.log.unlink(missing_ok=True)
        child.start()
        shown = 0

        def show() -> bool:
            """Pass on what is new, up to a traceback: that is for the log."""
            nonlocal shown
            text = child.log.read_bytes() if child.log.exists() else b""
            text = text.partition(b"Traceback (most")[0]
            whole = text[shown : text.rfind(b"\n") + 1]
            if whole:
                shown += len(whole)
                say(whole.decode(errors="replace").rstrip("\n"))
            return self.tree.stop_asked

        code = child.wait(until=show)
        show()
        if code is None:
            raise KeyboardInterrupt
        if code:
            reason = last_lines(child.log, 1)
            raise StartFailed(
                f"{reason}\nThe start stopped at this step; see {child.log}.\n  Try: the same command again"
            )
        self.tree.children.remove(child)

    def serve(self) -> None:
        """Start web and worker; come back when every web process has answered warm."""
        config = self.config
        self.reserved = ports.choose(config.listen, config.port, self.tree.last_state().get("port"))
        self.port = self.reserved.number
        say("- web server and worker …")
        started = time.monotonic()
        web = self.child("web", *granian(config, self.port))
        worker = self.child("worker", "-m", "django", "run_worker")
        worker.start()
        web.start()
        self.tree.remember(port=self.port, url=self.url)
        warm = 0
        while warm < 2 * config.web_workers:
            if self.tree.stop_asked:
                raise KeyboardInterrupt
            if not web.is_alive() or time.monotonic() - started > 90:
                raise StartFailed(f"{last_lines(web.log)}\nThe web server does not answer.\n  Try: less '{web.log}'")
            status = ports.status_of(config.listen, self.port, "/sign-in/")
            if status is not None and status >= 500:
                raise StartFailed(f"{last_lines(web.log)}\nThe sign-in page fails.\n  Try: .venv/bin/xingtan doctor")
            warm += status is not None
            if status is None:
                time.sleep(0.1)
        say(f"  done in {time.monotonic() - started:.1f} s")

    @property
    def url(self) -> str:
        host = "localhost" if self.config.listen in ("127.0.0.1", "0.0.0.0", "::", "::1") else self.config.listen
        return f"http://{host}:{self.port}"

    def announce(self) -> None:
        """Say it all at once: whoever reads the address finds the accounts below it."""
        lines = [f"\nXingtan 杏坛 is ready: {self.url}\n"]
        if rows := self.accounts():
            lines += [*aligned([("role", "sign-in name", "password", "organisation"), *rows]), ""]
        say("\n".join([*lines, "Ctrl-C stops it."]))

    def accounts(self) -> list[tuple[str, ...]]:
        """The demonstration accounts to try; none in a real bureau."""
        if not self.config.is_demo:
            return []
        command, options = self.python("-m", "django", "demo_accounts", "--json")
        listed = subprocess.run(command, capture_output=True, timeout=60, **options)
        try:
            accounts = json.loads(listed.stdout) if listed.returncode == 0 else []
        except ValueError:
            accounts = []
        return [tuple(account[key] for key in ("role", "name", "password", "organisation")) for account in accounts]

    # --- afterwards ----------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Until told to stop, start again whatever falls; give up on what falls again and again."""
        watched = [*([self.tree.database] if self.tree.database else []), *self.tree.children]
        while not self.tree.stop_asked:
            time.sleep(0.2)
            for child in watched:
                if child.is_alive() or self.tree.stop_asked:
                    continue
                child.finish(time.monotonic())
                if not child.may_restart():
                    raise StartFailed(
                        f"{last_lines(child.log)}\n{child.name} keeps failing.\n  Try: less '{child.log}'"
                    )
                say(f"{child.name} has ended and is started again; see {child.log}")
                time.sleep(0.5)
                if child is self.tree.database:
                    self.tree.await_database()
                else:
                    child.start()


def _megabytes(folder: Path) -> float:
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(path, name)).st_size
            except OSError:
                continue  # the server has just removed it
    return total / 1e6


def up(config: Config) -> int:
    """Run until a signal. 0 after an orderly stop."""
    config.home.mkdir(parents=True, exist_ok=True)
    tree = Tree(config)
    tree.listen_to_signals()
    start = Start(config, tree)
    try:
        start.database()
        start.choose_user()
        start.prepare()
        start.serve()
        start.announce()
        start.watch()
    except KeyboardInterrupt:
        pass
    finally:
        say("Stopping …")
        tree.close()
        say("Stopped.")
    return 0
