"""Whether this installation still waits for its bureau."""

from __future__ import annotations

from django.conf import settings

from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import Person


def is_empty() -> bool:
    """Whether there is neither an organisation nor a person."""
    return not Organisation.objects.exists() and not Person.objects.exists()


def needs_setup() -> bool:
    """Whether the first-run wizard is due: no demonstration, and nothing here yet."""
    return not settings.IS_DEMO and is_empty()
