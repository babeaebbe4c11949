"""Settings for a hospital's own server: keys from the environment, TLS in front."""

import os

from secretome_record.config.settings.base import *  # noqa: F403
from secretome_record.config.settings.base import SECRET_KEY, SECRETOME_SITE_KEY

if not SECRET_KEY or not SECRETOME_SITE_KEY or not os.environ.get("SECRETOME_HOSTS"):
    raise SystemExit(
        "Set SECRETOME_SECRET_KEY, SECRETOME_SITE_KEY and SECRETOME_HOSTS before starting."
    )

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The one TLS proxy in front names the browser; without it all attempts would count as one.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SECRETOME_PROXIES", "1"))
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SECRETOME_SEEN_COOKIE = "__Host-seen"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
