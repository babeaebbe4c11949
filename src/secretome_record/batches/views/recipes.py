"""Pages of products and recipes: written by one person, approved by another."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.batches import forms, presenting, queries, services
from secretome_record.batches.models import Recipe
from secretome_record.batches.states import RECIPE_MOVES
from secretome_record.batches.views.answers import form_page, listed
from secretome_record.donors.presenting import told
from secretome_record.pages.lists import Choice, Sorting, Words
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form

_EITHER = require_http_methods(["GET", "POST"])
_RECIPES = Sorting({"code": "code", "written": "recorded_at"}, "-written")


@require_GET
def recipe_list(request: HttpRequest) -> HttpResponse:
    """The recipes of the reader's sites."""
    states = presenting.state_choices(RECIPE_MOVES.states)
    filters = (
        Words("words", _("Recipe or product"), ("code", "product__name")),
        Choice("state", _("State"), states, "state"),
    )
    rows = queries.recipes_for(request.user)
    shown = listed(request, rows, filters=filters, sorting=_RECIPES, noun=_("recipes"))
    shown |= {
        "columns": presenting.recipe_columns(),
        "rows": presenting.recipe_rows(shown["page"].rows),
        "may_write": _writes(request.user.roles),
    }
    return render(request, "batches/recipe_list.html", shown)


@require_GET
def recipe(request: HttpRequest, code: str) -> HttpResponse:
    """One recipe."""
    return _page(request, queries.by_code(queries.recipes_for(request.user), code))


@_EITHER
def product_add(request: HttpRequest) -> HttpResponse:
    """Name a product."""
    form = forms.ProductForm(request.POST or None, sites=queries.sites_for(request.user))
    if form.is_valid() and attempt(
        form,
        lambda: services.make_product(
            **form.cleaned_data, **stamp(request), is_demo=request.user.is_demo
        ),
    ):
        return redirect("batches:recipe_add")
    return form_page(request, form, _("Name a product"), _("Name it"))


@_EITHER
def recipe_add(request: HttpRequest) -> HttpResponse:
    """Write the next version of a recipe."""
    products = queries.products_for(request.user).order_by("name", "id")
    form = forms.RecipeForm(request.POST or None, products=products)
    rows = forms.StepRows(request.POST or None)
    # Both are asked, so that every fault shows at once.
    if all([form.is_valid(), rows.is_valid()]):
        steps = forms.steps_from(rows)
        made = attempt(
            form,
            lambda: services.write_recipe(**form.cleaned_data, steps=steps, **stamp(request)),
        )
        if made:
            return redirect("batches:recipe", made.code)
    shown = {"form": form, "rows": rows, "has_products": products.exists()}
    return render(request, "batches/recipe_add.html", shown, status=status_of(form))


@require_POST
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve a draft with a signature."""
    draft = queries.by_code(queries.recipes_for(request.user), code)
    form = _sign_form(request)
    if attempt(
        form,
        lambda: services.approve_recipe(
            recipe=draft, signature=form.authenticate(), **stamp(request)
        ),
    ):
        return redirect("batches:recipe", draft.code)
    return _page(request, draft, form)


@_EITHER
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Retire an approved recipe."""
    old = queries.by_code(queries.recipes_for(request.user), code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.retire_recipe(recipe=old, **form.cleaned_data, **stamp(request))
    ):
        return redirect("batches:recipe", old.code)
    url = reverse("batches:recipe", args=[old.code])
    return form_page(request, form, _("Retire this recipe"), _("Retire it"), code=old.code, url=url)


def _page(request: HttpRequest, shown_recipe: Recipe, form: SigningForm | None = None) -> Any:
    here = request.user.roles_at(shown_recipe.site_id)
    drafts = shown_recipe.state == "DRAFT"
    own = shown_recipe.written_by_id == request.user.pk
    closed = [_("You wrote this recipe yourself; somebody else approves it.")] if own else []
    steps = [
        {"step": step, "limits": queries.limits_of(step).words}
        for step in queries.steps_of(shown_recipe)
    ]
    shown = {
        "recipe": shown_recipe,
        "state": presenting.state_of(shown_recipe),
        "facts": presenting.recipe_facts(shown_recipe),
        "steps": steps,
        "approvals": queries.approvals_of(shown_recipe),
        "may_approve": drafts and Role.QA in here,
        "may_retire": shown_recipe.state == "APPROVED" and Role.QA in here,
        "closed": closed,
        "form": form or _sign_form(request, blank=True),
        "entries": told(shown_recipe, *shown_recipe.steps.all()),
    }
    return render(request, "batches/recipe.html", shown, status=status_of(form) if form else 200)


def _sign_form(request: HttpRequest, *, blank: bool = False) -> SigningForm:
    form = signing_form(request, meaning=queries.APPROVED_MEANING, role=Role.QA)
    form.is_bound = form.is_bound and not blank
    return form


def _writes(roles: frozenset[Role]) -> bool:
    return bool(roles & {Role.QA, Role.OPERATOR})
