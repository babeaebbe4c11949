"""Settings for a site served from one machine without TLS, for trying things out."""

from secretome_record.config.keys import key_from_home
from secretome_record.config.settings.base import *  # noqa: F403
from secretome_record.config.settings.base import HOME, SECRET_KEY, SECRETOME_SITE_KEY

SECRET_KEY = SECRET_KEY or key_from_home(HOME, "secret-key")
SECRETOME_SITE_KEY = SECRETOME_SITE_KEY or key_from_home(HOME, "site-key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SHOW_COMPONENTS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - from base
# A key on this machine's own name needs no TLS; on a server it does.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
