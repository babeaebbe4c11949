"""The reader's choices of display, kept in two plain cookies: light or dark, and the `/` key."""

from django.http import HttpRequest

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
SHORTCUT_COOKIE = "search_key"
KEPT_FOR_S = 365 * 24 * 3600


def read(request: HttpRequest | None) -> str:
    """The chosen theme, or empty when the device decides."""
    chosen = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return chosen if chosen in THEMES else ""


def shortcut_is_on(request: HttpRequest | None) -> bool:
    """The `/` key works unless the reader switched it off (WCAG 2.1.4)."""
    return request is None or request.COOKIES.get(SHORTCUT_COOKIE) != "off"
