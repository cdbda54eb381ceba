"""Settings of the tests: the same, with a fast password hasher and plain static names."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from xingtan.project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
HOME = Path(tempfile.mkdtemp(prefix="xingtan-test-"))
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir()
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
FILES_S3 = {"bucket": ""}
