"""Times in words: how long ago, and when exactly, in which zone."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext


def relative(then: datetime, now: datetime) -> str:
    """Say how far `then` lies from `now` in the largest unit that is still exact enough."""
    seconds = round((now - then).total_seconds())
    if abs(seconds) < 60:
        return gettext("just now")
    words = _length(abs(seconds))
    if seconds > 0:
        return gettext("%(length)s ago") % {"length": words}
    return gettext("in %(length)s") % {"length": words}


def relative_day(day: date, today: date) -> str:
    """Say how many days lie between a date and today."""
    days = (today - day).days
    near = {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}
    if days in near:
        return near[days]
    words = _length(abs(timedelta(days=days)).total_seconds())
    if days > 0:
        return gettext("%(length)s ago") % {"length": words}
    return gettext("in %(length)s") % {"length": words}


def absolute(then: datetime) -> str:
    """Write a moment with its zone, in the zone that is active for this reader."""
    local = timezone.localtime(then)
    return f"{date_format(local, 'j M Y, H:i')} {local.tzname()}"


def absolute_day(day: date) -> str:
    """Write a date without any doubt about its order."""
    return date_format(day, "j M Y")


def _length(seconds: float) -> str:
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86400)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    if days < 60:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    months = round(days / 30.44)
    if months < 24:
        return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    years = round(days / 365.25)
    return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
