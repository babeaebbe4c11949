"""Two small views: the reader's choice of display, and the living list of pieces."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from secretome_record.pages import theme
from secretome_record.pages.examples import examples


@login_not_required
@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light or dark and of the `/` key, then go back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    answer = redirect(back)
    _keep(request, answer, theme.THEME_COOKIE, request.POST.get("theme"), theme.THEMES)
    _keep(request, answer, theme.SHORTCUT_COOKIE, request.POST.get("search_key"), ("off",))
    return answer


def _keep(
    request: HttpRequest, answer: HttpResponse, name: str, value: str | None, kept: tuple[str, ...]
) -> None:
    if value is None:
        return
    if value not in kept:
        answer.delete_cookie(name, samesite="Lax")
        return
    secure = request.is_secure()
    answer.set_cookie(
        name, value, max_age=theme.KEPT_FOR_S, samesite="Lax", secure=secure, httponly=True
    )


@login_not_required
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every piece in all its states; only where developers work."""
    if not (settings.DEBUG or getattr(settings, "SHOW_COMPONENTS", False)):
        raise Http404
    now = timezone.now()
    page = "pages/components.html"
    if request.GET.get("part") == "progress":
        page = "pages/component_progress.html"
    return render(request, page, examples(now, request.GET) | {"now": now})
