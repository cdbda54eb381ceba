"""One import worked off in a process of its own, so that it can be killed at any moment and begun again.

python -m tests.resilience.importing prepare LIST.csv | work
"""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tests import rosters  # noqa: E402
from xingtan.kernel.clock import local_day  # noqa: E402
from xingtan.kernel.imports import services, tasks  # noqa: E402
from xingtan.kernel.imports.data import State  # noqa: E402
from xingtan.kernel.imports.models import ImportRun  # noqa: E402
from xingtan.people.roster import services as roster  # noqa: E402
from xingtan.people.roster.selectors import school_year_on  # noqa: E402
from xingtan.people.roster.testing import build_district  # noqa: E402

CLASSES = 40


def prepare(path: Path) -> None:
    """A school with all its classes, a clerk, and the list handed in; nothing read yet."""
    now = timezone.now()
    on = local_day(now)
    district = build_district()
    year = school_year_on(on)
    for grade in range(len(rosters.GRADES)):
        cohort = roster.open_cohort(
            actor=district.actor, organisation_id=district.school.pk, stage="primary", enrol_year=year - grade
        )
        held = set(cohort.class_groups.values_list("number", flat=True))
        for number in set(range(1, CLASSES + 1)) - held:
            roster.open_class_group(
                actor=district.actor, cohort_id=cohort.pk, number=number, starts_on=on.replace(month=1, day=1)
            )
    clerk = district.staff("school_administrator")
    district.account(clerk)
    services.receive(
        actor=district.actor_of(clerk),
        register_code="registry.pupils",
        path=district.school.path,
        upload=[path.read_bytes()],
        name=path.name,
        on=on,
        now=now,
    )


def work() -> None:
    """Do whatever the import waits for, to its end: each task begins where the one before was killed."""
    run = ImportRun.objects.get()
    print("begun", flush=True)
    while run.state != State.APPLIED:
        if run.state == State.READING:
            tasks.read_file(run_id=run.pk)
        elif run.state == State.CHECKING:
            tasks.compare_rows(run_id=run.pk)
        elif run.state == State.CHECKED:
            actor = run.register.actor_of(
                account_id=run.account_id,
                person_id=run.person_id,
                posting_id=None,
                on=local_day(timezone.now()),
                now=timezone.now(),
            )
            services.apply(actor=actor, run_id=run.pk, now=timezone.now())
        elif run.state == State.APPLYING:
            tasks.write_rows(run_id=run.pk)
        else:
            sys.exit(f"the import is {run.state}: {run.problem}")
        run.refresh_from_db()


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]))
    else:
        work()
