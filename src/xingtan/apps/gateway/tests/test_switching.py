"""The posting switch: rights narrow to the posting chosen."""

from django.test import Client


def test_choosing_a_posting_narrows_the_rights_to_it(district):
    person = district.staff("school_administrator")
    district.staff("teacher", person=person, organisation=district.other_school)
    client = district.client(person)
    postings = {posting.role: posting.pk for posting in person.postings.all()}

    together = client.get("/accounts/").status_code
    chosen = client.post("/switch/", {"posting_id": postings["teacher"]})
    narrowed = client.get("/accounts/").status_code
    client.post("/switch/", {"posting_id": "all"})

    assert (together, chosen.status_code, narrowed) == (200, 302, 403)
    assert client.get("/accounts/").status_code == 200


def test_nobody_takes_the_posting_of_somebody_else(district):
    other = district.staff("school_administrator")
    client = district.client_of("teacher")

    assert client.post("/switch/", {"posting_id": other.postings.get().pk}).status_code == 404
    assert client.post("/switch/", {"posting_id": "x" * 3000}).status_code == 404
    assert client.get("/accounts/").status_code == 403


def test_the_menu_is_a_fragment_and_a_page(district):
    client = district.client_of("teacher")

    fragment = client.get("/switch/", headers={"HX-Request": "true"}).content.decode()
    page = client.get("/switch/").content.decode()

    assert "测试区第一学校" in fragment and "<html" not in fragment and "<html" in page
    assert Client().get("/switch/").status_code == 302
