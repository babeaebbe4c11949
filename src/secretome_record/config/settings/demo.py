"""Settings of the demo: loopback only, every value marked, one-click sign-in."""

from secretome_record.config.settings.local import *  # noqa: F403

DEMO = True
# The sign box shows a code that somebody reads, thinks about, and types minutes later.
MFA_TOTP_TOLERANCE = 10
