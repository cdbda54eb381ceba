"""Portraits of pupils come in as a zip, matched by the names of the files."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from xingtan.apps.registry.services.facts import portrait_links
from xingtan.kernel.imports.testing import compared, findings, hand_in, outcomes, row_counts, taken_back, written
from xingtan.people.persons import services as persons
from xingtan.people.roster import services as roster
from xingtan.people.roster.testing import build_district, resident_id

PHOTOS = "registry.photos"


@pytest.fixture
def district(db):
    return build_district()


@pytest.fixture
def registrar(district):
    return district.client_of("school_administrator")


@pytest.fixture
def pupil(district):
    """A pupil with a document and a student number."""
    stay = district.pupil("欧阳晓雨")
    number = number_of(stay.person)
    persons.set_document(actor=district.actor, person_id=stay.person_id, kind="1", number=number)
    roster.update_enrolment(actor=district.actor, enrolment_id=stay.pk, student_number=f"G{number}")
    return stay.person


def number_of(person):
    return resident_id(person.born_on, person.sex, 7)


def picture(colour="red", kind="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (60, 80), colour).save(out, kind)
    return out.getvalue()


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def look(client, district, members):
    return compared(client, PHOTOS, district.school.path, packed(members), name="照片.zip")


@pytest.mark.parametrize("way", ["student_number", "document", "e_id", "class_and_name"])
def test_the_name_of_the_file_says_whose_picture_it_is(district, registrar, pupil, way):
    names = {
        "student_number": f"G{number_of(pupil)}",
        "document": number_of(pupil),
        "e_id": pupil.e_id,
        "class_and_name": "七（1）班-欧阳晓雨",
    }

    run = look(registrar, district, {f"照片/{names[way]}.jpg": picture()})

    assert (findings(run), run.counts) == ([], {"new": 1})


def test_new_same_and_other_pictures_are_told_apart_and_taken_back(district, registrar, pupil):
    name = f"{number_of(pupil)}.jpg"
    first = written(registrar, look(registrar, district, {name: picture("red")}))
    red = portrait_links([pupil.pk])[pupil.pk].file_id
    assert look(registrar, district, {name: picture("red")}).counts == {"unchanged": 1}

    run = look(registrar, district, {name: picture("blue")})
    assert run.counts == {"changed": 1}
    written(registrar, run)
    assert portrait_links([pupil.pk])[pupil.pk].file_id != red

    taken_back(registrar, run)
    assert portrait_links([pupil.pk])[pupil.pk].file_id == red
    taken_back(registrar, first)
    assert outcomes(first) == {"back": 1}
    assert portrait_links([pupil.pk]) == {}


def test_what_nobody_can_use_is_a_line_with_a_sentence(district, registrar, pupil):
    district.pupil("同名")
    district.pupil("同名")
    before = row_counts()
    good = picture()

    run = look(registrar, district, {
        "没有这个人.jpg": good,
        "七（1）班-同名.jpg": good,
        f"{number_of(pupil)}.jpg": b"<html>",
        f"G{number_of(pupil)}.png": good[:40],
        f"{pupil.e_id}.zip": packed({"x.jpg": good}),
        "Thumbs.db": b"x",
        "__MACOSX/._a.jpg": b"x",
    })  # fmt: skip

    told = "".join(sentence for _line, _code, sentence in findings(run))
    assert run.row_count == 5
    assert run.counts == {"refused": 5}
    assert "认不出“没有这个人”" in told
    assert "这个班有两名“同名”" in told
    assert "打不开" in told
    assert told.count("不是照片") == 2
    assert row_counts() == before


def test_two_pictures_of_one_pupil_are_refused(district, registrar, pupil):
    run = look(registrar, district, {f"{pupil.e_id}.jpg": picture(), f"{number_of(pupil)}.jpg": picture("blue")})

    assert run.counts == {"new": 1, "refused": 1}


def test_names_written_by_windows_are_read(district, registrar, pupil):
    name = "七（1）班-欧阳晓雨.jpg"
    stand_in = "x" * len(name.encode("gbk"))
    content = packed({stand_in: picture()}).replace(stand_in.encode(), name.encode("gbk"))

    run = compared(registrar, PHOTOS, district.school.path, content, name="照片.zip")

    assert (findings(run), run.counts) == ([], {"new": 1})


def test_a_pupil_of_another_school_is_not_recognised(district, registrar):
    other = district.pupil("孟知远", class_group=district.other_class).person

    run = look(registrar, district, {f"{other.e_id}.jpg": picture()})

    assert run.counts == {"refused": 1}


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jpg", b"\0" * 300_000_000)
    return out.getvalue()


HOSTILE = {
    "slip": lambda: packed({"../../etc/passwd.jpg": picture()}),
    "bomb": bomb,
    "no-zip": lambda: b"PK\x03\x04" + b"\0" * 400,
    "picture": picture,
    "empty": lambda: packed({}),
    "many": lambda: packed({f"{number}.jpg": b"x" for number in range(10_000)}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archives_are_refused_and_change_nothing(district, registrar, kind):
    before = row_counts()

    response = hand_in(registrar, PHOTOS, district.school.path, HOSTILE[kind](), name="照片.zip")
    if response.status_code == 302:
        from xingtan.kernel.imports.models import ImportRun
        from xingtan.kernel.tasks.api import run_waiting

        run_waiting()
        run = ImportRun.objects.order_by("-pk")[0]
        assert run.state == "failed"
        assert run.problem
    else:
        assert response.status_code == 422
    assert row_counts() == before


@pytest.mark.parametrize(("role", "status"), [("school_administrator", 302), ("teacher", 404), ("student", 404)])
def test_who_may_bring_portraits_in(district, pupil, role, status):
    content = packed({f"{pupil.e_id}.jpg": picture()})

    response = hand_in(district.client_of(role), PHOTOS, district.school.path, content, name="照片.zip")

    assert response.status_code == status
