"""What PostgreSQL must be able to do, each tried with a statement that only a server with it runs."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

NEEDED = {
    "server 15 or newer": "SELECT 1/(current_setting('server_version_num')::int >= 150000)::int",
    "encoding UTF8": "SELECT 1/(pg_encoding_to_char(encoding) = 'UTF8')::int FROM pg_database "
    "WHERE datname = current_database()",
    "create tables": "CREATE TABLE xingtan_probe (id bigint PRIMARY KEY, words tsvector, facts jsonb)",
    "rows locked without waiting (SKIP LOCKED)": "SELECT id FROM xingtan_probe FOR UPDATE SKIP LOCKED",
    "full text, configuration simple": "SELECT to_tsvector('simple', '中山 小学') @@ to_tsquery('simple', '小学')",
    "index on words (GIN)": "CREATE INDEX ON xingtan_probe USING gin (words)",
    "triggers in PL/pgSQL": "CREATE FUNCTION xingtan_probe() RETURNS trigger "
    "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "listen and notify": "NOTIFY xingtan_probe",
    "advisory locks": "SELECT pg_advisory_xact_lock(1)",
    "partitions": "CREATE TABLE xingtan_parts (at date) PARTITION BY RANGE (at)",
    "hashes (sha256)": "SELECT sha256('x'::bytea)",
}


def missing_features() -> list[str]:
    """What the database of the settings cannot do of what is needed. Leaves nothing behind."""
    missing = []
    with transaction.atomic():
        for feature, statement in NEEDED.items():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
            except DatabaseError:
                missing.append(feature)
        transaction.set_rollback(True)
    return missing
