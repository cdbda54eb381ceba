"""The bell: reading and signing, one's own notices only."""

from __future__ import annotations

import pytest
from django.utils import timezone

from xingtan.apps.workbench.tests.test_home import tell
from xingtan.kernel.notices.api import Recipient


def test_reading_a_notice_lets_the_bell_fall(district):
    person = district.somebody("teacher")
    notice = tell(district, person, "图书角借书办法", due=None)
    client = district.client(person)
    assert "1条未读" in client.get("/notices/").content.decode()

    page = client.get(f"/notices/{notice.pk}/").content.decode()

    assert "图书角借书办法" in page and "签收" not in page.split("<main")[1]
    assert "没有未读" in client.get("/notices/").content.decode()


@pytest.mark.parametrize(("is_recipient", "status"), [(True, 302), (False, 404)], ids=["told", "not-told"])
def test_who_may_sign(district, is_recipient, status):
    person, other = district.somebody("teacher"), district.somebody("teacher")
    notice = tell(district, person, "安全责任书")

    response = district.client(person if is_recipient else other).post(f"/notices/{notice.pk}/acknowledge/")

    assert response.status_code == status
    assert Recipient.objects.filter(acked_at__isnull=False).exists() is is_recipient


def test_another_persons_notice_is_not_there(district):
    notice = tell(district, district.somebody("teacher"), "安全责任书")

    assert district.client_of("principal").get(f"/notices/{notice.pk}/").status_code == 404


def test_a_notice_that_asks_for_no_signature_says_so(district):
    person = district.somebody("teacher")
    notice = tell(district, person, "图书角借书办法", due=None)

    response = district.client(person).post(f"/notices/{notice.pk}/acknowledge/")

    assert response.status_code == 409 and "不需要签收" in response.content.decode()


def test_all_read_leaves_what_must_be_signed(district):
    person = district.somebody("teacher")
    tell(district, person, "安全责任书")
    tell(district, person, "图书角借书办法", due=None)
    client = district.client(person)

    client.post("/notices/read/")

    assert not Recipient.objects.filter(person_id=person.pk, read_at__isnull=True).exists()
    assert "安全责任书" in client.get("/notices/", {"view": "sign"}).content.decode()


def test_the_list_pages_by_notice_and_tabs_narrow(district, count_queries):
    person = district.somebody("teacher")
    told = [tell(district, person, f"第{number}号通知", due=None) for number in range(33)]
    client = district.client(person)
    client.get("/notices/")

    with count_queries(10):
        page = client.get("/notices/").content.decode()

    assert "更早的" in page and "第0号通知" not in page
    older = client.get("/notices/", {"before": told[3].pk}).content.decode()
    assert "第2号通知" in older and "第3号通知" not in older
    Recipient.objects.filter(notice=told[0]).update(read_at=timezone.now())
    assert client.get("/notices/", {"view": "unread", "before": "x"}).status_code == 200
