"""What both stores promise, and what happens when the one elsewhere does not answer."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from xingtan.kernel.files import s3
from xingtan.kernel.files.errors import FileStoreUnavailable
from xingtan.kernel.files.places import is_writable, the_store
from xingtan.kernel.files.store import Store

CONTENT = "灯笼".encode() * 1000
LARGE = bytes(range(256)) * 4096 * 40  # 40 MB: three parts
DIGEST = sha256(CONTENT).hexdigest()


def keep(content: bytes) -> Store:
    store = the_store()
    incoming = store.receive([content[:100], content[100:]], len(content))
    store.keep(incoming)
    assert not incoming.path.exists()
    return store


def test_what_is_kept_comes_back() -> None:
    store = keep(CONTENT)

    with store.open(DIGEST) as file:
        assert (file.read(10), file.read()) == (CONTENT[:10], CONTENT[10:])
    assert b"".join(store.stretch(DIGEST, 5, 17)) == CONTENT[5:18]
    assert (store.size(DIGEST), list(store.digests())) == (len(CONTENT), [DIGEST])


def test_what_is_not_there_is_not_found() -> None:
    store = the_store()

    with pytest.raises(FileNotFoundError):
        store.open(DIGEST)
    assert (store.size(DIGEST), list(store.digests())) == (None, [])
    store.remove(DIGEST)


def test_what_is_removed_is_gone() -> None:
    store = keep(CONTENT)
    store.remove(DIGEST)

    assert store.size(DIGEST) is None


def test_it_says_that_it_is_well() -> None:
    assert the_store().examine()["ok"] is True
    assert is_writable()


def test_a_large_content_goes_in_parts(s3_bucket: Any) -> None:
    digest = sha256(LARGE).hexdigest()
    store = keep(LARGE)
    target = {"Bucket": s3_bucket_name(), "Key": f"杏坛/{digest[:2]}/{digest[2:4]}/{digest}"}

    with store.open(digest) as file:
        assert sha256(file.read()).hexdigest() == digest
    assert s3_bucket.head_object(**target)["ETag"].endswith('-3"')
    assert not s3_bucket.list_multipart_uploads(Bucket=target["Bucket"]).get("Uploads")


def test_what_is_sent_names_its_hash_for_the_server_to_check(s3_bucket: Any) -> None:
    sent: list[Any] = []

    def look(request: Any, **_rest: Any) -> None:
        sent.append(request.headers["x-amz-checksum-sha256"])

    s3_bucket.meta.events.register("before-send.s3.PutObject", look)
    keep(CONTENT)
    s3_bucket.meta.events.unregister("before-send.s3.PutObject", look)

    assert sent == [b64encode(bytes.fromhex(DIGEST))]


def test_without_an_answer_it_is_one_plain_refusal(settings: Any, s3_bucket: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(s3, "Config", lambda **options: Impatient(**options))
    settings.FILES_S3 = {**settings.FILES_S3, "endpoint": "http://127.0.0.1:9", "bucket": "nowhere"}

    with pytest.raises(FileStoreUnavailable, match="文件存储暂时连接不上"):
        keep(CONTENT)
    assert not is_writable()


class Impatient(s3.Config):  # type: ignore[misc]
    """Without waiting between tries."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "retries": {"total_max_attempts": 1}, "connect_timeout": 1})


def s3_bucket_name() -> str:
    store = the_store()
    assert isinstance(store, s3.S3Store)
    return store._place.bucket
