"""Products and their recipes: written by one person, approved by another."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from secretome_record.batches import queries, rules
from secretome_record.batches.models import Product, Recipe, RecipeStep
from secretome_record.batches.rules import StepText
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.models import Site
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_move_at, require_role_at


def make_product(  # noqa: PLR0913
    *,
    site: Site,
    name: str,
    cell_source: str,
    form: str,
    autologous: bool,
    storage_text: str,
    storage_max_c: float,
    shelf_life_days: int,
    by: Actor,
    at: datetime,
    label_text: str = "",
    label_unit: str = "",
    is_demo: bool = False,
) -> Product:
    """Name a product with its storage, its shelf life and the content its label states."""
    require_role_at(by, site.pk, Role.QA, Role.OPERATOR)
    with writing(by=by, at=at, why="Name a product") as entry:
        taken = Product.objects.filter(site=site, name=name.strip()).exists()
        against = rules.reasons_against_product(
            name, shelf_life_days, taken=taken, label_text=label_text, label_unit=label_unit
        )
        refuse_if_any(against)
        return entry.create(
            Product,
            site=site,
            name=name.strip(),
            cell_source=cell_source.strip(),
            form=form.strip(),
            autologous=autologous,
            storage_text=storage_text.strip(),
            storage_max_c=float(storage_max_c),
            shelf_life_days=shelf_life_days,
            label_text=label_text.strip(),
            label_unit=label_unit if label_text.strip() else "",
            is_demo=is_demo,
        )


def write_recipe(
    *,
    product: Product,
    steps: Sequence[StepText],
    vial_volume_ml_text: str,
    by: Actor,
    at: datetime,
    form_key: UUID | None = None,
) -> Recipe:
    """Write the next version of how the product is made; it waits for approval."""
    require_role_at(by, product.site_id, Role.QA, Role.OPERATOR)
    refuse_if_any(rules.reasons_against_recipe(steps, vial_volume_ml_text))
    with writing(by=by, at=at, why=f"Write a recipe of {product.name}") as entry:
        if before := made_before(Recipe, form_key):
            return before
        recipe = entry.create(
            Recipe,
            **keyed(form_key),
            site_id=product.site_id,
            product=product,
            version=queries.next_version_of(product),
            vial_volume_ml_text=vial_volume_ml_text.strip(),
            written_by=acting_person(by),
        )
        for number, step in enumerate(steps, start=1):
            _write_step(entry, recipe, number, step)
        return recipe


def _write_step(entry: Entry, recipe: Recipe, number: int, step: StepText) -> None:
    limits = step.limits
    entry.create(
        RecipeStep,
        recipe=recipe,
        number=number,
        name=step.name.strip(),
        instruction=step.instruction.strip(),
        measures=step.measures.strip(),
        unit=limits.unit,
        low_text=limits.low_text,
        low=limits.low,
        high_text=limits.high_text,
        high=limits.high,
    )


def approve_recipe(*, recipe: Recipe, by: Actor, at: datetime, signature: SignedIntent) -> Recipe:
    """Approve a draft; the signature covers every word and limit of it."""
    require_move_at(by, recipe, "approve")
    with writing(by=by, at=at, why=f"Approve the recipe {recipe.code}") as entry:
        now = Recipe.objects.select_related("product").get(pk=recipe.pk)
        if now.written_by_id == acting_person(by).pk:
            raise refuse("own_recipe", "Somebody else approves: you wrote this recipe yourself.")
        content = queries.recipe_content(now)
        return entry.move(now, "approve", signature=signature, content=content)


def retire_recipe(*, recipe: Recipe, reason: str, by: Actor, at: datetime) -> Recipe:
    """Retire an approved recipe: batches already started finish by it, no new one starts."""
    require_move_at(by, recipe, "retire")
    with writing(by=by, at=at, why=f"Retire the recipe {recipe.code}") as entry:
        return entry.move(Recipe.objects.get(pk=recipe.pk), "retire", reason=reason)
