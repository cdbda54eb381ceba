"""Files are handed out to readers of the holder, whole or in part, and never run in our name."""

from __future__ import annotations

import pytest
from django.urls import reverse

from xingtan.kernel.files import api as files
from xingtan.kernel.files import views
from xingtan.kernel.registry import REGISTRY, FileHolder, Manifest

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def link(monkeypatch, make_actor):
    holders = Manifest(file_holders=(FileHolder(kind="lantern", may_read=lambda actor, n: actor.person_id == n),))
    monkeypatch.setattr(REGISTRY, "manifests", {**REGISTRY.manifests, "test": holders})
    return files.store(
        [CONTENT], actor=make_actor(), holder=("lantern", 7), organisation_path="/1/", purpose="test", name="灯笼图.dat"
    )


@pytest.fixture
def get(rf, link, make_actor):
    """`get(person_id=7, **headers)`: ask for the file as this person."""
    answers = []

    def get(person_id=7, **headers):
        request = rf.get(reverse("files:open", args=[link.pk]), headers=headers)
        request.actor = make_actor(person_id=person_id)
        answers.append(views.file_open(request, link.pk))
        return answers[-1]

    yield get
    for answer in answers:
        answer.close()


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def test_a_reader_of_the_holder_gets_it_safely(get, link):
    response = get()

    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''%E7%81%AF%E7%AC%BC%E5%9B%BE.dat" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-cache"


def test_others_find_nothing(get):
    with pytest.raises(files.FileNotFound):
        get(person_id=8)


def test_a_stranger_is_sent_to_sign_in(client, link):
    assert client.get(reverse("files:open", args=[link.pk])).status_code == 302


@pytest.mark.parametrize(
    ("asked", "status", "sent", "said"),
    [
        ("bytes=0-9", 206, CONTENT[:10], "bytes 0-9/10240"),
        ("bytes=10230-", 206, CONTENT[-10:], "bytes 10230-10239/10240"),
        ("bytes=-5", 206, CONTENT[-5:], "bytes 10235-10239/10240"),
        ("bytes=10000-99999", 206, CONTENT[10000:], "bytes 10000-10239/10240"),
        ("bytes=-99999", 206, CONTENT, "bytes 0-10239/10240"),
        ("bytes=10240-", 416, b"", "bytes */10240"),
        ("bytes=-0", 416, b"", "bytes */10240"),
        ("bytes=5-1", 200, CONTENT, None),
        ("bytes=0-1,5-6", 200, CONTENT, None),
        ("lines=0-1", 200, CONTENT, None),
    ],
)
def test_ranges(get, asked, status, sent, said):
    response = get(Range=asked)

    assert (response.status_code, response.get("Content-Range")) == (status, said)
    assert body(response) == sent
    if status == 206:
        assert int(response["Content-Length"]) == len(sent)


def test_a_range_of_another_version_gets_the_whole(get):
    same = get(Range="bytes=0-9", **{"If-Range": get()["ETag"]})
    other = get(Range="bytes=0-9", **{"If-Range": '"other"'})

    assert (same.status_code, other.status_code) == (206, 200)


def test_what_the_browser_holds_is_not_sent_again(get):
    assert get(**{"If-None-Match": get()["ETag"]}).status_code == 304
