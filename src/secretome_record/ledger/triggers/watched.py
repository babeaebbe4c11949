"""The start of the site is refused while a table has lost the triggers that watch over it."""


def require_watched_tables() -> None:
    """Stop with one sentence when triggers are missing; a database without tables may be new."""
    from django.db import connection

    from secretome_record.ledger.policy import EVENT_TABLE
    from secretome_record.ledger.triggers.install import inventory, tables

    if EVENT_TABLE not in tables(connection):
        raise SystemExit("The database has no tables yet. Run: secretome migrate")
    missing = inventory().missing
    if missing:
        names = ", ".join(sorted(missing))
        raise SystemExit(
            f"These tables have lost the triggers of the ledger: {names}. Find out who removed "
            "them and what was changed meanwhile (secretome export, secretome verify); "
            "then run: secretome migrate"
        )
