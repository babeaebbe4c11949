"""What stands before every page: the access table, session limits, the second factor, headers."""

import hashlib
import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.config.access import ENROLMENT, TABLE, Access, may_reach
from secretome_record.ledger.acting import VISITOR, Acting, acting
from secretome_record.ledger.middleware import words_of
from secretome_record.people.roles import needs_second_factor, title_of
from secretome_record.people.second_factor import has_authenticator

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("secretome.security")

SIGNED_IN_AT = "signed_in_at"
_SEEN_AGAIN_AFTER_S = 60


class RecordedSessionMiddleware(SessionMiddleware):
    """Saves the session with the name of the person whose it is by then.

    Django saves it after every other step is over; a write by nobody would be refused, and
    Django's session store would try again for ever.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save as before, with who and which address."""
        user = getattr(request, "user", None)
        actor = user if user is not None and user.is_authenticated else VISITOR
        with acting(Acting(actor.actor_code, words_of(request), ambient=True)):
            return super().process_response(request, response)


class AccessMiddleware:
    """Asks the access table before any view runs; no row, no access.

    An address that names a record answers 404 to those without the role, so that it does not tell
    that the record exists; a page that stands in the menus answers 403 and says who may enter.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the decision falls when its view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through, or answer in the view's place."""
        del view, args
        name = request.resolver_match.view_name if request.resolver_match else ""
        row = TABLE.get(name)
        if row is None or not (row.see or row.act) or (row.demo_only and not settings.DEMO):
            raise Http404
        waiting = _enrolment_first(request, name)
        if waiting or may_reach(request.user, name, request.method or "GET"):
            return waiting
        return _answer_no(request, row, names_a_record=bool(kwargs))


def _enrolment_first(request: HttpRequest, name: str) -> HttpResponse | None:
    if name in ENROLMENT or not request.user.is_authenticated:
        return None
    if not needs_second_factor(request.user.roles) or has_authenticator(request.user):
        return None
    if name != "home":
        messages.warning(
            request, _("Your role signs. Enrol an authenticator app first; then all pages open.")
        )
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _answer_no(request: HttpRequest, row: Access, *, names_a_record: bool) -> HttpResponse:
    if not request.user.is_authenticated:
        return _ask_to_sign_in(request)
    log.warning("denied %s to %s", words_of(request), request.user.actor_code)
    if names_a_record:
        raise Http404
    wanted = row.see if request.method in {"GET", "HEAD"} else row.act
    titles = sorted(title_of(role) for role in wanted)
    return render(request, "people/no_entry.html", {"titles": titles}, status=403)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    answer = redirect_to_login(request.get_full_path(), reverse("account_login"))
    if request.headers.get("HX-Request"):
        # htmx would put the sign-in page into a corner of this one; a full visit is meant.
        return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]})
    return answer


class SessionLimitMiddleware:
    """Ends a session that was idle too long or is too old, without writing it on each request.

    The last visit stands in a signed cookie bound to the session; the sign-in in the session.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep the next step."""
        self.get_response = get_response
        self.signer = TimestampSigner(salt="secretome.seen")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session first if its time is up."""
        now = time.time()
        if request.user.is_authenticated and self._is_over(request, now):
            logout(request)
            messages.info(request, _("You were signed out because the time was up. Sign in again."))
        answer = self.get_response(request)
        return self._seen(request, answer)

    def _is_over(self, request: HttpRequest, now: float) -> bool:
        age = now - request.session.get(SIGNED_IN_AT, 0)
        if not 0 <= age <= settings.SECRETOME_SESSION_LIMIT_S:
            return True
        return age > settings.SECRETOME_IDLE_LIMIT_S and self._idle_s(request) is None

    def _idle_s(self, request: HttpRequest) -> float | None:
        """Seconds since the last visit; nothing when that is too long ago or cannot be told."""
        cookie = request.COOKIES.get(settings.SECRETOME_SEEN_COOKIE, "")
        try:
            seen = self.signer.unsign(cookie, max_age=settings.SECRETOME_IDLE_LIMIT_S)
        except BadSignature:
            return None
        mark, _, at = seen.partition(".")
        return time.time() - float(at) if mark == _mark(request) else None

    def _seen(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        if not request.user.is_authenticated or not request.session.session_key:
            return answer
        idle_s = self._idle_s(request)
        if idle_s is None or idle_s > _SEEN_AGAIN_AFTER_S:
            answer.set_cookie(
                settings.SECRETOME_SEEN_COOKIE,
                self.signer.sign(f"{_mark(request)}.{int(time.time())}"),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer


def _mark(request: HttpRequest) -> str:
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()[:24]


class AnswerHeadersMiddleware:
    """Nothing shown to a signed-in person stays in a cache; signing out clears the rest."""

    def __init__(self, get_response: Answer) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to the answer, also to refusals and faults."""
        was_signed_in = request.user.is_authenticated
        answer = self.get_response(request)
        if was_signed_in or request.user.is_authenticated:
            answer["Cache-Control"] = "no-store"
        if was_signed_in and not request.user.is_authenticated:
            # Not "cookies": those of the hospital's other sites would go with ours.
            answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer
