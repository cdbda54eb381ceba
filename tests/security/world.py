"""Two schools with one of everything in each, and somebody in every role at the first of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from xingtan.apps.exchange.testing import exchange_of
from xingtan.apps.gateway.data import AVATAR_HOLDER
from xingtan.apps.gateway.models import ForgottenRequest
from xingtan.apps.registry.models import CustodyRequest
from xingtan.apps.registry.services.certificates import issue_certificate
from xingtan.apps.registry.services.placements import draft_placement
from xingtan.apps.staffing.models import EdtechKeeper, HeldCertificate, HeldTitle
from xingtan.apps.staffing.services import ensure_records
from xingtan.apps.workbench.services import send_letter
from xingtan.engines.papers.testing import furnished
from xingtan.engines.workflow.testing import flow_of
from xingtan.kernel.files.services import store_avatar
from xingtan.kernel.imports.models import ImportRow, ImportRun
from xingtan.kernel.imports.staging import sealed
from xingtan.kernel.notices.models import Delivery
from xingtan.kernel.notices.services import tell
from xingtan.kernel.tables.models import BulkRun, OwnView
from xingtan.kernel.tasks.models import TaskRun
from xingtan.people.access.data import ROLES
from xingtan.people.access.models import Grant
from xingtan.people.access.services import grant_role
from xingtan.people.accounts.models import Agreement
from xingtan.people.organisations import services as organisations
from xingtan.people.organisations.models import Organisation
from xingtan.people.persons.models import DataConfirmation, Person
from xingtan.people.persons.services import set_document
from xingtan.people.postings.models import Posting
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import ClassGroup, Consent, Enrolment, PersonMerge
from xingtan.people.roster.testing import District, build_district, resident_id

ANONYMOUS = "anonymous"
EVERYBODY = tuple(ROLES)
SIDES = ("own", "other")


@dataclass
class World:
    """`ids[side][name]` is the id of one thing at that school; `clients[role]` is a browser of that role."""

    district: District
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


def build_world() -> World:
    district = build_district()
    world = World(district=district)
    for side, school, class_group in (
        ("own", district.school, district.class_group),
        ("other", district.other_school, district.other_class),
    ):
        world.ids[side] = _furnish(district, school, class_group, serial=SIDES.index(side) + 1)
    for role in ROLES:
        place = {"organisation": district.bureau} if role == "district_leader" else {}
        if role == "grade_leader":
            place = {"scope_path": district.class_group.cohort.path}
        person = _pupil_or_guardian(district, role) or district.staff(role, **place)
        world.people[role] = person
        world.clients[role] = district.client(person)
    _narrow_the_district_leader(world)
    world.clients[ANONYMOUS] = Client()
    return world


def _pupil_or_guardian(district: District, role: str) -> Person | None:
    """The pupil and the guardian of the matrix belong to the very things that hang on the first class."""
    if role == "student":
        return Enrolment.objects.get(class_group=district.class_group, seat_number=1).person
    if role == "guardian":
        pupil = Enrolment.objects.get(class_group=district.class_group, seat_number=1).person
        return pupil.guardianships.get(status="confirmed").guardian
    return None


def _narrow_the_district_leader(world: World) -> None:
    """The leader of a 学区 reaches its member schools through the grouping alone: here the first school."""
    Grant.objects.filter(person=world.people["district_leader"]).delete()
    Posting.objects.filter(person=world.people["district_leader"]).delete()
    grant_role(
        actor=world.district.actor,
        person_id=world.people["district_leader"].pk,
        role="district_leader",
        grouping_id=world.ids["own"]["grouping"],
        starts_on=world.district.on,
    )


def _furnish(district: District, school: Organisation, class_group: ClassGroup, serial: int) -> dict[str, Any]:
    actor, on, now = district.actor, district.on, timezone.now()
    pupil = district.pupil(class_group=class_group)
    Enrolment.objects.filter(pk=pupil.pk).update(seat_number=1)
    confirmed = district.guardian(pupil, phone=f"1001234567{serial}")
    asking = district.person()
    guardianship = roster.request_guardianship(
        guardian_id=asking.pk, pupil_id=pupil.person_id, relation="father", on=on, now=now
    )
    custody = CustodyRequest.objects.create(
        guardianship=confirmed,
        asked_by=confirmed.guardian,
        reason="court",
        effective_on=on,
        statement="判决",
        asked_at=now,
        scope_path=pupil.scope_path,
    )
    teacher = district.staff("teacher", organisation=school, subject_code="13")
    ensure_records([teacher.pk])
    grouping = organisations.create_grouping(
        actor=actor, organisation_id=district.bureau.pk, kind="district", name=f"{school.name}学区", on=on
    )
    organisations.add_member(actor=actor, grouping_id=grouping.pk, organisation_id=school.pk, on=on)
    group_id, term_id = _teaching_group(district, school, pupil)
    _message(school, confirmed.guardian_id)
    return {
        "organisation": school.pk,
        "class_group": class_group.pk,
        "pupil": pupil.person_id,
        "enrolment": pupil.pk,
        "guardian": confirmed.guardian_id,
        "guardianship": guardianship.pk,
        "custody_request": custody.pk,
        "teacher": teacher.pk,
        "grouping": grouping.pk,
        "document": _document(district, pupil.person, 40 + serial),
        "staff_title": HeldTitle.objects.create(record=teacher.staff_record, code="3").pk,
        "certificate": HeldCertificate.objects.create(record=teacher.staff_record, kind="teaching", code="2").pk,
        "keeper": EdtechKeeper.objects.create(
            record=teacher.staff_record, organisation=school, starts_on=district.on
        ).pk,
        "exchange": _exchange(district, school),
        "staff_document": _document(district, teacher, 60 + serial),
        "placement": _placement(district, pupil),
        "other_pupil": district.pupil(class_group=class_group).person_id,
        "merge": PersonMerge.objects.create(kept=pupil.person, merged=asking, note="对照户口簿", done_at=now).pk,
        **_certificate(district, pupil),
        "posting": Posting.objects.get(person=teacher).pk,
        "assignment": _teaching(district, teacher, class_group),
        "teaching_group": group_id,
        "term": term_id,
        "day": _school_day(district, school),
        **_accounts(district, pupil, teacher, school, class_group),
        **_paper(district, pupil, school),
        **exchange_of(district, school),
        **furnished(district, school),
        **flow_of(district, school, serial),
    }


def _certificate(district: District, pupil: Enrolment) -> dict[str, Any]:
    paper = issue_certificate(actor=district.actor, person_id=pupil.person_id, purpose="办理居住证", on=district.on)
    return {"paper": paper.pk, "verify_code": paper.verify_code}


def _placement(district: District, pupil: Enrolment) -> int:
    return draft_placement(
        actor=district.actor, cohort_id=pupil.cohort_id, on=district.on, basis="均衡编班", is_whole=True
    ).pk


def _exchange(district: District, school: Organisation) -> int:
    """Somebody of this school who is out at it, which is enough for a posting as guest."""
    guest = district.staff("teacher", organisation=school, subject_code="14")
    posting = Posting.objects.get(person=guest)
    Posting.objects.filter(pk=posting.pk).update(kind="support", ends_on=district.on + timedelta(days=90))
    ensure_records([guest.pk])
    return int(posting.pk)


def _document(district: District, person: Person, serial: int) -> int:
    number = resident_id(person.born_on, person.sex, serial)
    return set_document(actor=district.actor, person_id=person.pk, kind="1", number=number).pk


def _teaching(district: District, teacher: Person, class_group: ClassGroup) -> int:
    return roster.assign_teaching(
        actor=district.actor,
        person_id=teacher.pk,
        class_group_id=class_group.pk,
        subject_code="13",
        on=district.on,
    ).pk


def _school_day(district: District, school: Organisation) -> int:
    return roster.set_calendar_day(
        actor=district.actor, day=district.on, kind="event", name="运动会", organisation_id=school.pk
    ).pk


def _message(school: Organisation, person_id: int) -> None:
    Delivery.objects.create(
        person_id=person_id,
        channel="sms",
        provider="aliyun",
        kind="notices.code",
        unit_path=school.path,
        state="refused",
        code="isv.AMOUNT_NOT_ENOUGH",
        address_masked="100****5671",
        made_at=timezone.now(),
    )


def _teaching_group(district: District, school: Organisation, pupil: Enrolment) -> tuple[int, int]:
    year = pupil.cohort.enrol_year
    terms = {"starts_in": year, "ordinal": 1}
    term = roster.add_term(
        actor=district.actor,
        **terms,
        starts_on=pupil.starts_on,
        ends_on=pupil.starts_on + timedelta(days=140),
    )
    group = roster.create_teaching_group(
        actor=district.actor, organisation_id=school.pk, term_id=term.pk, subject_code="13", name="数学A层"
    )
    roster.add_group_member(actor=district.actor, teaching_group_id=group.pk, person_id=pupil.person_id, on=district.on)
    return group.pk, term.pk


def _accounts(
    district: District, pupil: Enrolment, teacher: Person, school: Organisation, class_group: ClassGroup
) -> dict[str, Any]:
    account = district.account(pupil.person)
    asked = ForgottenRequest.objects.create(
        account=account, organisation=school, scope_path=class_group.path, asked_at=timezone.now()
    )
    grant = grant_role(
        actor=district.actor,
        person_id=teacher.pk,
        role="school_cio",
        scope_path=school.path,
        starts_on=district.on,
    )
    return {"account": account.pk, "forgotten": asked.pk, "grant": grant.pk}


def _picture() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "white").save(drawn, "PNG")
    return SimpleUploadedFile("portrait.png", drawn.getvalue(), "image/png")


def _paper(district: District, pupil: Enrolment, school: Organisation) -> dict[str, Any]:
    """What belongs to the pupil alone, and a letter that the school's administrator wrote."""
    now, on, person_id = timezone.now(), district.on, pupil.person_id
    agreement, _made = Agreement.objects.get_or_create(
        kind="children", version="test", defaults={"text_zh": "规则", "published_at": now}
    )
    consent = Consent.objects.create(pupil_id=person_id, agreement=agreement, asked_on=on, due_on=on)
    confirmation = DataConfirmation.objects.create(person_id=person_id, asked_on=on, due_on=on, reason="核对")
    notice = tell(
        kind="workbench.letter",
        subject_key=f"test:{school.pk}",
        person_ids=[person_id],
        title="签收",
        requires_ack=True,
        ack_by=on,
        organisation_path=school.path,
        now=now,
    )
    clerk = district.staff("school_administrator", organisation=school)
    letter = send_letter(
        actor=district.actor_of(clerk),
        token=f"t{school.pk}",
        scope_path=school.path,
        audiences=["students"],
        title="通知",
        body="内容",
        now=now,
        receipt_by=on,
    )
    account = district.account(pupil.person)
    link = store_avatar(
        _picture(),
        actor=district.actor_of(pupil.person),
        holder=(AVATAR_HOLDER, person_id),
        organisation_path=school.path,
    )
    job = TaskRun.objects.create(task="test", label="作业", account_id=account.pk, person_id=person_id)
    run = BulkRun.objects.create(
        account_id=account.pk, table_code="t", act_code="a", act_label="a", row_count=1, run_at=now
    )
    view = OwnView.objects.create(
        account_id=account.pk, table_code="t", address="/", name="常用", query="q=1", kept_at=now
    )
    brought = ImportRun.objects.create(
        register_code="registry.pupils",
        path=school.path,
        target_label=school.name,
        account_id=account.pk,
        person_id=person_id,
        file_name="名册.xlsx",
        on=on,
        state="checked",
        heads=["Name"],
        columns={"0": "name"},
        row_count=1,
        counts={"refused": 1},
        created_at=now,
    )
    row = ImportRow.objects.create(
        run=brought, line=2, cells_sealed=sealed(["Mou"], {}, {}), verdict="refused", problems=[["name", "不能为空。"]]
    )
    return {
        "import_run": brought.pk,
        "import_row": row.pk,
        "consent": consent.pk,
        "confirmation": confirmation.pk,
        "notice": notice.pk,
        "letter": letter.pk,
        "file": link.pk,
        "job": job.pk,
        "run": run.pk,
        "view": view.pk,
    }
