"""Which staff records an actor may read."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db.models import Q

from xingtan.apps.staffing import data
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import Actor, ScopedQuerySet, among, under
from xingtan.people.access.data import STAFF_ROLES
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting


@prepared
def _units(*, paths: tuple[str, ...]) -> Any:
    return Organisation.objects.filter(under(paths, "path")).order_by().values("pk")


@prepared
def _posted(*, paths: tuple[str, ...], on: date) -> Any:
    here = Posting.objects.in_force(on).filter(under(paths, "organisation__path"), role__in=STAFF_ROLES)
    return here.order_by().values("person_id")


class StaffRecordQuerySet(ScopedQuerySet):
    organisation_path = "organisation__path"

    def visible_to(self, actor: Actor) -> Self:
        """One's own; those of the units within reach; and whoever is posted there today from elsewhere (支教)."""
        own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=())
        paths = actor.paths(data.VIEW)
        if not paths:
            return self.filter(own)
        units = among("organisation_id", _units.written(paths=paths))
        posted = among("person_id", _posted.written(paths=paths, on=actor.on))
        return self.filter(own | units | posted)

    def open(self) -> Self:
        """Those who still work."""
        return self.filter(state__in=data.OPEN_STATES)


class FileRowQuerySet(ScopedQuerySet):
    """Rows of staff files. Whoever may read the file may read them."""

    organisation_path = "record__organisation__path"

    def visible_to(self, actor: Actor) -> Self:
        files = self.model._meta.get_field("record").related_model.objects.visible_to(actor)
        return self.filter(record__in=files.order_by().values("pk"))


class RegistrationQuerySet(ScopedQuerySet):
    organisation_path = "certificate__record__organisation__path"

    def visible_to(self, actor: Actor) -> Self:
        certificates = self.model._meta.get_field("certificate").related_model.objects.visible_to(actor)
        return self.filter(certificate__in=certificates.order_by().values("pk"))


class KeeperQuerySet(ScopedQuerySet):
    """Who keeps the equipment of a school: for those who see its staff."""

    def visible_to(self, actor: Actor) -> Self:
        return self.permitted(actor, data.VIEW)
