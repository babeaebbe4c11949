"""What the ledger does with each table: record or surroundings, secret columns, append-only."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models

from secretome_record.ledger.states import StateTable

EVENT_TABLE = "ledger_event"

# Columns of other people's tables whose text must not lie open in the ledger: only its hash does.
_SECRET_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "django_session": ("session_key", "session_data"),
    "usersessions_usersession": ("session_key", "ip", "user_agent", "data"),
    "mfa_authenticator": ("data",),
    "axes_accessattempt": ("username", "ip_address", "user_agent", "get_data", "post_data"),
    "axes_accesslog": ("username", "ip_address", "user_agent", "session_hash"),
    "axes_accessfailurelog": ("username", "ip_address", "user_agent"),
    "axes_accessattemptexpiration": (),
    "account_emailaddress": ("email",),
    "account_emailconfirmation": ("key",),
}


@dataclass(frozen=True, slots=True)
class TablePolicy:
    """How one table is kept. ``ambient``: an edge may write it, not only a service."""

    table: str
    ambient: bool
    secret: tuple[str, ...] = ()
    append_only: bool = False
    moves: StateTable | None = None


def policy_for(table: str) -> TablePolicy:
    """Return the policy of ``table``; a table without a model is surroundings."""
    model = _models_by_table().get(table)
    if model is None:
        return TablePolicy(table, ambient=True, secret=_SECRET_ELSEWHERE.get(table, ()))
    return TablePolicy(
        table,
        ambient=getattr(model, "LEDGER_AMBIENT", not model.__module__.startswith("secretome_")),
        secret=tuple(getattr(model, "LEDGER_SECRET", _SECRET_ELSEWHERE.get(table, ()))),
        append_only=getattr(model, "APPEND_ONLY", _is_of_the_ledger(model)),
        moves=getattr(model, "MOVES", None),
    )


def _models_by_table() -> dict[str, type[models.Model]]:
    return {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}  # noqa: SLF001


def _is_of_the_ledger(model: type[models.Model]) -> bool:
    return model.__module__ == "secretome_record.ledger.models"
