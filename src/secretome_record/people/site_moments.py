"""A form field for a moment on the clock of a site."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SiteMomentField(forms.DateTimeField):
    """Reads and shows a moment in the zone of the site; ``zone`` is set when the form is made."""

    def __init__(self, *, zone: str = "UTC", **kwargs: Any) -> None:
        """A field without seconds: nobody reads them off a wall clock."""
        self.zone = zone
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """The moment, with the zone of the site."""
        with timezone.override(ZoneInfo(self.zone)):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """The moment as the wall clock of the site shows it."""
        if isinstance(value, datetime):
            return value.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return value


def set_zone(form: forms.Form, zone: str, at: datetime | None = None) -> None:
    """Give every moment of the form the site's zone, and the present as its first value."""
    for field in form.fields.values():
        if isinstance(field, SiteMomentField):
            field.zone = zone
            field.help_text = _("On the clock of %(zone)s.") % {"zone": zone}
            field.initial = at if field.required else None
