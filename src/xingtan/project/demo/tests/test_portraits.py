"""Portraits are drawn, the same ones each time, and are shown to those who may see the person."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from PIL import Image

from xingtan.kernel.files.models import FileLink, StoredFile
from xingtan.kernel.registry import REGISTRY
from xingtan.people.accounts.models import Account
from xingtan.people.persons.models import Person
from xingtan.people.postings.models import Posting
from xingtan.project.demo import portraits
from xingtan.project.demo.faces import SMALL_WIDTH, SQUARE, UPRIGHT, Age, portrait

GROUPS = [(age, sex) for age in Age for sex in ("1", "2")]


@pytest.mark.parametrize(("age", "sex"), GROUPS)
def test_a_picture_says_nothing_but_what_is_drawn(age, sex):
    drawn = portrait(age, sex, 3)

    for content in (drawn.full, drawn.small):
        picture = Image.open(io.BytesIO(content))
        assert picture.format == "JPEG" and not picture.getexif()
        assert not {"exif", "comment", "xmp", "photoshop"} & set(picture.info)
    assert Image.open(io.BytesIO(drawn.full)).size == (UPRIGHT if age in (Age.SMALL, Age.CHILD, Age.TEEN) else SQUARE)
    assert Image.open(io.BytesIO(drawn.small)).width == SMALL_WIDTH
    assert len(drawn.full) < 16_000 and len(drawn.small) < 4_000


def test_the_same_number_draws_the_same_picture_and_others_draw_others():
    again = {group: portrait.__wrapped__(*group, 1) for group in GROUPS}
    others = {portrait(*group, number).full for group in GROUPS for number in range(8)}

    assert again == {group: portrait(*group, 1) for group in GROUPS}
    assert len(others) == 8 * len(GROUPS)


@pytest.mark.usefixtures("loaded")
def test_a_plausible_share_has_a_picture_and_few_contents_serve_all():
    links = list(FileLink.objects.select_related("file__small"))
    working = set(Posting.objects.filter(role="teacher", ends_on=None).values_list("person_id", flat=True))
    shown = set(Person.objects.exclude(photo_file_id=None).values_list("pk", flat=True))

    assert len({link.file_id for link in links}) <= portraits.EACH["demo"] * len(GROUPS)
    assert all(link.file.media_type == "image/jpeg" and link.file.small for link in links)
    assert 0.5 < len(working & shown) / len(working) < 0.75
    assert StoredFile.objects.count() <= 2 * portraits.EACH["demo"] * len(GROUPS)
    people = {person.pk: person for person in Person.objects.filter(pk__in=[link.holder_id for link in links])}
    for link in links:
        REGISTRY.find("file_holders", link.holder_kind)
        if link.holder_kind == portraits.AVATAR_HOLDER:
            assert people[link.holder_id].photo_file_id == link.pk


@pytest.mark.usefixtures("loaded")
def test_a_picture_is_shown_through_its_holder_and_to_nobody_else(client):
    accounts = {account.preferences["demonstration"]["role"]: account for account in _cast()}
    parent, principal = accounts["guardian"], accounts["principal"]
    client.force_login(parent)

    own = client.get(reverse("files:small", args=[parent.person.photo_file_id]))
    anothers = client.get(reverse("files:small", args=[principal.person.photo_file_id]))
    account_page = client.get(reverse("gateway:account"))

    assert b"".join(own.streaming_content)[:2] == b"\xff\xd8" and own["Content-Type"] == "image/jpeg"
    assert anothers.status_code == 404
    assert reverse("files:small", args=[parent.person.photo_file_id]) in account_page.content.decode()


def _cast() -> list[Account]:
    return list(Account.objects.filter(preferences__has_key="demonstration").select_related("person"))
