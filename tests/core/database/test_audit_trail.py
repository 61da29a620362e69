"""Nobody rewrites the audit trail: the database itself refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from core.database.context import RequestContext, serving
from core.database.models import AuditEvent
from core.database.services import audit
from core.jobs.models import Job
from core.office.services import agency as agencies
from core.people.models import Agency
from core.screens.lists.history import history_of
from core.screens.lists.words import Wording
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def an_event() -> AuditEvent:
    user = make_staff()
    return audit.record("user.update", acting_user=user, on=user, last_name=["Dupont", "Durand"])


def refuses(statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_database_auditevent SET action = 'rien'", "DELETE FROM core_database_auditevent"],
)
def test_an_event_can_be_neither_changed_nor_deleted(statement: str) -> None:
    event = an_event()
    refuses(statement)
    event.refresh_from_db()
    assert event.action == "user.update"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "statement",
    ["UPDATE core_database_auditevent SET action = 'rien'", "DELETE FROM core_database_auditevent"],
)
def test_an_event_can_be_neither_changed_nor_deleted_on_sqlite(statement: str) -> None:
    an_event()
    refuses(statement)


def test_it_knows_where_the_request_came_from() -> None:
    with serving(RequestContext(ip_address="192.0.2.7")):
        event = an_event()
    assert event.ip_address == "192.0.2.7"


def test_a_change_reads_who_from_and_to() -> None:
    admin = make_staff(is_superuser=True, first_name="Jeff", last_name="Le Chef")
    Agency.objects.create(pk=1, name="Cabinet Un")
    firm = agencies.update(acting_user=admin, values={"name": "Cabinet Deux"})
    [line] = history_of(firm)
    [change] = line.changes
    assert (str(line.event.user), line.label) == ("Jeff Le Chef", "Réglages de l’agence modifiés")
    assert (change.label, change.before, change.after) == ("nom", "Cabinet Un", "Cabinet Deux")


def test_nothing_changed_leaves_no_trace() -> None:
    admin = make_staff(is_superuser=True)
    Agency.objects.create(pk=1, name="Cabinet Un")
    agencies.update(acting_user=admin, values={"name": "Cabinet Un"})
    assert not AuditEvent.objects.exists()


@pytest.mark.dated
def test_only_fields_that_differ_are_told() -> None:
    before, after = Agency(name="Un", phone="03"), Agency(name="Un", phone="04")
    assert audit.changes(before, after, ["name", "phone"]) == {"phone": ["03", "04"]}


def test_a_record_saved_as_it_was_leaves_no_trace(back_office) -> None:
    Agency.objects.create(pk=1, name="Cabinet Un", address="12 rue des Carmes\n54000 Nancy")
    back_office.force_login(make_staff(is_superuser=True))
    # Browsers end lines with CR LF.
    form = {
        "name": "Cabinet Un",
        "address": "12 rue des Carmes\r\n54000 Nancy",
        "colour": "#0b5fa5",
    }
    assert back_office.post("/parametres/agence/", form).status_code == 302
    assert not AuditEvent.objects.exists()


def test_facts_are_read_in_words() -> None:
    words = Wording()
    assert words.label(Job, "first_number") == "premier numéro"
    assert words.value(Job, "amount", "1754.80") == "1\u202f754,80"
    assert words.value(Job, "entry_date", "2026-11-22") == "22/11/2026"
    assert words.value(Job, "anything", "True") == "oui"
    assert words.value(Job, "sha256", "12ab") == "12ab"
