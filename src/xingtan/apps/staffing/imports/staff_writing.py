"""Writing lines of the staff register through the services of staffing, and taking them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _g

from xingtan.apps.staffing import data, services
from xingtan.apps.staffing.imports.staff_fields import DAYS, PERSON, POST, RECORD
from xingtan.apps.staffing.models import HeldCertificate, StaffRecord
from xingtan.kernel.clock import day_before, in_force
from xingtan.kernel.errors import DomainError
from xingtan.kernel.imports.data import Verdict
from xingtan.kernel.imports.register import Line
from xingtan.kernel.scopes import Actor
from xingtan.people.access.data import GUARDED_ROLES, STAFF_ROLES
from xingtan.people.persons import services as persons
from xingtan.people.persons.data import RESIDENT_ID
from xingtan.people.persons.models import IdentityDocument
from xingtan.people.postings import services as postings
from xingtan.people.postings.models import Posting
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup

if TYPE_CHECKING:
    from xingtan.apps.staffing.imports.staff import StaffSession

HOMEROOM = "homeroom_teacher"


def held_values(ids: Sequence[int], path: str, on: date) -> dict[int, dict[str, Any]]:
    """What the files hold, in the form that cells are parsed to: person id -> field code -> value."""
    files = StaffRecord.objects.filter(person_id__in=ids, organisation__path__below=path)
    records = {record.person_id: record for record in files.select_related("person", "organisation")}
    documents = {row.person_id: row for row in _main_documents(list(records))}
    posts = _main_posts(records.values(), on)
    rows = HeldCertificate.objects.filter(record__in=records.values()).order_by("-kind", "code", "pk")
    certificates: dict[int, dict[str, HeldCertificate]] = {}
    for row in rows:
        certificates.setdefault(row.record_id, {})[row.kind] = row
    levels = {row.record_id: row.code for row in reversed(rows) if row.kind == data.CertificateKind.PUTONGHUA}
    found = {}
    for person_id, record in records.items():
        teaching = certificates.get(record.pk, {}).get(data.CertificateKind.TEACHING)
        document = documents.get(person_id)
        values = {code: getattr(record.person, code) for code in PERSON} | {
            code: getattr(record, code) for code in RECORD
        }
        values |= {code: values[code].isoformat() if values[code] else None for code in DAYS}
        found[person_id] = values | {
            "school_code": record.organisation.code,
            "phone": record.person.phone,
            "document_kind": document.kind if document else None,
            "document_number": document.number if document else None,
            "certificate_number": teaching.number if teaching else "",
            "putonghua": levels.get(record.pk, ""),
            **posts.get(person_id, dict.fromkeys(POST)),
        }
    return found


def _main_documents(person_ids: Sequence[int]) -> list[IdentityDocument]:
    """One document of each, the last: the resident ID where there is one."""
    rows = IdentityDocument.objects.filter(person_id__in=person_ids).order_by("person_id", "-kind")
    return sorted(rows, key=lambda row: row.kind == RESIDENT_ID)


def _open_posts(records: Iterable[StaffRecord], on: date) -> list[Posting]:
    """Postings in force at the unit that keeps the file, the main one first; the three administrators apart."""
    units = {record.person_id: record.organisation_id for record in records}
    rows = Posting.objects.filter(in_force(on), person_id__in=units, role__in=STAFF_ROLES - GUARDED_ROLES)
    found = rows.order_by("-is_main", "starts_on", "pk")
    return [posting for posting in found if posting.organisation_id == units[posting.person_id]]


def _main_posts(records: Iterable[StaffRecord], on: date) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    posts = _open_posts(records, on)
    led = [posting.scope_path for posting in posts if posting.role == HOMEROOM]
    classes = dict(ClassGroup.objects.filter(path__in=led).values_list("path", "pk")) if led else {}
    for posting in posts:
        values = found.setdefault(posting.person_id, dict.fromkeys(POST))
        if posting.role == HOMEROOM:
            if values["class"] is None and posting.scope_path in classes:
                values["class"] = str(classes[posting.scope_path])
        elif values["role"] is None:
            values.update(role=posting.role, post_title=posting.title, subject_code=posting.subject_code)
    return found


def _columns(values: Mapping[str, Any], codes: Iterable[str]) -> dict[str, Any]:
    """Those of `values` that belong to `codes`, as services take them: days as days, nothing as "" or None."""
    found: dict[str, Any] = {}
    for code in codes:
        if code in values:
            value = values[code]
            found[code] = date.fromisoformat(value) if code in DAYS and value else value
            if value in (None, ""):
                found[code] = None if code in DAYS else ""
    return found


def _attempt(line: Line, act: Callable[[Line], None]) -> None:
    """Do one line; what services refuse becomes its problem and leaves nothing behind."""
    try:
        with transaction.atomic():
            act(line)
    except DomainError as error:
        line.refuse("", error)
    except IntegrityError:
        line.refuse("", _g("与同时登记的另一人冲突，请重新比对。"))


class StaffWriter:
    """One line after the other: each asks the same questions as the forms do."""

    def __init__(self, session: StaffSession) -> None:
        self.session = session

    @property
    def actor(self) -> Actor:
        return self.session.setting.actor

    @property
    def on(self) -> date:
        return self.session.setting.on

    def write(self, lines: Sequence[Line]) -> None:
        acts = {Verdict.NEW: self._add, Verdict.CHANGED: self._change, Verdict.MISSING: self._leave}
        for line in lines:
            _attempt(line, acts[Verdict(line.verdict)])

    def _add(self, line: Line) -> None:
        values, known = line.values, self.session.known_persons.get(line.number)
        facts = _columns(values, (*PERSON, *RECORD)) | {"phone": values.get("phone", "")}
        if values.get("document_number"):
            facts["document"] = (values["document_kind"], values["document_number"])
        facts.setdefault("joined_on", self.on)
        posting = {
            "role": values["role"],
            "starts_on": self.on,
            "title": values.get("post_title", ""),
            "subject_code": values.get("subject_code", ""),
            "basis": _g("教职工名册导入"),
        }
        unit = self.session.unit_of[line.number]
        record = services.add_staff(
            actor=self.actor, organisation_id=unit.pk, posting=posting, facts=facts, person_id=known
        )
        person_id: int = record.person_id
        self._set_certificates(person_id, values)
        seats = self._lead(person_id, values["class"]) if values.get("class") else {}
        mine = Posting.objects.filter(person_id=person_id, role__in=STAFF_ROLES).values_list("pk", flat=True)
        line.held_id = person_id
        line.undo = {
            "new": person_id,
            "is_new_person": known is None,
            "postings": list(mine),
            "before_seats": seats,
            "after": held_values([person_id], self.session.setting.path, self.on)[person_id],
        }

    def _set_certificates(self, person_id: int, values: Mapping[str, Any]) -> None:
        if "certificate_number" in values:
            services.set_certificate_number(
                actor=self.actor, person_id=person_id, number=values["certificate_number"] or ""
            )
        if "putonghua" in values:
            services.set_putonghua(actor=self.actor, person_id=person_id, level=values["putonghua"] or "")

    def _change(self, line: Line) -> None:
        assert line.held_id is not None
        after = {code: new for code, (_old, new) in line.changes.items()}
        before = {code: old for code, (old, _new) in line.changes.items()}
        self._set_facts(line.held_id, after)
        posts = self._set_posts(line.held_id, after)
        line.undo = {"person": line.held_id, "before": before, "after": after, **posts}

    def _set_facts(self, person_id: int, values: Mapping[str, Any]) -> None:
        """Give a file these values; None or "" empties one."""
        facts = _columns(values, (*PERSON, *RECORD))
        if values.get("phone"):
            facts["phone"] = values["phone"]
        if values.get("document_number"):
            kind = values.get("document_kind") or self._kind_of(person_id)
            facts["document"] = (kind, values["document_number"])
        if facts:
            services.update_staff(actor=self.actor, person_id=person_id, facts=facts)
        if "phone" in values and not values["phone"]:
            persons.set_phone(actor=self.actor, person_id=person_id, phone="")
        if "document_number" in values and not values["document_number"]:
            IdentityDocument.objects.filter(person_id=person_id).delete()
        self._set_certificates(person_id, values)

    def _kind_of(self, person_id: int) -> str:
        held = IdentityDocument.objects.filter(person_id=person_id).first()
        return held.kind if held else RESIDENT_ID

    def _set_posts(self, person_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Let the main post become another from the day on, and give a class. Returns what taking back needs."""
        undo: dict[str, Any] = {"started": [], "ended": [], "corrected": []}
        wanted = {code: values[code] for code in ("role", "post_title", "subject_code") if code in values}
        if wanted:
            self._change_post(person_id, wanted, undo)
        if values.get("class"):
            undo["before_seats"] = self._lead(person_id, values["class"])
        return undo

    def _change_post(self, person_id: int, wanted: Mapping[str, Any], undo: dict[str, Any]) -> None:
        record = StaffRecord.objects.get(person_id=person_id)
        held = [posting for posting in _open_posts([record], self.on) if posting.role != HOMEROOM]
        columns = {"title": wanted.get("post_title"), "subject_code": wanted.get("subject_code")}
        columns = {name: value or "" for name, value in columns.items() if value is not None}
        main = held[0] if held else None
        is_same_role = main is not None and wanted.get("role", main.role) == main.role
        if main is not None and is_same_role and ("subject_code" not in columns or main.starts_on == self.on):
            undo["corrected"].append([main.pk, {name: getattr(main, name) for name in columns}])
            postings.correct_posting(actor=self.actor, posting_id=main.pk, **columns)
            return
        if main is not None:
            columns = {"title": main.title, "subject_code": main.subject_code} | columns
            undo["ended"].append([main.pk, main.ends_on.isoformat() if main.ends_on else None])
            last = max(day_before(self.on), main.starts_on)
            postings.end_posting(actor=self.actor, posting_id=main.pk, on=last, reason=_g("教职工名册导入"))
        started = postings.start_posting(
            actor=self.actor,
            person_id=person_id,
            organisation_id=record.organisation_id,
            role=wanted.get("role") or (main.role if main is not None else "teacher"),
            starts_on=self.on,
            is_main=main is None or main.is_main,
            basis=_g("教职工名册导入"),
            **columns,
        )
        undo["started"].append(started.pk)

    def _lead(self, person_id: int, class_id: str) -> dict[str, Any]:
        """Make somebody homeroom teacher; the class before, and whoever led this one, end the day before."""
        class_group = ClassGroup.objects.get(pk=int(class_id))
        led = Posting.objects.filter(in_force(self.on), role=HOMEROOM)
        mine = led.filter(person_id=person_id, organisation_id=class_group.organisation_id)
        others = led.filter(scope_path=class_group.path)
        touched = {posting.pk: posting for posting in (*mine, *others)}
        ended = [[pk, row.ends_on.isoformat() if row.ends_on else None] for pk, row in touched.items()]
        for posting in mine.exclude(scope_path=class_group.path):
            last = max(day_before(self.on), posting.starts_on)
            postings.end_posting(actor=self.actor, posting_id=posting.pk, on=last, reason=_g("教职工名册导入"))
        started = roster.set_homeroom_teacher(
            actor=self.actor, class_group_id=class_group.pk, person_id=person_id, on=self.on
        )
        return {"started": [] if started.pk in touched else [started.pk], "ended": ended}

    def _leave(self, line: Line) -> None:
        assert line.held_id is not None
        reason = _g("全部名单中没有")
        line.undo = {"left": services.leave(actor=self.actor, person_id=line.held_id, on=self.on, reason=reason)}

    # --- taken back ---------------------------------------------------------------------------------------------

    def take_back(self, lines: Sequence[Line]) -> set[int]:
        return {line.number for line in lines if not self._is_taken_back(line)}

    def _is_taken_back(self, line: Line) -> bool:
        undo = line.undo
        if "left" in undo:
            return services.come_back(actor=self.actor, before=undo["left"])
        person_id = undo.get("new") or undo["person"]
        held = held_values([person_id], self.session.setting.path, self.on).get(person_id)
        if held is None or any(held.get(code) != value for code, value in undo["after"].items()):
            return False
        if "new" in undo:
            return self._withdraw(person_id, undo)
        self._reopen(undo)
        self._reopen(undo.get("before_seats") or {})
        self._set_facts(person_id, {code: value for code, value in undo["before"].items() if code not in POST})
        return True

    def _withdraw(self, person_id: int, undo: Mapping[str, Any]) -> bool:
        withdrawn = services.withdraw_staff(
            actor=self.actor, person_id=person_id, posting_ids=undo["postings"], is_new_person=undo["is_new_person"]
        )
        if withdrawn:
            self._reopen({"ended": (undo["before_seats"] or {}).get("ended", [])})
        return withdrawn

    def _reopen(self, undo: Mapping[str, Any]) -> None:
        """Postings that were started go, those that were ended go on, those corrected are as before."""
        for posting_id in undo.get("started", ()):
            postings.withdraw_posting(actor=self.actor, posting_id=posting_id)
        for posting_id, ends_on in undo.get("ended", ()):
            postings.correct_posting(
                actor=self.actor, posting_id=posting_id, ends_on=date.fromisoformat(ends_on) if ends_on else None
            )
        for posting_id, columns in undo.get("corrected", ()):
            postings.correct_posting(actor=self.actor, posting_id=posting_id, **columns)
