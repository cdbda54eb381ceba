"""`xingtan bench NAME [--size demo|county|city] [--json]`: measure, one line a figure."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench import backups, peers, processes, rosters  # noqa: E402
from bench.installation import BenchTrouble, installed  # noqa: E402
from bench.pages import BENCHES as PAGES  # noqa: E402

BENCHES = {**PAGES, "backup": backups.backup, "roster_import": rosters.roster_import}  # the last one leaves rows
SIZES = ("demo", "county")  # measured when no size is asked for; the city takes minutes to load and is asked for
CITY_ALSO = (*SIZES, "city")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if not processes.can_be_read():
        raise BenchTrouble(
            "CPU time per process is read from /proc, which this system does not have.\n"
            "  Try: the same command on Linux, or in a container there"
        )
    names = list(BENCHES) if options.name == "all" else [options.name]
    if not options.json:
        print(f"Peer: {peers.MOODLE}.")
    for size in [options.size] if options.size else SIZES:
        with installed(size, ROOT / "var" / "bench") as district:
            if not options.json:
                print(f"\n{size}: {district.described()}")
            for name in names:
                for line in BENCHES[name](district):
                    print(json.dumps(line, ensure_ascii=False) if options.json else _sentence(line), flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xingtan bench", description=__doc__)
    parser.add_argument("name", nargs="?", default="all", choices=("all", *BENCHES))
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--size", choices=CITY_ALSO, help="one size of district instead of demo and county")
    return parser


def _sentence(line: dict[str, Any]) -> str:
    beside = f"{line['peer_name']} {line['peer']:g}" if "peer" in line else f"limit {line['limit']}"
    more = f", {line['requests_per_s']:g} a second, half within {line['p50_ms']:g} ms" if "p50_ms" in line else ""
    ratio = f"{line['ratio']:g} times better" if line["ratio"] >= 1 else f"{line['ratio']:g} of it"
    return f"  {line['name']}: {line['value']:g} {line['unit']} ({beside}): {ratio}{more}"


if __name__ == "__main__":
    sys.exit(main())
