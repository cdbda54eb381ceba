"""What is worked out by the product itself once the rows are there: findings, parts of apps, search, the journal."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from xingtan.apps.registry.services import findings
from xingtan.kernel.audit import api as audit
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import system_actor
from xingtan.kernel.search import api as search
from xingtan.project.demo.district import District

FIRST_CHECK_DAYS_AGO = 24
ACTOR = "load-demo"


def analyze() -> None:
    """Let the planner know how many rows there are before anything is asked of them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def check_findings(district: District) -> int:
    """Look as the nightly job did three weeks ago and last night, so that some findings have stood for long."""
    earlier = district.days_ago(FIRST_CHECK_DAYS_AGO)
    findings.check_all(on=earlier, now=district.now - timedelta(days=FIRST_CHECK_DAYS_AGO))
    return findings.check_all(on=district.today, now=district.now).open


def load_parts(district: District) -> None:
    """Let each app add its own part of the demonstration."""
    for part in sorted(REGISTRY.all("demo"), key=lambda entry: entry.order):
        part.load(district)


def index() -> dict[str, int]:
    """Make everybody and everything findable."""
    return search.rebuild_all()


def journal(district: District, counts: dict[str, int]) -> None:
    """Enter into the journal that these rows are invented, and how many there are."""
    actor = system_actor(ACTOR, on=district.today)
    detail = {"size": district.plan.size, "seed": district.seed}
    audit.record(
        actor, "demonstration.loaded", "database", "", "/", {**detail, "counts": counts}, rows=sum(counts.values())
    )
    for part in sorted(district.cast):
        human = district.cast[part]
        audit.record(actor, "account.activated", "person", human.id, district.bureau[1], {"role": part})
