"""Register items on the card and in the form, and the portrait: who sees, who changes, what the journal says."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from xingtan.apps.registry.data import PORTRAIT_HOLDER
from xingtan.apps.registry.testing import build_scene
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.files.api import FileLink
from xingtan.people.roster import services as roster
from xingtan.people.roster.models import PupilFacts

pytestmark = pytest.mark.django_db


def picture(size=(600, 900), kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, (180, 120, 60)).save(out, kind)
    return SimpleUploadedFile("portrait.png", out.getvalue())


def facts_data(**changes):
    first = {"household_kind_code": "X1", "is_only_child": "1", "distance_km": "1.5", "home_address": "杏花街七号"}
    return {**first, **changes}


def fetched(client, link):
    """The status of fetching a file, read to its end."""
    answer = client.get(f"/files/{link.pk}/")
    if answer.streaming:
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
        for closer in answer._resource_closers:
            closer()
    return answer.status_code


def test_a_clerk_fills_in_the_items_and_the_card_shows_them_masked_where_sensitive():
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")

    answer = clerk.post(reverse("registry:pupil_facts", args=[scene.pupil.person_id]), facts_data())

    card = clerk.get(reverse("registry:pupil", args=[scene.pupil.person_id])).content.decode()
    assert answer.status_code == 302
    assert "农业户口" in card and "杏花街七号" not in card
    entry = AuditEntry.objects.get(action="pupil.facts_changed")
    assert "home_address" in entry.detail["fields"] and "杏花街" not in str(entry.detail)


def test_a_sealed_item_is_shown_for_a_reason_that_is_kept():
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")
    person_id = scene.pupil.person_id
    clerk.post(reverse("registry:pupil_facts", args=[person_id]), facts_data(disability_code="X1"))

    shown = clerk.post(
        reverse("registry:pupil_reveal", args=[person_id, "disability_code", person_id]), {"reason": "随班就读评估"}
    )

    assert "视力残疾" in shown.content.decode()
    assert AuditEntry.objects.filter(action="personal_data.read", detail__fields=["disability_code"]).exists()


def test_the_form_never_fills_in_what_is_sealed_and_leaves_it_when_untouched():
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")
    url = reverse("registry:pupil_facts", args=[scene.pupil.person_id])
    clerk.post(url, facts_data(needs_aid="1"))

    page = clerk.get(url).content.decode()
    clerk.post(url, facts_data(home_address="", needs_aid="=", specialty="二胡"))

    row = PupilFacts.objects.get(pk=scene.pupil.person_id)
    assert "杏花街七号" not in page
    assert row.sealed_facts == {"home_address": "杏花街七号", "needs_aid": True} and row.specialty == "二胡"


def test_a_sealed_item_is_cleared_on_purpose():
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")
    url = reverse("registry:pupil_facts", args=[scene.pupil.person_id])
    clerk.post(url, facts_data(needs_aid="1"))

    clerk.post(url, facts_data(home_address="-", needs_aid=""))

    assert PupilFacts.objects.get(pk=scene.pupil.person_id).sealed_names == []


def test_a_wrong_value_is_told_at_its_field_and_nothing_is_kept():
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")

    answer = clerk.post(
        reverse("registry:pupil_facts", args=[scene.pupil.person_id]), facts_data(birthplace_code="3204")
    )

    assert answer.status_code == 422 and "应为6位数字" in answer.content.decode()
    assert not PupilFacts.objects.exists()


def test_a_change_of_an_item_stands_in_the_history():
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")
    url = reverse("registry:pupil_facts", args=[scene.pupil.person_id])
    clerk.post(url, facts_data())

    clerk.post(url, facts_data(household_kind_code="X2"))

    page = clerk.get(reverse("registry:pupil_history", args=[scene.pupil.person_id])).content.decode()
    assert "农业户口" in page and "非农业户口" in page


def test_a_portrait_is_drawn_in_the_ratio_of_the_register_and_shown_on_card_and_list(settings):
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")

    answer = clerk.post(reverse("registry:pupil_portrait", args=[scene.pupil.person_id]), {"picture": picture()})

    link = FileLink.objects.select_related("file").get(holder_kind=PORTRAIT_HOLDER)
    card = clerk.get(reverse("registry:pupil", args=[scene.pupil.person_id])).content.decode()
    listed = clerk.get(reverse("registry:pupil_list") + "?cols=name,portrait").content.decode()
    assert answer.status_code == 302
    assert (link.file.width, link.file.height) == settings.PORTRAIT_SHAPE
    assert f"/files/{link.pk}/small/" in card and f"/files/{link.pk}/small/" in listed
    assert AuditEntry.objects.filter(action="pupil.portrait_set").exists()


@pytest.mark.parametrize(
    ("role", "elsewhere", "status"),
    [
        ("school_administrator", False, 200),
        ("homeroom_teacher", False, 200),
        ("bureau_staff", False, 200),
        ("school_administrator", True, 404),
        ("teacher", False, 404),
        ("citizen", False, 404),
        ("guardian", False, 404),
    ],
)
def test_only_who_may_read_the_card_gets_the_portrait(role, elsewhere, status):
    scene = build_scene()
    scene.district.client_of("school_administrator").post(
        reverse("registry:pupil_portrait", args=[scene.pupil.person_id]), {"picture": picture()}
    )
    link = FileLink.objects.get(holder_kind=PORTRAIT_HOLDER)
    place = {"organisation": scene.district.other_school} if elsewhere else {}

    answer = fetched(scene.district.client_of(role, **place), link)

    assert answer == status


def test_the_pupil_and_the_guardian_get_it_too():
    scene = build_scene()
    scene.district.client_of("school_administrator").post(
        reverse("registry:pupil_portrait", args=[scene.pupil.person_id]), {"picture": picture()}
    )
    link = FileLink.objects.get(holder_kind=PORTRAIT_HOLDER)

    answers = [
        fetched(scene.district.client(person), link) for person in (scene.pupil.person, scene.guardianship.guardian)
    ]

    assert answers == [200, 200]


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"%PDF-1.4 no picture", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused_and_the_old_portrait_stays(content):
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")
    url = reverse("registry:pupil_portrait", args=[scene.pupil.person_id])
    clerk.post(url, {"picture": picture()})

    answer = clerk.post(url, {"picture": SimpleUploadedFile("portrait.jpg", content)})

    assert answer.status_code == 422
    assert FileLink.objects.filter(holder_kind=PORTRAIT_HOLDER).count() == 1


def test_a_portrait_is_taken_away_with_a_line_in_the_journal():
    scene = build_scene()
    clerk = scene.district.client_of("school_administrator")
    clerk.post(reverse("registry:pupil_portrait", args=[scene.pupil.person_id]), {"picture": picture()})

    clerk.post(reverse("registry:pupil_portrait_remove", args=[scene.pupil.person_id]))

    assert not FileLink.objects.filter(holder_kind=PORTRAIT_HOLDER).exists()
    assert AuditEntry.objects.filter(action="pupil.portrait_removed").exists()


def test_facts_of_a_colleague_school_are_not_there():
    scene = build_scene(is_other=True)
    roster.set_pupil_facts(actor=scene.district.actor, person_id=scene.pupil.person_id, facts={"specialty": "二胡"})

    actor = scene.district.actor_of(scene.district.staff("school_administrator"))

    assert not PupilFacts.objects.visible_to(actor).exists()
