"""The command `xingtan`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from xingtan.project.supervisor.config import ROOT, Config

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xingtan.project.settings")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run one command. Returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["manage"]:  # everything after it belongs to Django
        return _django(lambda: _manage(words[1:]), as_owner=False)
    options = _parser().parse_args(words)
    try:
        code: int = options.run(options)
    except PermissionError as error:
        sys.exit(f"{error.filename} may not be used by this user.\n  Try: the command as the owner of that folder")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xingtan", description="Run and look after one Xingtan installation.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    commands.add_parser("up", help="start everything and watch it until Ctrl-C").set_defaults(run=_up)

    demo = commands.add_parser("demo", help="load the demonstration district, or list its accounts")
    demo.add_argument("what", nargs="?", choices=("load", "accounts"), default="load")
    demo.add_argument("--size", choices=("demo", "county"), default="demo", help="how large a district to load")
    demo.add_argument("--json", action="store_true", help="accounts as JSON: role, name, password, organisation")
    demo.set_defaults(run=_demo)

    doctor = commands.add_parser("doctor", help="say what is well and what is not, with the next step")
    doctor.add_argument("--database", action="store_true", help="each database feature needed, and whether it is there")
    doctor.set_defaults(run=_doctor)

    audit = commands.add_parser("audit", help="verify the chain of the audit log")
    audit.add_argument("what", choices=("verify",))
    audit.add_argument("--json", action="store_true", help="the verdict as JSON")
    audit.set_defaults(run=_audit)

    bench = commands.add_parser("bench", help="measure, each figure beside its peer or limit")
    bench.add_argument("name", nargs="?", default="all")
    bench.add_argument("--json", action="store_true", help="one object a line")
    bench.add_argument("--size", choices=("demo", "county"), help="one size of district instead of both")
    bench.set_defaults(run=_bench)

    commands.add_parser("manage", help="run a Django command, e.g. `xingtan manage check`")
    return parser


def _django(do: Callable[[], int], *, as_owner: bool = True) -> int:
    """Run with the database at hand: the running installation's, or the embedded server just for this command.

    Root becomes the user the installation runs as, so that what a command writes is not closed to the web server.
    """
    from xingtan.project.service_user import ServiceUser
    from xingtan.project.supervisor.tree import database_at_hand

    config = Config.read()
    os.environ["XINGTAN_HOME"] = str(config.home)
    with database_at_hand(config):
        keys = config.home / "keys"
        if as_owner and os.geteuid() == 0 and keys.exists() and (owner := keys.stat()).st_uid != 0:
            ServiceUser(owner.st_uid, owner.st_gid).become()
        return do()


def _manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["xingtan manage", *words])
    return 0


def _up(options: argparse.Namespace) -> int:
    from xingtan.project.supervisor.up import up

    return up(Config.read())


def _demo(options: argparse.Namespace) -> int:
    if options.what == "accounts":
        return _django(lambda: _manage(["demo_accounts", *(["--json"] if options.json else [])]))
    return _django(lambda: _manage(["load_demo", "--size", options.size]))


def _doctor(options: argparse.Namespace) -> int:
    def examine() -> int:
        import django

        django.setup()
        from xingtan.project import doctor

        return doctor.report_database() if options.database else doctor.report()

    return _django(examine)


def _audit(options: argparse.Namespace) -> int:
    def examine() -> int:
        import django

        django.setup()
        from xingtan.project import journal

        return journal.report(as_json=options.json)

    return _django(examine)


def _bench(options: argparse.Namespace) -> int:
    """Hand over to the folder `bench` of the checkout; it is no part of the installed package."""
    script = ROOT / "bench" / "run.py"
    if not script.exists():
        sys.exit(f"The benchmarks are part of a checkout; {script} is not there.\n  Try: git clone, then make bench")
    size = ["--size", options.size] if options.size else []
    command = [sys.executable, str(script), options.name, *size, *(["--json"] if options.json else [])]
    os.execv(sys.executable, command)


if __name__ == "__main__":
    sys.exit(main())
