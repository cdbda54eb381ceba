"""Postings (任职): a person in a role at an organisation, with dates. All rights come from those in force."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingtan.people.access.data import ROLES
from xingtan.people.postings.querysets import PostingQuerySet


class PostingKind(models.TextChoices):
    REGULAR = "regular", _("任职")
    SUPPORT = "support", _("支教")
    EXCHANGE = "exchange", _("交流轮岗")
    CONCURRENT = "concurrent", _("兼任")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Posting(models.Model):
    """`scope_path` is where the rights reach: the organisation's path, or a grade's or class's below it."""

    person = models.ForeignKey("persons.Person", models.PROTECT, related_name="postings")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="postings")
    role = models.CharField(_("角色"), max_length=30)
    kind = models.CharField(_("性质"), max_length=20, choices=PostingKind.choices, default=PostingKind.REGULAR)
    title = models.CharField(_("职务"), max_length=40, blank=True)
    subject_code = models.CharField(_("任教学科"), max_length=6, blank=True)
    scope_path = models.CharField(_("范围"), max_length=240)
    is_main = models.BooleanField(_("主要任职"), default=False)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    basis = models.CharField(_("依据"), max_length=120, blank=True)
    end_reason = models.CharField(_("止因"), max_length=60, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="posting_ends_after_it_begins", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="posting_open_once",
                fields=("person", "organisation", "role", "scope_path", "subject_code"),
                condition=Q(ends_on__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "role"), name="posting_organisation_role"),
            models.Index(fields=("scope_path",), name="posting_scope", opclasses=("varchar_pattern_ops",)),
        )

    @property
    def role_label(self) -> object:
        return ROLES[self.role].label if self.role in ROLES else self.role

    @property
    def display_title(self) -> object:
        """The title on the door, or the role's name where none was given."""
        return self.title or self.role_label
