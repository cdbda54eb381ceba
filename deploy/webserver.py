"""Find nginx for the tests, or install it where we may. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def find_nginx() -> str | None:
    """The path of nginx; /usr/sbin is not on everybody's path."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


def prepare(say) -> None:
    """Make nginx ready, without starting the machine's own, or say that it is missing; under CI=true a failure."""
    if not find_nginx() and os.geteuid() == 0 and shutil.which("apt-get"):
        say("- nginx: installing …")
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.call(["apt-get", "update", "-qq"], **quiet)
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx"], **quiet)
    if found := find_nginx():
        say(f"- nginx: {found}")
        return
    sentence = "nginx not found; the test of the files for one server needs it.\n  Try: sudo apt-get install nginx"
    if os.environ.get("CI") == "true":
        sys.exit(sentence)
    say(f"- nginx: {sentence}\n  That test is left out this time.")
