"""`xingtan import`: a register from a file, by the same steps as on the pages, without a browser."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path

from django.utils import timezone

from xingtan.kernel.clock import local_day
from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports import mending, services, tasks
from xingtan.kernel.imports.data import Outcome, State, Verdict
from xingtan.kernel.imports.models import ImportRun
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.people.access.services import build_actor
from xingtan.people.accounts.models import Account
from xingtan.people.organisations.models import Organisation

SHOWN = 20
CHUNK = 1024 * 1024


def run(options: Namespace) -> int:
    """Read, compare, and with `--write` write. Returns 0 when done, 1 when refused, 2 when lines are refused."""
    if options.list:
        return _list()
    if not (options.file and options.into and options.account and options.to):
        print("A file, --into, --to and --as are needed.\n  Try: xingtan import --list")
        return 1
    try:
        return _import(options)
    except DomainError as error:
        print(f"{error}\n  Nothing was written.")
        return 1


def _list() -> int:
    for register in REGISTRY.all("imports"):
        print(f"{register.code}: {register.label}. {register.key_note}")
    return 0


def _import(options: Namespace) -> int:
    actor = _actor(options.account)
    place = Organisation.objects.visible_to(actor).filter(code=options.to).first() if actor else None
    if actor is None or place is None:
        missing = f"account {options.account!r}" if actor is None else f"organisation with the code {options.to!r}"
        print(f"There is no {missing} (or not for this account to see).\n  Nothing was written.")
        return 1
    path = Path(options.file)
    if not path.is_file():
        print(f"{path} is not a file.\n  Nothing was written.")
        return 1
    now = timezone.now()
    with path.open("rb") as file:
        brought = services.receive(
            actor=actor,
            register_code=options.into,
            path=place.path,
            upload=iter(lambda: file.read(CHUNK), b""),
            name=path.name,
            on=date.fromisoformat(options.on) if options.on else local_day(now),
            is_whole=options.whole,
            now=now,
        )
    tasks.read_file(run_id=brought.pk)
    brought.refresh_from_db()
    if brought.state == State.MATCHING:
        services.choose_columns(actor=actor, run_id=brought.pk, columns=brought.columns, now=now)
        tasks.compare_rows(run_id=brought.pk)
        brought.refresh_from_db()
    return _written(actor, brought, options)


def _written(actor: Actor, brought: ImportRun, options: Namespace) -> int:
    """Say what came of comparing, and write if asked to."""
    _say(brought)
    refused = brought.counts.get(Verdict.REFUSED, 0)
    if not options.write:
        print(f"Nothing was written. Look at it at {brought.url}, or give --write.")
        return 2 if refused else 0
    services.apply(
        actor=actor,
        run_id=brought.pk,
        skips_refused=options.skip_refused,
        vanishing=options.vanishing,
        now=timezone.now(),
    )
    tasks.write_rows(run_id=brought.pk)
    brought.refresh_from_db()
    done = brought.rows.filter(outcome=Outcome.DONE).count()
    stale = brought.rows.filter(outcome=Outcome.STALE).count()
    print(f"Written: {done} lines, not written: {stale}. The register went from {brought.held_before} to "
          f"{brought.held_after}. For a day it can be taken back at {brought.url}")  # fmt: skip
    return 2 if refused or stale else 0


def _actor(username: str) -> Actor | None:
    account = Account.objects.filter(username=username.lower(), is_active=True).first()
    if account is None:
        return None
    now = timezone.now()
    return build_actor(account_id=account.pk, person_id=account.person_id, posting_id=None, on=local_day(now), now=now)


def _say(brought: ImportRun) -> None:
    counts = ", ".join(f"{verdict} {count}" for verdict, count in sorted(brought.counts.items()) if count)
    print(f"{brought.file_name}: {brought.row_count} lines: {counts or brought.problem}")
    for note in brought.notes:
        print(f"  {note}")
    for row in brought.rows.filter(verdict=Verdict.REFUSED).order_by("line")[:SHOWN]:
        print(f"  line {row.line}: {' '.join(mending.problem_words(brought.register, row.problems))}")
