"""The room of accounts, roles, sites and data subjects, as Django knows it."""

import time
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Names the room and notes when a session began."""

    name = "secretome_record.people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the one signal: a session carries the moment of its sign-in."""
        user_logged_in.connect(_note_sign_in, dispatch_uid="people_signed_in_at")


def _note_sign_in(request: HttpRequest, **_: Any) -> None:
    # The absolute limit counts from here; the session's own expiry moves with every write.
    request.session["signed_in_at"] = time.time()
