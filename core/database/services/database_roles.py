"""What the roles that the sites connect as may do: everything but owning, emptying and rewriting.

The owner of the tables migrates, and nothing else connects as it: only an owner can drop a trigger
or switch it off. PostgreSQL alone has roles.
"""

from collections.abc import Sequence

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from core.database.services.hide_staff import hide_staff

#: Rows that are written once: neither changed nor deleted, by anyone.
WRITTEN_ONCE = (
    "core_database_auditevent",
    "core_database_recordversion",
    "ledger_books_entry",
    "ledger_books_entryline",
)
#: What the clients' site reads and writes; of the books, only what tells them from its own.
_CLIENTS_ROOMS = (
    "extranet_",
    "sepa_mandates_mandate",
    "sepa_requests_oneoffrequest",
    "sepa_requests_requeststep",
)
_CLIENTS_OWN = (
    "core_people_user", "core_jobs_outboxmessage", "core_sign_in_failedattempt",
    "core_sign_in_spentcode", "core_database_cache", "core_screens_userpreference",
    "core_files_archivedfile", "django_session", "mfa_authenticator",
    "account_emailaddress", "account_emailconfirmation", "usersessions_usersession",
)  # fmt: skip
_CLIENTS_ADD = ("core_database_auditevent", "core_database_securityevent")
_CLIENTS_READ = (
    "core_people_agency", "core_people_subscription", "django_migrations", "django_content_type",
    "auth_permission", "auth_group", "auth_group_permissions", "core_people_user_groups",
    "core_people_user_user_permissions", "core_database_extranetkeycanary",
)  # fmt: skip
#: The columns of the books that the clients' site needs, by table.
_CLIENTS_COLUMNS = {
    "ledger_books_entity": ("id", "code", "name"),
    # By which a row that was just added is known: what others did is not for it to read.
    "core_database_auditevent": ("id",),
    "core_database_securityevent": ("id",),
}


@transaction.atomic
def grant(*, app: str, extranet: str = "") -> None:
    """Give the roles, which exist, their rights on the tables as they are now."""
    _run("GRANT USAGE ON SCHEMA {schema} TO {role}", app)
    _run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}", app)
    _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}", app)
    _run("REVOKE UPDATE, DELETE ON {tables} FROM {role}", app, WRITTEN_ONCE)
    if extranet:
        _grant_clients(extranet)


def _grant_clients(role: str) -> None:
    tables = set(connection.introspection.table_names())
    rooms = [name for name in sorted(tables) if name.startswith(_CLIENTS_ROOMS)]
    own = [*rooms, *(name for name in _CLIENTS_OWN if name in tables)]
    _run("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}", role)
    _run("GRANT USAGE ON SCHEMA {schema} TO {role}", role)
    _run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}", role)
    _run("GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}", role, own)
    _run("GRANT INSERT ON {tables} TO {role}", role, _CLIENTS_ADD)
    read = [name for name in _CLIENTS_READ if name in tables]
    _run("GRANT SELECT ON {tables} TO {role}", role, read)
    for table, columns in _CLIENTS_COLUMNS.items():
        _run("GRANT SELECT ({columns}) ON {tables} TO {role}", role, [table], columns)
    hide_staff(role)


def _run(
    statement: str, role: str, tables: Sequence[str] = (), columns: Sequence[str] = ()
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        composed = sql.SQL(statement).format(
            schema=sql.Identifier(schema),
            role=sql.Identifier(role),
            tables=sql.SQL(", ").join(map(sql.Identifier, tables)),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        )
        cursor.execute(composed.as_string(connection.connection))


def owned_tables() -> list[str]:
    """Our tables that whoever is connected owns, and could therefore strip of their guards."""
    names = [model._meta.db_table for model in apps.get_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s)"
            " AND c.relnamespace = current_schema()::regnamespace"
            " AND pg_has_role(c.relowner, 'MEMBER') ORDER BY 1",
            [names],
        )
        return [name for (name,) in cursor.fetchall()]
