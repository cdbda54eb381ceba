"""The staff list."""

from __future__ import annotations

from datetime import date

from xingtan.apps.staffing.selectors.words import needs_pinyin
from xingtan.apps.staffing.testing import holder_client, make_staff

URL = "/staffing/people/"


def rows(response) -> str:
    return response.content.decode()


def test_a_school_sees_its_own_staff_and_guests_but_no_other_school(district):
    make_staff(district, "马云舒")
    make_staff(district, "谭静之", organisation=district.other_school)
    guest = make_staff(district, "尤来客", organisation=district.other_school)
    district.staff("teacher", person=guest.person, organisation=district.school, kind="support")

    page = rows(district.client_of("school_administrator").get(URL))

    assert "马云舒" in page and "尤来客" in page and "支教" in page
    assert "谭静之" not in page


def test_without_permission_there_is_no_list(district):
    assert district.client_of("teacher").get(URL).status_code == 403
    assert district.client_of("guardian").get(URL).status_code == 403


def test_same_names_are_counted_and_misread_names_are_spelled(district):
    make_staff(district, "李明")
    make_staff(district, "李明")
    make_staff(district, "曾子衿")

    page = rows(district.client_of("school_administrator").get(URL))

    assert page.count("同名2人") == 2
    assert "zeng zi jin" in page
    assert needs_pinyin("陈𬭚") and needs_pinyin("单于飞") and not needs_pinyin("李明")


def test_people_are_found_by_name_pinyin_initials_and_e_id(district):
    record = make_staff(district, "沈若兰")
    make_staff(district, "马云舒")
    client = district.client_of("school_administrator")

    for text in ("若兰", "shenruo", "srl", record.person.e_id_spaced):
        page = rows(client.get(URL, {"q": text}))
        assert "沈若兰" in page and "马云舒" not in page, text


def test_filters_narrow_and_garbage_is_said(district):
    make_staff(district, "语文老师", subject_code="13", person=district.person("马云舒", born_on=date(2000, 1, 1)))
    make_staff(district, "数学老师", subject_code="14", person=district.person("顾行简", born_on=date(1970, 1, 1)))
    client = district.client_of("school_administrator")

    assert "顾行简" not in rows(client.get(URL, {"subject": "13"}))
    assert "马云舒" not in rows(client.get(URL, {"ages": "over54"}))
    assert "顾行简" not in rows(client.get(URL, {"ages": "under35", "role": "teacher", "stage": "junior"}))
    assert client.get(URL, {"ages": "nonsense"}).status_code == 200


def test_tabs_show_leaders_retirements_and_gaps(district):
    make_staff(district, "马云舒", title_code="")
    make_staff(district, "顾行简", role="principal")
    retiring = date(district.on.year - 60, 6, 1)
    make_staff(district, person=district.person("老校工", sex="1", born_on=retiring, phone="10012345678"))
    client = district.client_of("school_administrator")

    assert "顾行简" in rows(client.get(URL, {"view": "leading"}))
    assert "老校工" in rows(client.get(URL, {"view": "retiring"}))
    gaps = rows(client.get(URL, {"gap": "title"}))
    assert "马云舒" in gaps and "老校工" not in gaps


def test_the_list_runs_a_constant_number_of_queries(district, count_queries):
    client = district.client_of("school_administrator")
    for _ordinal in range(3):
        make_staff(district)
    client.get(URL)
    with count_queries(14):
        client.get(URL)
    for _ordinal in range(6):
        make_staff(district)
    with count_queries(14):
        client.get(URL)


def test_an_export_holds_the_rows_and_is_journalled(district, journal):
    make_staff(district, "马云舒")

    response = district.client_of("school_administrator").get(URL, {"format": "csv"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "马云舒" in text and "10012345678" not in text
    assert any(action == "tables.exported" for action, _object in journal())


def test_a_holder_of_the_permission_alone_sees_the_list(district):
    make_staff(district, "马云舒")

    page = rows(holder_client(district, ["staffing.view"], district.school).get(URL))

    assert "马云舒" in page and "新增人员" not in page
