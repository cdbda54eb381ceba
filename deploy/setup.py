"""Prepare a checkout: Python environment, front-end libraries, bundle, catalogues; with `test`, a browser too.

Needs only the standard library, and reads on Python 3.8, so that an old `python3` can still look for a newer one.
Each step is left out while what it depends on is unchanged, so a second run goes on where the first stopped.

    python3 deploy/setup.py run | check | test
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import machine

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(os.environ.get("XINGTAN_HOME") or ROOT / "var")
VENV = ROOT / ".venv"
STAMPS = VENV / "xingtan-setup.json"
UI_BUNDLE = ROOT / "src/xingtan/kernel/ui/static/ui"
PAPER_FONTS = ROOT / "src/xingtan/engines/papers/fonts"


class StepFailed(Exception):
    """A step that could not finish: one sentence, and what to try."""

    def __init__(self, sentence: str, command: str) -> None:
        super().__init__(f"{sentence}\n  Try: {command}")


def say(text: str) -> None:
    print(text, flush=True)


def stamps() -> dict[str, str]:
    try:
        return json.loads(STAMPS.read_text())
    except (OSError, ValueError):
        return {}


def step(name: str, *, inputs: str, made: list[Path], do, size_of: list[Path]) -> None:
    """Run `do` unless its inputs are as at the last success and everything it made is still there."""
    if stamps().get(name) == inputs and all(path.exists() for path in made):
        say(f"- {name}: up to date")
        return
    say(f"- {name} …")
    started = time.monotonic()
    do()
    STAMPS.write_text(json.dumps({**stamps(), name: inputs}, indent=1))
    size = f", {sum(machine.size(path) for path in size_of) / 1e6:.1f} MB" if size_of else ""
    say(f"  done in {time.monotonic() - started:.1f} s{size}")


def call(command: list[str], *, log: str, sentence: str, tell: str, env: dict[str, str] | None = None) -> None:
    """Run `command` with its output in the log folder; its last lines are shown only when it fails."""
    folder = HOME / "log"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"setup-{log}.log"
    with path.open("w") as file:
        try:
            code = subprocess.call(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
            )
        except OSError as error:
            file.write(str(error))
            code = 127
    if code:
        lines = path.read_text(errors="replace").splitlines()[-15:]
        say("\n".join("  | " + line for line in lines))
        raise StepFailed(f"{sentence} The whole output is in {path}.", tell)


def uv() -> str:
    """The uv of the machine when it reads our lock file, else our own, installed through pip."""
    own = HOME / "tools"
    for candidate in (shutil.which("uv"), str(own / "bin/uv"), str(Path.home() / ".local/bin/uv")):
        if candidate and machine.version_of([candidate, "--version"]) >= (0, 9):
            return candidate
    say("- uv (the installer of the Python environment) …")
    pip = [sys.executable, "-m", "pip"]
    if subprocess.call([*pip, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        raise StepFailed(
            "This Python has no pip, and no uv was found.",
            "apt-get install python3-pip   (macOS: brew install uv), then run the same command again",
        )
    call(
        [*pip, "install", "--quiet", "--target", str(own), "--upgrade", "uv>=0.13,<0.14"],
        log="uv",
        sentence="uv could not be installed through pip.",
        tell=f"{sys.executable} -m pip install --user uv",
    )
    return str(own / "bin/uv")


def python_environment(*, for_tests: bool, with_node: bool) -> None:
    fresh = machine.version_of([str(VENV / "bin/python"), "--version"]) < (3, 11)
    groups = ["--group", "node"] if with_node else []
    if not for_tests and not (VENV / "bin/pytest").exists():
        groups.append("--no-dev")  # once the tools of the tests are there, they stay
    name, lock = "Python environment", machine.digest([ROOT / "uv.lock", ROOT / "pyproject.toml"])
    inputs = " ".join([lock, *groups])
    if not fresh and stamps().get(name, "").startswith(lock) and stamps()[name] in (inputs, f"{lock} --group node"):
        inputs = stamps()[name]  # what is there holds at least what is asked for

    def do() -> None:
        command = [uv(), "sync", "--locked", *groups]
        if fresh:
            command += ["--python", machine.find_python() or ""]
        call(
            command,
            log="python",
            sentence="The Python environment could not be built.",
            tell=f"rm -rf .venv && {Path(command[0]).name} sync --locked   (is the package registry reached?)",
            env={"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"},
        )

    if fresh and machine.find_python() is None:
        raise StepFailed(
            "Python 3.11 or newer is needed and was not found.", "apt-get install python3   (or: brew install python)"
        )
    step(name, inputs=inputs, made=[VENV / "bin/xingtan"], do=do, size_of=[VENV])


def front_end(node: list[str], npm: list[str], *, for_tests: bool) -> None:
    modules = ROOT / "node_modules"
    path = str(Path(node[0]).parent) + os.pathsep + os.environ.get("PATH", "")
    packages = machine.digest([ROOT / "package-lock.json", ROOT / "package.json"])
    omit = [] if for_tests or (modules / "axe-core").exists() else ["--omit=dev"]
    step(
        "front-end libraries",
        inputs=" ".join([packages, *omit]),
        made=[modules / "esbuild", modules / "htmx.org", PAPER_FONTS],
        do=lambda: call(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit],
            log="npm",
            sentence="The front-end libraries could not be installed.",
            tell="rm -rf node_modules and run the same command again",
            env={"PATH": path},
        ),
        size_of=[modules],
    )
    step(
        "front-end bundle",
        inputs=packages + machine.digest([ROOT / "frontend"]),
        made=[UI_BUNDLE, PAPER_FONTS],
        do=lambda: call(
            [*node, "frontend/build.mjs"],
            log="bundle",
            sentence="The front-end bundle could not be built.",
            tell="node frontend/build.mjs",
            env={"PATH": path},
        ),
        size_of=[UI_BUNDLE, PAPER_FONTS],
    )


def bytecode() -> None:
    """Compiled here, since the user that the server runs as may not write beside the sources."""
    libraries = stamps().get("Python environment", "")
    step(
        "bytecode",
        inputs=libraries + machine.digest(sorted((ROOT / "src").rglob("*.py"))),
        made=[],
        do=lambda: call(
            [str(VENV / "bin/python"), "-m", "compileall", "-q", "-j", "0", "src", str(VENV / "lib")],
            log="bytecode",
            sentence="A Python file could not be compiled.",
            tell=".venv/bin/python -m compileall -q src",
        ),
        size_of=[],
    )


def catalogues() -> None:
    sources = sorted((ROOT / "src").rglob("locale/*/LC_MESSAGES/*.po"))
    step(
        "catalogues",
        inputs=machine.digest(sources),
        made=[path.with_suffix(".mo") for path in sources],
        do=lambda: call(
            [str(VENV / "bin/python"), "deploy/checks/catalogues.py"],
            log="catalogues",
            sentence="A catalogue of translations could not be compiled.",
            tell=".venv/bin/python deploy/checks/catalogues.py",
        ),
        size_of=[path.with_suffix(".mo") for path in sources],
    )


def main(purpose: str) -> None:
    for_tests = purpose != "run"
    system_node = machine.find_node()
    python_environment(for_tests=for_tests, with_node=system_node is None)
    node, npm = system_node or machine.wheel_node(VENV)
    front_end(node, npm, for_tests=for_tests)
    bytecode()
    catalogues()
    if purpose == "test":
        import browser
        import webserver

        browser.prepare(say)
        webserver.prepare(say)


if __name__ == "__main__":
    try:
        HOME.mkdir(parents=True, exist_ok=True)
        with (HOME / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once take turns
            main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
    except PermissionError as error:
        sys.exit(f"{error.filename} cannot be written by this user.\n  Try: the command as the owner of this folder")
    except (StepFailed, machine.Missing) as error:
        sys.exit(str(error))
