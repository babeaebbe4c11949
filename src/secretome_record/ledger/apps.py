"""The ledger as a Django app: connections are prepared, triggers installed after migrations."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class LedgerConfig(AppConfig):
    """Wires the ledger to connections and migrations."""

    name = "secretome_record.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals."""
        from secretome_record.ledger import checks  # noqa: F401
        from secretome_record.ledger.connections import prepare

        connection_created.connect(prepare, dispatch_uid="ledger_prepare")
        pre_migrate.connect(_before, dispatch_uid="ledger_before")
        post_migrate.connect(_after, dispatch_uid="ledger_after")


def _with_models() -> list[AppConfig]:
    return [a for a in apps.get_app_configs() if a.models_module is not None]


def _before(sender: AppConfig, using: str, **_: Any) -> None:
    from secretome_record.ledger.migrating import before_migration

    if sender == _with_models()[0]:
        before_migration(using)


def _after(sender: AppConfig, using: str, **_: Any) -> None:
    from secretome_record.ledger.migrating import after_migration

    if sender == _with_models()[-1]:
        after_migration(using)
