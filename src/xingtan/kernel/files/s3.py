"""The store in a bucket of S3 or of whatever speaks like it. Bytes pass through this server, as permission does."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import boto3  # type: ignore[import-untyped]
from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from xingtan.kernel.files.errors import FileStoreUnavailable
from xingtan.kernel.files.store import CHUNK, DIGEST, Incoming, receive

PART_BYTES = 16 * 1024 * 1024
ABSENT = ("404", "NoSuchKey", "NotFound")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Which bucket, and how it is reached. Without keys here, the usual variables, files and roles are looked at."""

    bucket: str
    endpoint: str = ""
    region: str = ""
    prefix: str = ""
    access_key: str = ""
    secret_key: str = ""
    addressing: str = "auto"


@cache
def _client(place: Place, *, is_patient: bool = True) -> Any:
    """One client for each process: safe to share between threads. A probe asks once and does not wait long."""
    session = boto3.session.Session(
        aws_access_key_id=place.access_key or None,
        aws_secret_access_key=place.secret_key or None,
        region_name=place.region or None,
    )
    config = Config(
        connect_timeout=5,
        read_timeout=60 if is_patient else 5,
        retries={"total_max_attempts": 5 if is_patient else 1, "mode": "standard"},
        max_pool_connections=32,
        request_checksum_calculation="when_required",  # what we send names its SHA-256; few services know more
        response_checksum_validation="when_required",
        s3={"addressing_style": place.addressing},
    )
    return session.client("s3", endpoint_url=place.endpoint or None, config=config)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """What is not there is FileNotFoundError; every other trouble is one refusal, with its cause in the log."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in ABSENT:
            raise FileNotFoundError(str(error)) from error
        raise FileStoreUnavailable from error
    except BotoCoreError as error:
        raise FileStoreUnavailable from error


class Body(io.RawIOBase):
    """The bytes of an answer as they come, as a file that can be read once."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _told_plainly():
            chunk = self._answer.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._answer.close()
        super().close()


class S3Store:
    """Objects `PREFIXab/cd/abcd…`. What arrives is received on this machine first, to be hashed and looked into."""

    def __init__(self, place: Place, arriving: Path) -> None:
        self._place = place
        self.arriving = arriving

    def _object(self, digest: str) -> dict[str, str]:
        return {"Bucket": self._place.bucket, "Key": f"{self._place.prefix}{digest[:2]}/{digest[2:4]}/{digest}"}

    def receive(self, chunks: Iterable[bytes], limit: int) -> Incoming:
        """Receive on this machine. Raises as `store.receive`."""
        return receive(self.arriving, chunks, limit)

    def keep(self, incoming: Incoming) -> None:
        """Send received bytes; the server checks their SHA-256. Content that is there already is not sent again."""
        if self.size(incoming.sha256) != incoming.size:
            with _told_plainly(), incoming.path.open("rb") as file:
                self._send(incoming, file)
        incoming.discard()

    def _send(self, incoming: Incoming, file: BinaryIO) -> None:
        """In one piece with its SHA-256, or in parts with that of each; parts of a broken sending are removed."""
        target = self._object(incoming.sha256)
        if incoming.size <= PART_BYTES:
            digest = b64encode(bytes.fromhex(incoming.sha256)).decode()
            _client(self._place).put_object(**target, Body=file, ContentLength=incoming.size, ChecksumSHA256=digest)
            return
        _client(self._place).upload_fileobj(
            file,
            target["Bucket"],
            target["Key"],
            ExtraArgs={"ChecksumAlgorithm": "SHA256"},
            Config=TransferConfig(multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=4),
        )

    def open(self, digest: str) -> BinaryIO:
        """The bytes of a content, to be closed by the caller. FileNotFoundError when it is not there."""
        with _told_plainly():
            answer = _client(self._place).get_object(**self._object(digest))["Body"]
        return cast(BinaryIO, io.BufferedReader(Body(answer), CHUNK))

    def stretch(self, digest: str, first: int, last: int) -> Iterator[bytes]:
        """The bytes from `first` to `last`, both included, in pieces. Only these are fetched."""
        with _told_plainly():
            answer = _client(self._place).get_object(**self._object(digest), Range=f"bytes={first}-{last}")["Body"]
        with io.BufferedReader(Body(answer), CHUNK) as file:
            yield from iter(lambda: file.read(CHUNK), b"")

    def size(self, digest: str) -> int | None:
        """Bytes of a content; None when it is not there."""
        try:
            with _told_plainly():
                return int(_client(self._place).head_object(**self._object(digest))["ContentLength"])
        except FileNotFoundError:
            return None

    def digests(self) -> Iterator[str]:
        """Every content kept there."""
        with _told_plainly():
            pages = _client(self._place).get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._place.bucket, Prefix=self._place.prefix):
                for found in page.get("Contents", ()):
                    if DIGEST.fullmatch(name := found["Key"].rpartition("/")[2]):
                        yield name

    def remove(self, digest: str) -> None:
        with _told_plainly():
            _client(self._place).delete_object(**self._object(digest))

    def examine(self) -> dict[str, Any]:
        """For the health page: whether the bucket takes and gives back an object."""
        probe = {"Bucket": self._place.bucket, "Key": f"{self._place.prefix}health"}
        client = _client(self._place, is_patient=False)
        with _told_plainly():
            client.put_object(**probe, Body=b"?")
            is_same = client.get_object(**probe)["Body"].read() == b"?"
        return {"ok": is_same, "kind": "s3"}
