"""Find Chromium and a Chinese font for the tests, or install them where we may. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
APT = ["chromium", "fonts-noto-cjk"]


def find_chromium() -> str | None:
    """The path of a Chromium: `XINGTAN_CHROMIUM`, one of the machine, or one that playwright has fetched."""
    given = os.environ.get("XINGTAN_CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    fetched = sorted((Path.home() / ".cache/ms-playwright").glob("chromium-*/chrome-linux*/chrome"), reverse=True)
    candidates = [*map(shutil.which, NAMES), *(place for place in PLACES if Path(place).exists()), *map(str, fetched)]
    return next(filter(None, candidates), None)


def has_chinese_font() -> bool:
    if sys.platform == "darwin":
        return True
    try:
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], stdout=subprocess.PIPE, timeout=60, check=False)
    except OSError:
        return False
    return bool(listed.stdout.strip())


def missing() -> list[str]:
    lacking = [] if find_chromium() else ["Chromium"]
    return lacking if has_chinese_font() else [*lacking, "a Chinese font"]


def prepare(say) -> None:
    """Make the browser ready, or say what is missing; under CI=true that is a failure."""
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"- browser: installing {' and '.join(missing())} …")
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.call(["apt-get", "update", "-qq"], **quiet)
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "fontconfig", *APT], **quiet)
    lacking = missing()
    if not lacking:
        say(f"- browser: {find_chromium()}")
        return
    sentence = (
        f"{' and '.join(lacking)} not found; the journeys in a real browser need it.\n"
        f"  Try: sudo apt-get install {' '.join(APT)}   (macOS: brew install --cask chromium)"
    )
    if os.environ.get("CI") == "true":
        sys.exit(sentence)
    say(f"- browser: {sentence}\n  The journeys are left out this time.")
