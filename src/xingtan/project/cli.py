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

    _backup_parsers(commands)
    _server_parsers(commands)

    bench = commands.add_parser("bench", help="measure, each figure beside its peer or limit")
    bench.add_argument("name", nargs="?", default="all")
    bench.add_argument("--json", action="store_true", help="one object a line")
    bench.add_argument("--size", choices=("demo", "county", "city"), help="one size instead of demo and county")
    bench.set_defaults(run=_bench)

    commands.add_parser("manage", help="run a Django command, e.g. `xingtan manage check`")
    return parser


def _server_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, text, run in (
        ("prepare", "migrate and collect static files, as a unit does before the others start", _prepare),
        ("web", "only the web server, for systemd or containers", _web),
        ("worker", "only a worker, for systemd or containers", _worker),
    ):
        commands.add_parser(name, help=text).set_defaults(run=run)

    upgrade = commands.add_parser("upgrade", help="bring a running installation to the version of this code")
    upgrade.add_argument("--check", action="store_true", help="only look whether it could begin")
    upgrade.set_defaults(run=_upgrade)

    files = commands.add_parser("server-files", help="write units, nginx site and settings for one server")
    files.add_argument("--name", required=True, help="host name that people type")
    files.add_argument("--root", default="/", help="write below this folder, to look at before it is real")
    for word in ("home", "backups", "database", "certificate", "certificate-key", "user", "etc"):
        files.add_argument(f"--{word}")
    for word in ("port", "http-port", "https-port", "upload-megabytes"):
        files.add_argument(f"--{word}", type=int)
    files.set_defaults(run=_server_files)


def _backup_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="write one archive of database and files, or check one")
    backup.add_argument("what", nargs="?", choices=("make", "verify", "compare"), default="make")
    backup.add_argument("file", nargs="?", help="the archive to verify, or to compare this installation with")
    backup.add_argument("--to", metavar="FILE_OR_FOLDER", help="a file ending in .tar, or the folder of backups")
    backup.add_argument("--with-keys", action="store_true", help="put the keys in too; keep such an archive locked up")
    backup.add_argument("--json", action="store_true", help="the outcome as JSON, no progress")
    backup.set_defaults(run=_backup)

    brought = commands.add_parser("import", help="bring a register in from a file (xlsx, xls, csv)")
    brought.add_argument("file", nargs="?")
    brought.add_argument("--list", action="store_true", help="the registers there are")
    brought.add_argument("--into", metavar="REGISTER", help="e.g. registry.pupils")
    brought.add_argument("--to", metavar="CODE", help="code of the school or bureau whose register it is")
    brought.add_argument("--as", dest="account", metavar="USERNAME", help="account under whose rights it is done")
    brought.add_argument("--on", metavar="DAY", help="the day from which it counts, 2026-09-01; today when left out")
    brought.add_argument("--whole", action="store_true", help="the file is the whole list: who is not in it leaves")
    brought.add_argument("--vanishing", type=int, help="how many leave, when that is many")
    brought.add_argument("--skip-refused", action="store_true", help="write the other lines although some are refused")
    brought.add_argument("--write", action="store_true", help="write; without it the differences are only counted")
    brought.set_defaults(run=_import)

    restore = commands.add_parser("restore", help="put an archive back into an empty installation, and compare")
    restore.add_argument("file")
    restore.add_argument("--replace", action="store_true", help="throw away what is here; asks for its name")
    restore.set_defaults(run=_restore)


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


def _backup(options: argparse.Namespace) -> int:
    from xingtan.project.backup import commands

    return _django(lambda: commands.backup(options), as_owner=False)


def _import(options: argparse.Namespace) -> int:
    def bring() -> int:
        import django

        django.setup()
        from xingtan.project import importing

        return importing.run(options)

    return _django(bring)


def _restore(options: argparse.Namespace) -> int:
    from xingtan.project.backup import commands

    return _django(lambda: commands.restore(options), as_owner=False)


def _server_files(options: argparse.Namespace) -> int:
    from pathlib import Path

    from xingtan.project import server_files

    words = server_files.Server.__dataclass_fields__
    given = {name: getattr(options, name) for name in words if getattr(options, name, None) is not None}
    return server_files.report(server_files.Server(**given), Path(options.root).absolute())


def _upgrade(options: argparse.Namespace) -> int:
    from xingtan.project import standstill

    config = Config.read()
    found = standstill.how_it_runs(config)

    def go_on() -> int:
        keys = config.home / "keys"
        if os.geteuid() == 0 and not config.is_embedded and keys.exists() and keys.stat().st_uid != 0:
            os.setegid(keys.stat().st_gid)
            os.seteuid(keys.stat().st_uid)  # root remains behind it, for systemctl
        import django

        django.setup()
        from xingtan.project import upgrading
        from xingtan.project.backup import owners

        if options.check:
            return upgrading.report_check()
        try:
            return upgrading.upgrade(config, found)
        finally:
            owners.to_whoever_runs(config.home, is_embedded=config.is_embedded)

    return _django(go_on, as_owner=False)


def _become(*arguments: str) -> int:
    """Go on as that program, so that who started us watches it and not us."""
    from xingtan.project.supervisor.children import environment

    config = Config.read()
    config.home.mkdir(parents=True, exist_ok=True)
    os.execve(sys.executable, [sys.executable, *arguments], environment(config.home))


def _prepare(options: argparse.Namespace) -> int:
    return _become("-m", "django", "prepare")


def _web(options: argparse.Namespace) -> int:
    from xingtan.project.supervisor.up import granian

    config = Config.read()
    return _become(*granian(config, config.port or 8000))


def _worker(options: argparse.Namespace) -> int:
    return _become("-m", "django", "run_worker")


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
