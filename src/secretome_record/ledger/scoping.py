"""Which site an event belongs to, so that nobody reads another site's rows."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from secretome_record.ledger.models import Event
from secretome_record.ledger.refusal import refuse

# Deep enough for the longest way to a site: score -> visit -> planned visit -> site.
_DEPTH = 4


def site_of(event: Event) -> UUID | None:
    """Return the site of the row an event is about; nothing for rows that belong to no site.

    Moves and signatures belong to the site of what was moved or signed.
    """
    row = json.loads(event.after or event.before or "{}")
    model = _models_by_table().get(row.get("subject_table", event.table_name))
    if model is None:
        return None
    if "subject_table" in row:
        return _site_of_row(model, row["subject_id"], _DEPTH)
    return _site_of_values(model, row, _DEPTH)


def require_every_site(site_ids: Iterable[UUID]) -> None:
    """Raise Refusal unless these are all sites of the record: the whole ledger shows them all."""
    sites = apps.get_model("people", "Site").objects.values_list("pk", flat=True)
    if set(sites) - set(site_ids):
        raise refuse(
            "other_sites",
            "The whole ledger holds records of sites where you have no role. Open the history of "
            "a record from its own page, or ask somebody with a role at every site.",
        )


def _site_of_values(model: type[models.Model], row: dict[str, Any], depth: int) -> UUID | None:
    if row.get("site_id"):
        return UUID(str(row["site_id"]))
    if depth == 0:
        return None
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented model API
        key = row.get(field.attname)
        if key and isinstance(field, models.ForeignKey) and not _is_a_person(field):
            found = _site_of_row(field.related_model, key, depth - 1)
            if found:
                return found
    return None


def _site_of_row(model: Any, key: Any, depth: int) -> UUID | None:
    row = model._default_manager.filter(pk=key).values().first()  # noqa: SLF001
    return _site_of_values(model, row, depth) if row else None


def _is_a_person(field: models.ForeignKey) -> bool:
    return field.related_model._meta.label == "people.Person"  # noqa: SLF001


def _models_by_table() -> dict[str, type[models.Model]]:
    return {m._meta.db_table: m for m in apps.get_models()}  # noqa: SLF001
