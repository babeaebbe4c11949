"""The triggers of the ledger as SQLite spells them."""

from secretome_record.ledger.policy import EVENT_TABLE, TablePolicy

_ZEROS = "0" * 64
_NOBODY = "ledger: nobody is named for this write"
_AMBIENT = "ledger: this table is written by its services only"


def row_text(columns: list[str], secret: tuple[str, ...], row: str) -> str:
    """Return the SQL that spells one row as JSON text; blobs as hex, secrets as hashes."""
    pairs = [f"'{c}', {_value(row + _quoted(c), hidden=c in secret)}" for c in columns]
    return f"json_object({', '.join(pairs)})"


def _quoted(column: str) -> str:
    return f'"{column}"'


def _value(column: str, *, hidden: bool) -> str:
    if hidden:
        return (
            f"CASE WHEN {column} IS NULL THEN NULL ELSE 'sha256:' || secretome_sha256({column}) END"
        )
    return f"CASE typeof({column}) WHEN 'blob' THEN 'hex:' || hex({column}) ELSE {column} END"


def row_id(key: str, secret: tuple[str, ...], row: str) -> str:
    """Return the SQL that names one row in the ledger."""
    text = f"CAST({row}{_quoted(key)} AS TEXT)"
    return f"'sha256:' || secretome_sha256({text})" if key in secret else text


def capture(policy: TablePolicy, columns: list[str], key: str) -> list[str]:
    """Return the three triggers that write an event for every insert, update and delete."""
    new = row_text(columns, policy.secret, "NEW.")
    old = row_text(columns, policy.secret, "OLD.")
    spell = _Spelling(policy, key)
    return [
        spell.trigger("insert", "NULL", new, "NEW."),
        spell.trigger("update", old, new, "NEW.", condition=f"{old} IS NOT {new}"),
        spell.trigger("delete", old, "NULL", "OLD."),
    ]


class _Spelling:
    """The parts of a capture trigger that are the same for one table."""

    def __init__(self, policy: TablePolicy, key: str) -> None:
        self.policy, self.key = policy, key

    def trigger(self, action: str, before: str, after: str, row: str, condition: str = "1") -> str:
        table = self.policy.table
        ident = row_id(self.key, self.policy.secret, row)
        fields = f"l.seq + 1, n.at, secretome_actor(), '{action}', '{table}', {ident}"
        rest = f"{before}, {after}, secretome_why(), l.hash"
        return f"""CREATE TRIGGER "capture_{action}_{table}" AFTER {action.upper()} ON "{table}"
WHEN {condition} BEGIN
{self._checks()}
INSERT INTO {EVENT_TABLE}
  (seq, at, actor, action, table_name, row_id, before, after, why, previous, hash)
SELECT {fields}, {rest}, secretome_event_hash({fields}, {rest})
FROM (SELECT COALESCE(MAX(seq), 0) AS seq, COALESCE((SELECT hash FROM {EVENT_TABLE}
      ORDER BY seq DESC LIMIT 1), '{_ZEROS}') AS hash FROM {EVENT_TABLE}) l,
     (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS at) n;
END"""

    def _checks(self) -> str:
        nobody = f"SELECT RAISE(ABORT, '{_NOBODY}') WHERE secretome_actor() IS NULL;"
        if self.policy.ambient:
            return nobody
        return nobody + f"\nSELECT RAISE(ABORT, '{_AMBIENT}') WHERE secretome_ambient() = 1;"


def chain() -> list[str]:
    """Return the triggers that keep the event table itself append-only and in sequence."""
    fields = [
        "seq",
        "at",
        "actor",
        "action",
        "table_name",
        "row_id",
        "before",
        "after",
        "why",
        "previous",
    ]
    computed = ", ".join(f"NEW.{name}" for name in fields)
    last = f"SELECT hash FROM {EVENT_TABLE} ORDER BY seq DESC LIMIT 1"
    return [
        f"""CREATE TRIGGER chain_insert BEFORE INSERT ON {EVENT_TABLE}
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM {EVENT_TABLE})
  OR NEW.previous <> COALESCE(({last}), '{_ZEROS}')
  OR NEW.hash <> secretome_event_hash({computed})
BEGIN SELECT RAISE(ABORT, 'ledger: an event out of the chain'); END""",
        *frozen(EVENT_TABLE),
    ]


def frozen(table: str) -> list[str]:
    """Return the triggers that refuse every change and removal of rows of ``table``."""
    return [
        f"""CREATE TRIGGER "frozen_{action}_{table}" BEFORE {action.upper()} ON "{table}"
BEGIN SELECT RAISE(ABORT, 'ledger: rows of {table} are never changed or removed'); END"""
        for action in ("update", "delete")
    ]


def guard(name: str, table: str, when: str, condition: str, message: str) -> list[str]:
    """Return the trigger that refuses ``when`` (e.g. UPDATE OF state) while ``condition`` holds."""
    return [
        f"""CREATE TRIGGER "guard_{name}" BEFORE {when} ON "{table}" WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{message.replace("'", "''")}'); END"""
    ]


PRESENT = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
TABLES = """SELECT name FROM sqlite_master WHERE type = 'table'
 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"""


def drop_trigger(name: str, table: str) -> str:
    """Return the SQL that removes a trigger."""
    del table
    return f'DROP TRIGGER IF EXISTS "{name}"'
