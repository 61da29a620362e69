"""Keep the role of the clients' site away from the staff: their accounts, factors and sessions.

Both kinds of users are in the same tables, so rows are kept apart by policies of PostgreSQL. They
restrict that role alone: whoever else connects has the rows that its rights give.
"""

from django.db import connection
from psycopg import sql

from core.people.enums import UserKind

#: Rows of a user, seen and written where the user is.
_OF_A_USER = (
    "mfa_authenticator", "account_emailaddress", "usersessions_usersession",
    "core_sign_in_spentcode", "core_screens_userpreference",
    "core_people_user_groups", "core_people_user_user_permissions",
)  # fmt: skip
_POLICIES = {
    "core_people_user": "kind = {client}",
    # Which users there are is asked of core_people_user, under the policy above.
    **dict.fromkeys(_OF_A_USER, "user_id IN (SELECT id FROM {schema}.core_people_user)"),
    "django_session": "NOT {schema}.is_session_of_staff(session_key)",
}
#: Runs as its owner, who sees the sessions of all.
_IS_SESSION_OF_STAFF = """
CREATE OR REPLACE FUNCTION {schema}.is_session_of_staff(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM {schema}.usersessions_usersession session
        JOIN {schema}.core_people_user account ON account.id = session.user_id
        WHERE session.session_key = wanted AND account.kind <> {client}
    )
$$
"""
_RESTRICT = (
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "DROP POLICY IF EXISTS whoever_has_the_rights ON {table}",
    "CREATE POLICY whoever_has_the_rights ON {table} USING (true) WITH CHECK (true)",
    "DROP POLICY IF EXISTS clients_only ON {table}",
    "CREATE POLICY clients_only ON {table} AS RESTRICTIVE TO {role}"
    " USING ({rows}) WITH CHECK ({rows})",
)


def hide_staff(role: str) -> None:
    """Let ``role`` see, write and delete rows of clients only. Bears being run again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        names = {
            "schema": sql.Identifier(cursor.fetchone()[0]),
            "client": sql.Literal(UserKind.CLIENT.value),
            "role": sql.Identifier(role),
        }
        statements = [sql.SQL(_IS_SESSION_OF_STAFF).format(**names)]
        for table, rows in _POLICIES.items():
            known = names | {"table": sql.Identifier(table), "rows": sql.SQL(rows).format(**names)}
            statements += [sql.SQL(statement).format(**known) for statement in _RESTRICT]
        for statement in statements:
            cursor.execute(statement.as_string(connection.connection))
