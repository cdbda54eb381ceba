"""The pupil list and the pupil card."""

import pytest
from django.urls import reverse

from xingtan.people.roster.testing import build_district

pytestmark = pytest.mark.django_db


def test_the_list_shows_the_pupils_of_the_class_and_no_others():
    district = build_district()
    mine, other = district.pupil("曾子衿"), district.pupil("乐知远", class_group=district.other_class)
    district.guardian(mine, phone="13800001234")

    page = district.client_of("homeroom_teacher").get(reverse("registry:pupil_list")).content.decode()

    assert "曾子衿" in page and "138****1234" in page
    assert other.person.name not in page


@pytest.mark.parametrize("words", ["zengzijin", "zzj", "子衿", "zeng zi"])
def test_pupils_are_found_by_name_pinyin_and_initials(words):
    district = build_district()
    district.pupil("曾子衿")
    district.pupil("乐知远")

    page = district.client_of("school_administrator").get(reverse("registry:pupil_list"), {"q": words})

    assert "曾子衿" in page.content.decode() and "乐知远" not in page.content.decode()


def test_the_card_shows_the_pupil_with_guardians_and_masks_what_is_personal():
    district = build_district()
    pupil = district.pupil("曾子衿")
    district.guardian(pupil, name="曾国安", phone="13800001234")

    page = district.client_of("school_administrator").get(reverse("registry:pupil", args=[pupil.person_id]))

    text = page.content.decode()
    assert page.status_code == 200
    assert "曾国安" in text and "138****1234" in text and "13800001234" not in text


def test_another_schools_pupil_answers_404():
    district = build_district()
    pupil = district.pupil(class_group=district.other_class)

    for role in ("school_administrator", "homeroom_teacher", "principal"):
        answer = district.client_of(role).get(reverse("registry:pupil", args=[pupil.person_id]))
        assert answer.status_code == 404
