"""Seals: who registers one, who keeps it, and that only the keeper presses it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from xingtan.engines.papers import data, errors
from xingtan.engines.papers.api import OfficialDocument, Paragraph, appoint_keeper, compose, keep_seal, press
from xingtan.engines.papers.models import Seal, SealKeeper, SealUse
from xingtan.engines.papers.testing import make_paper, pages_of, seal_picture
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.notices.models import Notice
from xingtan.kernel.testing.who_may import Case, table, who_may
from xingtan.people.access.models import Grant

SEES = "organisations.view"


@pytest.fixture
def clerk(district):
    return district.actor_of(district.staff("school_administrator"))


@pytest.fixture
def seal(district, clerk):
    return keep_seal(
        actor=clerk,
        organisation_id=district.school.pk,
        kind="official",
        label="第一学校",
        on=district.on,
        picture=seal_picture(is_transparent=False),
    )


@pytest.fixture
def keeper(district, clerk, seal):
    person = district.staff("staff")
    appoint_keeper(actor=clerk, seal_id=seal.pk, person_id=person.pk, starts_on=district.on, now=timezone.now())
    return person


def holder_client(district, permissions, place):
    person = district.person("权若水")
    for code in permissions:
        Grant.objects.create(
            person=person, permission=code, scope_path=place.path, source="direct", starts_on=district.on
        )
    return district.client(person)


def pressed(client, seal, asker, **more):
    form = {"title": "关于放假的通知", "copies": 3, "reason": "印发", "asked_by_id": asker.pk, **more}
    return client.post(reverse("papers:seal_press", args=[seal.pk]), form)


def test_a_seal_is_registered_with_its_picture_on_no_ground(district):
    client = district.client_of("school_administrator")
    form = {"organisation_id": district.school.pk, "kind": "official", "label": "第一学校", "width_mm": 42}
    upload = SimpleUploadedFile("seal.png", seal_picture(is_transparent=False), "image/png")

    answer = client.post(reverse("papers:seal_add"), {**form, "picture": upload})

    assert answer.status_code == 302, answer.content.decode()
    seal = Seal.objects.get()
    assert "还没有监印人" in client.get(reverse("papers:seal", args=[seal.pk])).content.decode()
    assert client.get(reverse("files:open", args=[seal.file_link_id])).status_code == 404


def test_white_lets_the_words_through_and_red_stays_red(district, clerk, seal, keeper):
    done = press(
        actor=district.actor_of(keeper),
        seal_id=seal.pk,
        title="通知",
        copies=1,
        reason="印发",
        asked_by_id=keeper.pk,
        now=timezone.now(),
    )

    with Image.open(BytesIO(done.picture)) as picture:
        side = picture.width
        middle, corner, between = (
            picture.getpixel(at) for at in ((side // 2, side // 2), (2, 2), (side // 4, side // 2))
        )
    assert middle[0] > 200 and middle[1] < 30 and middle[3] > 220
    assert corner[3] == 0 and between[3] == 0


@pytest.mark.parametrize("content", [b"GIF89a", b"", b"<svg/>", seal_picture()[:60]], ids=["gif", "none", "svg", "cut"])
def test_what_is_no_picture_is_refused(district, clerk, content):
    with pytest.raises(errors.PictureUnusable):
        keep_seal(
            actor=clerk,
            organisation_id=district.school.pk,
            kind="official",
            label="章",
            on=district.on,
            picture=content,
        )
    assert not Seal.objects.exists()


def test_a_blank_sheet_is_no_seal(district, clerk):
    drawn = BytesIO()
    Image.new("RGB", (200, 200), "white").save(drawn, "PNG")

    with pytest.raises(errors.PictureUnusable):
        keep_seal(
            actor=clerk,
            organisation_id=district.school.pk,
            kind="official",
            label="章",
            on=district.on,
            picture=drawn.getvalue(),
        )


def test_the_same_seal_is_not_registered_twice(district, clerk, seal):
    with pytest.raises(errors.SealLabelTaken):
        keep_seal(actor=clerk, organisation_id=district.school.pk, kind="official", label="第一学校", on=district.on)


@table(
    Case("may-act", (SEES, data.VIEW_SEALS, data.MANAGE_SEALS), True, 302),
    Case("may-only-look", (SEES, data.VIEW_SEALS), True, 403),
    Case("other-school", (SEES, data.VIEW_SEALS, data.MANAGE_SEALS), False, 422),
    Case("no-grant", (), True, 403),
)
def test_who_may_register_a_seal(district, case):
    place = district.school if case.is_own_school else district.other_school
    client = holder_client(district, case.permissions, place)
    form = {"organisation_id": district.school.pk, "kind": "contract", "label": "合同专用章", "width_mm": 40}

    assert client.post(reverse("papers:seal_add"), form).status_code == case.status
    assert Seal.objects.exists() is (case.status == 302)


@who_may(view=data.VIEW_SEALS, act=data.MANAGE_SEALS, done=302)
def test_who_may_appoint_the_keeper(district, seal, case):
    person = district.staff("teacher", subject_code="13")
    place = district.school if case.is_own_school else district.other_school
    client = holder_client(district, case.permissions, place)
    form = {"person_id": person.pk, "starts_on": district.on.isoformat()}

    answer = client.post(reverse("papers:seal_keeper", args=[seal.pk]), form)

    assert answer.status_code == case.status
    assert SealKeeper.objects.exists() is (case.status == 302)


@who_may(view=data.VIEW_SEALS, act=data.MANAGE_SEALS, done=302)
def test_who_may_take_a_seal_out_of_use(district, seal, case):
    place = district.school if case.is_own_school else district.other_school
    client = holder_client(district, case.permissions, place)

    answer = client.post(reverse("papers:seal_retire", args=[seal.pk]), {"reason": "换新章"})

    seal.refresh_from_db()
    assert answer.status_code == case.status
    assert (seal.retired_on is not None) is (case.status == 302)


@table(
    Case("keeper", (), True, 302),
    Case("manager", (data.VIEW_SEALS, data.MANAGE_SEALS), True, 403),
    Case("other-school", (data.VIEW_SEALS, data.MANAGE_SEALS), False, 404),
    Case("no-grant", (), False, 404),
)
def test_who_may_press(district, seal, keeper, case):
    place = district.school if case.is_own_school else district.other_school
    client = district.client(keeper) if case.name == "keeper" else holder_client(district, case.permissions, place)

    answer = pressed(client, seal, keeper)

    assert answer.status_code == case.status
    assert SealUse.objects.exists() is (case.status == 302)


def test_the_keeper_sees_the_seal_and_is_told(district, seal, keeper):
    client = district.client(keeper)

    page = client.get(reverse("papers:seal", args=[seal.pk])).content.decode()

    assert "登记用印" in page and "任命监印人" not in page
    assert "第一学校" in client.get(reverse("papers:seal_list")).content.decode()
    assert Notice.objects.filter(kind=data.KEEPER_NOTICE, url=reverse("papers:seal", args=[seal.pk])).exists()


def test_a_use_is_listed_and_can_never_be_changed_or_removed(district, seal, keeper):
    pressed(district.client(keeper), seal, keeper)
    page = district.client_of("principal").get(reverse("papers:seal", args=[seal.pk])).content.decode()

    assert "关于放假的通知" in page and keeper.name in page
    with pytest.raises(DatabaseError), transaction.atomic():
        SealUse.objects.update(copies=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealUse.objects.all().delete()
    assert AuditEntry.objects.filter(action=data.AUDIT_PRESSED).count() == 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"copies": 0}, 422),
        ({"copies": 10000}, 422),
        ({"reason": " "}, 422),
        ({"title": ""}, 422),
        ({"asked_by_id": 0}, 422),
    ],
)
def test_an_incomplete_use_is_refused(district, seal, keeper, wrong, status):
    answer = pressed(district.client(keeper), seal, keeper, **wrong)

    assert answer.status_code == status and not SealUse.objects.exists()


def test_handing_over_ends_the_one_and_begins_the_other(district, clerk, seal, keeper):
    successor = district.staff("staff")
    later = district.on + timedelta(days=3)

    appoint_keeper(actor=clerk, seal_id=seal.pk, person_id=successor.pk, starts_on=later, now=timezone.now())

    spans = list(seal.keepers.order_by("starts_on").values_list("person_id", "starts_on", "ends_on"))
    assert spans == [(keeper.pk, district.on, later - timedelta(days=1)), (successor.pk, later, None)]
    assert pressed(district.client(keeper), seal, keeper).status_code == 302
    assert pressed(district.client(successor), seal, keeper).status_code == 404


def test_the_wrong_name_is_put_right_on_the_same_day(district, clerk, seal, keeper):
    other = district.staff("staff")

    appoint_keeper(actor=clerk, seal_id=seal.pk, person_id=other.pk, starts_on=district.on, now=timezone.now())

    assert list(seal.keepers.values_list("person_id", flat=True)) == [other.pk]
    assert pressed(district.client(keeper), seal, keeper).status_code == 404


def test_only_staff_of_the_organisation_keep_a_seal_and_no_day_overlaps(district, clerk, seal, keeper):
    stranger = district.staff("staff", organisation=district.other_school)

    with pytest.raises(errors.KeeperNotOnStaff):
        appoint_keeper(actor=clerk, seal_id=seal.pk, person_id=stranger.pk, starts_on=district.on, now=timezone.now())
    with pytest.raises(errors.KeeperDayWrong):
        appoint_keeper(
            actor=clerk,
            seal_id=seal.pk,
            person_id=keeper.pk,
            starts_on=district.on - timedelta(days=1),
            now=timezone.now(),
        )


def test_a_retired_seal_cannot_be_pressed_and_its_uses_stay(district, seal, keeper):
    pressed(district.client(keeper), seal, keeper)
    manager = district.client_of("school_administrator")
    manager.post(reverse("papers:seal_retire", args=[seal.pk]), {"reason": "换新章"})

    answer = pressed(district.client(keeper), seal, keeper)

    assert answer.status_code == 409 and SealUse.objects.count() == 1
    assert "换新章" in manager.get(reverse("papers:seal", args=[seal.pk])).content.decode()


def test_a_pressed_seal_stands_over_the_day_of_a_document(district, clerk, seal, keeper):
    paper = make_paper(clerk, district.school, now=timezone.now())
    done = press(
        actor=district.actor_of(keeper),
        seal_id=seal.pk,
        paper_id=paper.pk,
        copies=1,
        reason="印发",
        asked_by_id=keeper.pk,
        now=timezone.now(),
    )
    document = OfficialDocument(
        title="通知", signed_by="第一学校", dated="2026年9月1日", body=(Paragraph(text="完。"),), seal="seal"
    )

    (page,) = pages_of(compose("official", document, assets={"seal": done.picture}))

    assert done.use.title == paper.title
    assert [mark.kind for mark in page.marks] == ["picture"]
    shown = district.client_of("principal").get(reverse("papers:paper", args=[paper.pk])).content.decode()
    assert "第一学校" in shown
