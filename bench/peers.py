"""What others need for the same thing. Each figure says what was measured, so that a ratio can be judged."""

from __future__ import annotations

from dataclasses import dataclass

MOODLE = (
    "Moodle 4.5, default tuning, nginx, php-fpm 8.2, PostgreSQL 15 and Redis on two cores, 2,000 pupils, 16 clients; "
    "CPU of all of them per request"
)


@dataclass(frozen=True)
class Peer:
    """Milliseconds of CPU per request that a peer needs for its nearest page."""

    name: str
    cpu_ms: float
    setting: str = MOODLE


# The dashboard took 128 to 145 ms; the lower figure is the harder one to beat.
DASHBOARD = Peer(name="Moodle dashboard", cpu_ms=128)
# Its course page lists one course's content and people; the grader report (136 ms), also a long table, asks for more.
COURSE_PAGE = Peer(name="Moodle course page", cpu_ms=120)
# The cheapest of its answers that looks something up for one person and draws no page around it.
MY_COURSES = Peer(name="Moodle web service 'my courses'", cpu_ms=45)
SIGN_IN = Peer(name="Moodle sign-in POST (bcrypt)", cpu_ms=43)

# No peer but a measure of the machine: below 1 it is slower, or busier, than the one the peers were measured on.
DJANGO_PAGE = Peer(
    name="a Django page with one row and a template, where the peers were measured",
    cpu_ms=1.3,
    setting="Django 5.2, granian, PostgreSQL 15, on two quiet cores",
)

# What signing in may cost beside the password itself, which is meant to be dear.
SIGN_IN_BESIDE_ARGON2_MS = 10.0
