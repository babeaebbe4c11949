"""The triggers of the ledger as PostgreSQL spells them."""

from secretome_record.ledger.policy import EVENT_TABLE, TablePolicy

# One number for the whole record: whoever holds it is the only writer.
WRITER_LOCK = 7305612

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION secretome_row_text(line jsonb, secret text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY string_to_array(secret, ',') LOOP
    IF line ->> name IS NOT NULL THEN
      line := jsonb_set(line, ARRAY[name], to_jsonb('sha256:' ||
        encode(sha256(convert_to(line ->> name, 'UTF8')), 'hex')));
    END IF;
  END LOOP;
  RETURN line::text;
END $$;

CREATE OR REPLACE FUNCTION secretome_row_id(line jsonb, key text, secret text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE ident text := line ->> key;
BEGIN
  IF key = ANY (string_to_array(secret, ',')) THEN
    RETURN 'sha256:' || encode(sha256(convert_to(ident, 'UTF8')), 'hex');
  END IF;
  IF ident ~ '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$' THEN
    RETURN replace(ident, '-', '');
  END IF;
  RETURN ident;
END $$;

CREATE OR REPLACE FUNCTION secretome_event_hash(seq bigint, at text, actor text, action text,
  table_name text, row_id text, before text, after text, why text, previous text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(
    '{{"action":' || coalesce(to_json(action)::text, 'null') ||
    ',"actor":' || coalesce(to_json(actor)::text, 'null') ||
    ',"after":' || coalesce(to_json(after)::text, 'null') ||
    ',"at":' || coalesce(to_json(at)::text, 'null') ||
    ',"before":' || coalesce(to_json(before)::text, 'null') ||
    ',"previous":' || coalesce(to_json(previous)::text, 'null') ||
    ',"row_id":' || coalesce(to_json(row_id)::text, 'null') ||
    ',"seq":' || coalesce(to_json(seq::text)::text, 'null') ||
    ',"table_name":' || coalesce(to_json(table_name)::text, 'null') ||
    ',"why":' || coalesce(to_json(why)::text, 'null') || '}}', 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION secretome_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  who text := nullif(current_setting('secretome.actor', true), '');
  reason text := coalesce(current_setting('secretome.why', true), '');
  ambient text := coalesce(current_setting('secretome.ambient', true), '0');
  moment text; last_seq bigint; last_hash text; ident text; old_row text; new_row text;
BEGIN
  IF TG_OP <> 'INSERT' THEN old_row := secretome_row_text(to_jsonb(OLD), TG_ARGV[1]); END IF;
  IF TG_OP <> 'DELETE' THEN new_row := secretome_row_text(to_jsonb(NEW), TG_ARGV[1]); END IF;
  IF old_row IS NOT DISTINCT FROM new_row THEN RETURN NULL; END IF;
  IF who IS NULL THEN
    RAISE EXCEPTION 'ledger: nobody is named for this write' USING ERRCODE = '23000';
  END IF;
  IF TG_ARGV[2] = 'record' AND ambient = '1' THEN
    RAISE EXCEPTION 'ledger: this table is written by its services only' USING ERRCODE = '23000';
  END IF;
  PERFORM pg_advisory_xact_lock({WRITER_LOCK});
  SELECT e.seq, e.hash INTO last_seq, last_hash FROM {EVENT_TABLE} e ORDER BY e.seq DESC LIMIT 1;
  last_seq := coalesce(last_seq, 0); last_hash := coalesce(last_hash, repeat('0', 64));
  moment := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  ident := secretome_row_id(
    CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END, TG_ARGV[0], TG_ARGV[1]);
  INSERT INTO {EVENT_TABLE}
    (seq, at, actor, action, table_name, row_id, before, after, why, previous, hash)
  VALUES (last_seq + 1, moment, who, lower(TG_OP), TG_TABLE_NAME, ident, old_row, new_row, reason,
    last_hash, secretome_event_hash(last_seq + 1, moment, who, lower(TG_OP),
      TG_TABLE_NAME::text, ident, old_row, new_row, reason, last_hash));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION secretome_actor() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('secretome.actor', true), '')
$$;

CREATE OR REPLACE FUNCTION secretome_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_seq bigint; last_hash text;
BEGIN
  PERFORM pg_advisory_xact_lock({WRITER_LOCK});
  SELECT e.seq, e.hash INTO last_seq, last_hash FROM {EVENT_TABLE} e ORDER BY e.seq DESC LIMIT 1;
  IF NEW.seq <> coalesce(last_seq, 0) + 1 OR NEW.previous <> coalesce(last_hash, repeat('0', 64))
    OR NEW.hash <> secretome_event_hash(NEW.seq, NEW.at, NEW.actor, NEW.action, NEW.table_name,
      NEW.row_id, NEW.before, NEW.after, NEW.why, NEW.previous) THEN
    RAISE EXCEPTION 'ledger: an event out of the chain' USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION secretome_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger: rows of % are never changed or removed', TG_TABLE_NAME
    USING ERRCODE = '23000';
END $$;

CREATE OR REPLACE FUNCTION secretome_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger: % cannot be emptied', TG_TABLE_NAME USING ERRCODE = '23000';
END $$;
"""


def row_text(columns: list[str], secret: tuple[str, ...], row: str) -> str:
    """Return the SQL that spells one row as JSON text; ``row`` is the table's name."""
    del columns
    return f"secretome_row_text(to_jsonb({row}), '{','.join(secret)}')"


def row_id(key: str, secret: tuple[str, ...], row: str) -> str:
    """Return the SQL that names one row in the ledger."""
    return f"secretome_row_id(to_jsonb({row}), '{key}', '{','.join(secret)}')"


def capture(policy: TablePolicy, columns: list[str], key: str) -> list[str]:
    """Return the triggers that write an event for every change of a row and refuse TRUNCATE."""
    del columns
    kind = "ambient" if policy.ambient else "record"
    words = f"'{key}', '{','.join(policy.secret)}', '{kind}'"
    return [
        *(
            f"""CREATE TRIGGER "capture_{action}_{policy.table}" AFTER {action.upper()}
ON "{policy.table}" FOR EACH ROW EXECUTE FUNCTION secretome_capture({words})"""
            for action in ("insert", "update", "delete")
        ),
        _no_truncate(policy.table),
    ]


def _no_truncate(table: str) -> str:
    return f"""CREATE TRIGGER "no_truncate_{table}" BEFORE TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION secretome_no_truncate()"""


def chain() -> list[str]:
    """Return the triggers that keep the event table itself append-only and in sequence."""
    return [
        f"""CREATE TRIGGER chain_insert BEFORE INSERT ON {EVENT_TABLE}
FOR EACH ROW EXECUTE FUNCTION secretome_chain()""",
        *frozen(EVENT_TABLE),
        _no_truncate(EVENT_TABLE),
    ]


def frozen(table: str) -> list[str]:
    """Return the triggers that refuse every change and removal of rows of ``table``."""
    return [
        f"""CREATE TRIGGER "frozen_{action}_{table}" BEFORE {action.upper()} ON "{table}"
FOR EACH ROW EXECUTE FUNCTION secretome_frozen()"""
        for action in ("update", "delete")
    ]


def guard(name: str, table: str, when: str, condition: str, message: str) -> list[str]:
    """Return the function and trigger that refuse ``when`` while ``condition`` holds."""
    text = message.replace("'", "''").replace("%", "%%")
    return [
        f"""CREATE OR REPLACE FUNCTION "guard_{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{text}' USING ERRCODE = '23000'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$""",
        f"""CREATE TRIGGER "guard_{name}" BEFORE {when} ON "{table}"
FOR EACH ROW EXECUTE FUNCTION "guard_{name}"()""",
    ]


PRESENT = """SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname = current_schema()"""
TABLES = (
    """SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"""
)


def drop_trigger(name: str, table: str) -> str:
    """Return the SQL that removes a trigger."""
    return f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"'
