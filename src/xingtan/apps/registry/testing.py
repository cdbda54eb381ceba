"""What tests of registry share: the acts of the app and who may do them. Nothing is random."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from xingtan.apps.registry.models import CustodyRequest
from xingtan.people.organisations import services as organisations
from xingtan.people.roster import selectors, services
from xingtan.people.roster.models import ClassGroup, Enrolment, Guardianship, TeachingGroup, Term
from xingtan.people.roster.testing import District, build_district, open_class, resident_id


@dataclass(kw_only=True)
class Scene:
    """A district with one pupil in each school, and everything that registry writes about."""

    district: District
    pupil: Enrolment
    parallel: ClassGroup
    guardianship: Guardianship
    request: Guardianship
    term: Term
    teaching_group: TeachingGroup
    teacher: Any
    asked: Any

    @property
    def day(self) -> date:
        return self.district.on


def build_scene(*, is_other: bool = False) -> Scene:
    """The pupil, class and so on of the first school; of the other one with `is_other`."""
    district = build_district()
    school = district.other_school if is_other else district.school
    home = district.other_class if is_other else district.class_group
    pupil = district.pupil("曾子衿", class_group=home)
    teacher = district.staff("teacher", organisation=school, name="顾行简")
    year = selectors.school_year_on(district.on)
    term = services.add_term(
        actor=district.actor,
        starts_in=year,
        ordinal=1,
        starts_on=date(year, 9, 1),
        ends_on=date(year + 1, 8, 20),
    )
    group = services.create_teaching_group(
        actor=district.actor,
        organisation_id=school.pk,
        term_id=term.pk,
        subject_code="16",
        name="物理选考一班",
    )
    asker = district.person("曾国安", phone="13800001234")
    guardianship = district.guardian(pupil, name="柳如烟")
    return Scene(
        district=district,
        pupil=pupil,
        parallel=open_class(district, school, "junior", home.cohort.enrol_year, 2),
        guardianship=guardianship,
        request=services.request_guardianship(
            guardian_id=asker.pk, pupil_id=pupil.person_id, relation="father", on=district.on, now=timezone.now()
        ),
        term=term,
        teaching_group=group,
        teacher=teacher,
        asked=CustodyRequest.objects.create(
            guardianship=guardianship,
            asked_by=guardianship.guardian,
            reason="court",
            effective_on=district.on,
            statement="法院判决变更抚养",
            asked_at=timezone.now(),
            scope_path=pupil.scope_path,
        ),
    )


def new_pupil_data(scene: Scene, **changes: Any) -> dict[str, Any]:
    """What a clerk types to register a pupil with one guardian."""
    born_on = date(scene.pupil.cohort.enrol_year - 12, 3, 14)
    return {
        "name": "单于飞",
        "sex": "1",
        "born_on": born_on.isoformat(),
        "ethnic_code": "01",
        "document_kind": "1",
        "document_number": resident_id(born_on, "1", 77),
        "class_group": scene.pupil.class_group_id,
        "starts_on": scene.day.isoformat(),
        "student_number": "",
        "seat_number": "",
        "entry_code": "01",
        "attendance_code": "1",
        "guardian1-name": "单国强",
        "guardian1-relation": "father",
        "guardian1-sex": "1",
        "guardian1-phone": "13800005678",
        "guardian1-document_number": "",
        **changes,
    }


def identity_data(scene: Scene, **changes: Any) -> dict[str, Any]:
    person = scene.pupil.person
    return {"name": "曾子矜", "sex": person.sex, "born_on": person.born_on.isoformat(), "document_kind": "1", **changes}


def a_picture() -> SimpleUploadedFile:
    """A plain picture file, 60 by 80 pixels."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), (180, 120, 60)).save(out, "PNG")
    return SimpleUploadedFile("portrait.png", out.getvalue(), content_type="image/png")


def acts(scene: Scene) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of registry about the scene's school: address and what is sent."""
    person, home = scene.pupil.person_id, scene.pupil.class_group_id
    school, today = scene.pupil.organisation_id, scene.day.isoformat()
    tomorrow = (scene.day + timedelta(days=1)).isoformat()

    def at(name: str, *args: Any) -> str:
        return reverse(f"registry:{name}", args=args)

    return {
        "pupil_edit": (at("pupil_edit", person), identity_data(scene)),
        "pupil_enrolment": (at("pupil_enrolment", person), {"entry_code": "01", "attendance_code": "2"}),
        "pupil_facts": (at("pupil_facts", person), {"specialty": "二胡"}),
        "pupil_portrait": (at("pupil_portrait", person), {"picture": a_picture()}),
        "pupil_portrait_remove": (at("pupil_portrait_remove", person), {}),
        "certificate_issue": (at("certificate_issue", person), {"purpose": "办理居住证"}),
        "pupil_change_class": (
            at("pupil_change_class", person),
            {"class_group": scene.parallel.pk, "on": tomorrow, "basis": "均衡编班"},
        ),
        "pupil_end": (at("pupil_end", person), {"status": "transferred", "on": today, "basis": "随父母迁居"}),
        "pupil_reveal": (at("pupil_reveal", person, "phone", scene.request.guardian_id), {"reason": "联系家长"}),
        "guardian_add": (at("guardian_add", person), {"name": "曾老太", "relation": "grandmother", "sex": "2"}),
        "guardianship_decide": (at("guardianship_decide", scene.request.pk), {"decision": "confirm"}),
        "guardianship_custody": (
            at("guardianship_custody", scene.guardianship.pk),
            {"act": "withdraw", "on": today, "note": "判决书〔2026〕12号"},
        ),
        "custody_request": (
            at("custody_request", scene.asked.pk),
            {"act": "withdraw", "on": today, "note": "判决书〔2026〕12号"},
        ),
        "class_requests": (at("class_requests", home), {"request": [scene.request.pk]}),
        "guardianship_end": (at("guardianship_end", scene.guardianship.pk), {"on": today, "note": "变更监护协议"}),
        "class_edit": (at("class_edit", home), {"number": 1, "room": "305"}),
        "class_close": (at("class_close", scene.parallel.pk), {"on": today}),
        "class_homeroom": (at("class_homeroom", home), {"person": scene.teacher.pk, "on": today}),
        "class_teaching_add": (
            at("class_teaching_add", home),
            {"person": scene.teacher.pk, "subject": "14", "on": today},
        ),
        "class_code_renew": (at("class_code_renew", home), {}),
        "teaching_group_members": (
            at("teaching_group_members", scene.teaching_group.pk),
            {"class_group": home, "on": today},
        ),
        "organisation_edit": (at("organisation_edit", school), {"short_name": "一校", "primary_years": 6}),
        "organisation_facts": (
            at("organisation_facts", school),
            {"name": "测试区实验学校", "school_kind": "312", "on": today, "basis": "测教发1号"},
        ),
        "day_add": (
            f"{at('day_add')}?school={school}",
            {"school": school, "day": today, "kind": "event", "name": "运动会"},
        ),
    }


def build_grouping(district: District) -> Any:
    """A 学区 of the bureau with the first school in it since last year."""
    grouping = organisations.create_grouping(
        actor=district.actor,
        organisation_id=district.bureau.pk,
        kind="district",
        name="泮水学区",
        on=date(district.on.year - 1, 1, 1),
    )
    organisations.add_member(
        actor=district.actor,
        grouping_id=grouping.pk,
        organisation_id=district.school.pk,
        on=date(district.on.year - 1, 1, 1),
        is_lead=True,
    )
    return grouping
