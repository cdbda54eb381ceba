"""Words and events of persons."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from xingtan.kernel.events.api import Event

REVEAL = "persons.reveal"  # look at a document number or phone in clear


class Sex(models.TextChoices):
    MALE = "1", _("男")
    FEMALE = "2", _("女")


RESIDENT_ID = "1"  # 居民身份证 in the document kinds


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Event):
    code: ClassVar[str] = "persons.person_changed"
    person_id: int
