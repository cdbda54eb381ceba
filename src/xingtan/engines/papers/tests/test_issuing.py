"""Issuing papers, declaring them void, and what the world may ask."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from xingtan.engines.papers import data, errors
from xingtan.engines.papers.api import issue, new_code
from xingtan.engines.papers.models import CheckMiss, Paper
from xingtan.engines.papers.tasks import sweep
from xingtan.engines.papers.testing import make_paper
from xingtan.kernel.audit.models import AuditEntry
from xingtan.kernel.files.errors import FileTypeRefused
from xingtan.kernel.testing.who_may import who_may
from xingtan.people.access.models import Grant


@pytest.fixture
def clerk(district):
    return district.actor_of(district.staff("school_administrator"))


@pytest.fixture
def paper(district, clerk):
    return make_paper(clerk, district.school, now=timezone.now())


def holder_client(district, permissions, place):
    person = district.person("权若水")
    for code in permissions:
        Grant.objects.create(
            person=person, permission=code, scope_path=place.path, source="direct", starts_on=district.on
        )
    return district.client(person)


def asked(client, code, **more):
    return client.get(reverse("papers:check", args=[code]), **more)


def test_the_very_file_is_kept_with_its_fingerprint(district, paper):
    client = district.client_of("school_administrator")

    page = client.get(reverse("papers:paper", args=[paper.pk])).content.decode()
    file = client.get(reverse("files:open", args=[paper.file_link_id]))

    assert "示证〔2026〕1号" in page and paper.sha256 in page
    assert sha256(b"".join(file.streaming_content)).hexdigest() == paper.sha256
    assert AuditEntry.objects.filter(action=data.AUDIT_ISSUED, object_id=str(paper.pk)).exists()


def test_a_number_is_used_once_for_each_organisation_and_kind(district, clerk, paper):
    with pytest.raises(errors.PaperNumberTaken):
        make_paper(clerk, district.school, now=timezone.now())
    make_paper(clerk, district.other_school, now=timezone.now())
    make_paper(clerk, district.school, now=timezone.now(), kind="proof")
    make_paper(clerk, district.school, now=timezone.now(), number="")
    make_paper(clerk, district.school, now=timezone.now(), number="")

    assert Paper.objects.count() == 5


def test_a_code_printed_beforehand_is_the_code_of_the_paper(district, clerk):
    code = new_code()

    assert make_paper(clerk, district.school, now=timezone.now(), verify_code=code).verify_code == code
    with pytest.raises(errors.PaperCodeTaken):
        make_paper(clerk, district.school, now=timezone.now(), number="2", verify_code=code)
    with pytest.raises(ValueError, match="verify code"):
        make_paper(clerk, district.school, now=timezone.now(), number="3", verify_code="ABC")


def test_only_a_pdf_can_be_issued(district, clerk, paper):
    with pytest.raises(FileTypeRefused):
        issue(
            actor=clerk,
            organisation_id=district.school.pk,
            kind="proof",
            title="题",
            content=b"<html>",
            holder=("training", 1),
            now=timezone.now(),
        )


@pytest.mark.parametrize("is_public", [True, False])
def test_the_world_learns_what_is_public_and_no_more(district, clerk, is_public):
    paper = make_paper(clerk, district.school, now=timezone.now(), title="某同志结业证书", is_title_public=is_public)

    answer = asked(Client(), paper.verify_code)
    page = answer.content.decode()

    assert answer.status_code == 200 and answer["X-Robots-Tag"] == "noindex"
    assert "文件属实" in page and paper.number in page and district.school.name in page
    assert ("某同志结业证书" in page) is is_public
    assert paper.sha256 not in page and str(paper.file_link_id) not in page.split("<dl")[1].split("</dl>")[0]


def test_a_code_may_be_typed_with_spaces_and_small_letters(paper):
    typed = Client().get(reverse("papers:check_start"), {"code": paper.code_spaced.lower()}, follow=True)

    assert "文件属实" in typed.content.decode()


def test_a_void_paper_says_so_and_why_stays_inside(district, paper):
    client = district.client_of("school_administrator")

    client.post(reverse("papers:paper_revoke", args=[paper.pk]), {"reason": "打印有误"})

    page = asked(Client(), paper.verify_code).content.decode()
    assert "已经作废" in page and "打印有误" not in page
    assert "打印有误" in client.get(reverse("papers:paper", args=[paper.pk])).content.decode()
    assert AuditEntry.objects.filter(action=data.AUDIT_REVOKED).count() == 1


def test_a_paper_is_not_made_void_without_a_reason(district, paper):
    client = district.client_of("school_administrator")

    answer = client.post(reverse("papers:paper_revoke", args=[paper.pk]), {"reason": "  "})

    paper.refresh_from_db()
    assert answer.status_code == 422 and not paper.is_revoked


@who_may(view=data.VIEW, act=data.REVOKE, done=302)
def test_who_may_declare_a_paper_void(district, paper, case):
    place = district.school if case.is_own_school else district.other_school
    client = holder_client(district, case.permissions, place)

    answer = client.post(reverse("papers:paper_revoke", args=[paper.pk]), {"reason": "打印有误"})

    paper.refresh_from_db()
    assert answer.status_code == case.status
    assert paper.is_revoked is (case.status == 302)


@who_may(view=data.VIEW, act=data.REVOKE)
def test_who_may_open_the_file(district, paper, case):
    place = district.school if case.is_own_school else district.other_school
    client = holder_client(district, case.permissions, place)

    answer = client.get(reverse("files:open", args=[paper.file_link_id]))
    b"".join(answer)

    assert answer.status_code == (200 if case.is_own_school and case.permissions else 404)


@pytest.mark.parametrize("code", ["2222333344445555", "ABC", "x" * 300, "%00", "' OR 1=1 --"])
def test_a_code_that_nobody_issued_is_not_there(db, code):
    answer = Client().get(f"/papers/check/{code.replace('%', '%25')}/")

    assert answer.status_code == 404 and "没有这份文件" in answer.content.decode()


def test_trying_codes_is_stopped_for_that_address_alone(paper):
    stranger = Client(REMOTE_ADDR="203.0.113.7")
    statuses = [asked(stranger, f"22223333444455{number}").status_code for number in range(50, 50 + data.MISSES + 1)]

    assert statuses == [404] * data.MISSES + [429]
    assert asked(stranger, paper.verify_code).status_code == 429
    assert asked(Client(REMOTE_ADDR="203.0.113.8"), paper.verify_code).status_code == 200


def test_who_was_stopped_may_ask_again_later_and_is_forgotten_after_a_day(paper):
    past = timezone.now() - timedelta(minutes=data.MISS_MINUTES, seconds=1)
    CheckMiss.objects.bulk_create([CheckMiss(address="203.0.113.7", at=past) for _miss in range(data.MISSES)])
    CheckMiss.objects.create(address="203.0.113.7", at=past - timedelta(days=1))

    assert asked(Client(REMOTE_ADDR="203.0.113.7"), paper.verify_code).status_code == 200
    assert sweep() == 1


def test_asking_for_papers_that_exist_is_never_stopped(paper):
    assert {asked(Client(), paper.verify_code).status_code for _time in range(data.MISSES + 5)} == {200}


def test_a_citizen_finds_no_paper_by_its_address(district, paper):
    assert district.client_of("citizen").get(reverse("papers:paper", args=[paper.pk])).status_code == 404
