"""Settings for tests: throw-away keys, quick passwords, jobs at once."""

import tempfile
from pathlib import Path

from secretome_record.config.settings.base import *  # noqa: F403
from secretome_record.config.settings.base import DATABASES, TEMPLATES

SECRET_KEY = "for-tests-only-" + "x" * 50
SECRETOME_SITE_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
HOME = Path(tempfile.mkdtemp(prefix="secretome-tests-"))
SECRETOME_FILES = HOME / "files"
SECRETOME_ANCHORS = HOME / "anchors"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir()
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = HOME / "record.sqlite3"
    # A file, not memory: threads of a concurrency test must meet in one database.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# A name that a template asks for and nobody gave is a fault, so tests show it.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "«missing: %s»"
