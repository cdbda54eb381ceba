"""What a person sees of themselves and of their wards, and the whole of it for export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from xingtan.apps.gateway.selectors.code_names import document_kind_name, ethnic_name
from xingtan.kernel.registry import REGISTRY
from xingtan.kernel.scopes import Actor
from xingtan.people.accounts.models import Acceptance, Session
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.postings.models import Posting
from xingtan.people.roster.models import Consent, Enrolment, Guardianship
from xingtan.people.roster.querysets import wards_of

PHONE, ADDRESS = "phone", "address"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of somebody's data. `reveal` names the field that can be shown in clear."""

    label: Any
    value: Any
    reveal: str = ""


def may_speak_for(actor: Actor, person_id: int) -> bool:
    """Whether this is the actor, or a ward whose confirmed guardian with custody the actor is today."""
    if actor.person_id is None:
        return False
    return actor.person_id == person_id or wards_of(actor.person_id, actor.on).filter(pupil_id=person_id).exists()


def person_spoken_for(actor: Actor, person_id: int) -> Person | None:
    """The person, if the actor may speak for them: by what they are to each other, never by a timed power."""
    if not may_speak_for(actor, person_id):
        return None
    return Person.objects.visible_to(actor.unnoticed()).prefetch_related("documents").filter(pk=person_id).first()


def facts_of(person: Person) -> list[Fact]:
    """What is registered about a person, numbers masked."""
    facts = [
        Fact(label=_("姓名"), value=person.name),
        Fact(label=_("电子身份证号"), value=person.e_id_spaced),
        Fact(label=_("性别"), value=person.get_sex_display()),
        Fact(label=_("出生日期"), value=person.born_on),
        Fact(label=_("民族"), value=ethnic_name(person.ethnic_code)),
        Fact(label=_("手机"), value=person.phone_masked, reveal=PHONE),
        Fact(label=_("电子邮箱"), value=person.email),
        Fact(label=_("住址"), value=_("已登记") if person.address_sealed else "", reveal=ADDRESS),
    ]
    for document in person.documents.all():
        name = document_kind_name(document.kind)
        facts.append(Fact(label=name, value=document.number_masked, reveal=f"document-{document.pk}"))
    return facts


def revealed(person: Person, field: str) -> str | None:
    """A masked value in clear; None when there is no such field. The caller records that it was shown."""
    if field == PHONE:
        return person.phone
    if field == ADDRESS:
        return person.address
    number = field.removeprefix("document-")
    if field.startswith("document-") and number.isdigit():
        document = next((row for row in person.documents.all() if row.pk == int(number)), None)
        return document.number if document else None
    return None


def open_confirmations(person_ids: list[int]) -> dict[int, DataConfirmation]:
    """The earliest open request of each person to confirm their data."""
    rows = DataConfirmation.objects.filter(person_id__in=person_ids, confirmed_at__isnull=True).order_by("-due_on")
    return {row.person_id: row for row in rows}


def acceptances_of(person_id: int) -> list[Acceptance]:
    """What a person agreed to, latest first."""
    rows = Acceptance.objects.filter(person_id=person_id, withdrawn_at__isnull=True).select_related("agreement")
    return list(rows.order_by("-accepted_at"))


def export_of(person_id: int) -> dict[str, Any]:
    """Everything held about a person, by section, in the words of the exporters that every package declares."""
    sections: dict[str, Any] = {}
    for exporter in REGISTRY.all("personal_data"):
        for title, rows in exporter.export(person_id):
            sections[str(title)] = list(rows)
    return sections


def export_own(person_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The sections that the people packages hold."""
    person = Person.objects.prefetch_related("documents").get(pk=person_id)
    yield _("本人资料"), [{str(fact.label): _clear(person, fact) for fact in facts_of(person)}]
    yield _("任职"), _rows(Posting.objects.filter(person_id=person_id), "organisation__name", "role", "title")
    enrolments = Enrolment.objects.filter(person_id=person_id)
    yield _("在籍"), _rows(enrolments, "organisation__name", "class_group__path", "status", "student_number_masked")
    yield (
        _("作为监护人"),
        _rows(Guardianship.objects.filter(guardian_id=person_id), "pupil__name", "relation", "status"),
    )
    yield _("监护人"), _rows(Guardianship.objects.filter(pupil_id=person_id), "guardian__name", "relation", "status")
    yield (
        _("协议"),
        _stamped(
            Acceptance.objects.filter(person_id=person_id),
            "agreement__kind",
            "agreement__version",
            "accepted_at",
            "withdrawn_at",
        ),
    )
    consents = Consent.objects.filter(pupil_id=person_id)
    yield (
        _("监护人同意"),
        _stamped(consents, "agreement__version", "guardian__name", "given_at", "refused_at", "withdrawn_at"),
    )
    yield (
        _("登录设备"),
        _stamped(
            Session.objects.filter(account__person_id=person_id), "device", "address", "signed_in_at", "last_seen_at"
        ),
    )
    asked = DataConfirmation.objects.filter(person_id=person_id)
    yield _("资料确认"), _stamped(asked, "reason", "asked_on", "confirmed_at", "remark")


def _clear(person: Person, fact: Fact) -> Any:
    value = revealed(person, fact.reveal) if fact.reveal else fact.value
    return value if value is None or isinstance(value, str | int) else str(value)


def _rows(rows: Any, *columns: str) -> list[dict[str, Any]]:
    return _stamped(rows, *columns, "starts_on", "ends_on")


def _stamped(rows: Any, *columns: str) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows.order_by("pk" if rows.model is not Session else "session_key").values(*columns)
    ]


def may_see_avatar(actor: Actor, person_id: int) -> bool:
    """Whoever may read the person may see the picture."""
    return Person.objects.visible_to(actor).filter(pk=person_id).exists()
