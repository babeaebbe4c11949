"""The first page of a signed-in person: what needs them, in sentences."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from secretome_record.config.context import work_of
from secretome_record.pages.work import Urgency


def home(request: HttpRequest) -> HttpResponse:
    """Show the work list; a visitor is shown the public page instead."""
    if not request.user.is_authenticated:
        return redirect("patients:public")
    items = work_of(request)
    sections = [(urgency, [i for i in items if i.urgency is urgency]) for urgency in Urgency]
    return render(request, "config/home.html", {"sections": sections, "any": bool(items)})
