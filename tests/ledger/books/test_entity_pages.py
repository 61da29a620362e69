"""The entity's tabs: everything typed is kept or refused by name, nothing secret comes back."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core.database.models import AuditEvent
from ledger.books.models import BankAccount, Entity, LetterVariable, ReceiptJournal
from tests.factories import (
    BIC,
    IBAN,
    make_bank_account,
    make_entity,
    make_fiscal_year,
    make_journal,
    make_staff,
)
from tests.ledger.forms import shown

pytestmark = pytest.mark.django_db
EDIT = "ledger_books.edit_records"


def url(name: str, entity: Entity) -> str:
    return reverse(f"ledger:{name}", args=[entity.pk])


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_staff(rights=[EDIT, "ledger_books.change_bank_details"]))
    return client


def test_every_tab_opens_for_any_member_of_staff(client: Client) -> None:
    entity = make_entity()
    make_bank_account(entity=entity)
    make_fiscal_year(entity=entity)
    client.force_login(make_staff())
    for name in ("", "_open_years", "_years", "_archives", "_words", "_accounting", "_history"):
        page = client.get(url(f"entity{name}", entity))
        assert page.status_code == 200
        assert IBAN not in page.content.decode()
    assert "S001" in client.get(reverse("ledger:entities")).content.decode()


def test_base_data_come_back_as_they_were_typed(editor: Client) -> None:
    entity = make_entity()
    address = url("entity", entity)
    data = shown(editor, address) | {"name": "Syndicat des Tilleuls", "reminder_fee_4": "25,00"}
    data |= {"iban": IBAN, "bic": BIC, "accelerated_debit": "oui", "is_sci": "on"}
    assert editor.post(address, data).status_code == 302
    entity.refresh_from_db()
    assert (entity.name, entity.accelerated_debit, entity.is_sci) == (
        "Syndicat des Tilleuls",
        True,
        True,
    )
    assert str(entity.reminder_fee_4) == "25.00"
    account = BankAccount.objects.get()
    assert (account.iban, account.bic) == (IBAN, BIC)
    assert "FR76 •••• 0189" in editor.get(address).content.decode()


def test_a_refusal_keeps_what_was_typed_and_links_to_the_field(editor: Client) -> None:
    entity = make_entity()
    address = url("entity", entity)
    data = shown(editor, address) | {"name": "Autre", "iban": "FR76 1234", "bic": BIC}
    page = editor.post(address, data)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'href="#id_iban"' in text
    assert 'value="Autre"' in text
    assert Entity.objects.get().name == "Syndicat Gilbert"


def test_one_off_debits_are_refused_naming_what_is_missing(editor: Client) -> None:
    entity = make_entity(creditor_identifier="")
    address = url("entity_accounting", entity)
    page = editor.post(address, shown(editor, address) | {"one_off_allowed": "on"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "l’ICS manque, l’IBAN manque, le BIC manque" in text
    assert 'href="#id_one_off_allowed"' in text
    assert f'href="{url("entity", entity)}#id_iban"' in text


def test_accounting_keeps_the_journals_and_never_shows_the_password(editor: Client) -> None:
    entity = make_entity()
    journal = make_journal(entity=entity)
    address = url("entity_accounting", entity)
    data = shown(editor, address) | {
        "mailbox_password": "Secret!",
        "pop_server": "pop.example.org",
        "transfer_category": "OPTION",
        "journal_cheque": str(journal.pk),
    }
    assert editor.post(address, data).status_code == 302
    assert ReceiptJournal.objects.get(channel="cheque").journal == journal
    assert Entity.objects.get().mailbox_password == "Secret!"
    text = editor.get(address).content.decode()
    assert "Secret!" not in text
    assert "ne portent pas de catégorie" in text


def test_the_category_that_transfers_will_carry_is_shown(editor: Client) -> None:
    entity = make_entity(country="LU")
    assert "<strong>SALA</strong>" in editor.get(url("entity_accounting", entity)).content.decode()


def test_letter_variables(editor: Client) -> None:
    entity = make_entity()
    LetterVariable.objects.create(entity=entity, name="formule", value="Merci.")
    data = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "1",
        "form-0-name": "formule",
        "form-0-value": "Bien à vous.",
        "form-1-name": "horaires",
        "form-1-value": "De 9 h à 17 h",
    }
    assert editor.post(url("entity_words", entity), data).status_code == 302
    words = dict(LetterVariable.objects.values_list("name", "value"))
    assert words == {"formule": "Bien à vous.", "horaires": "De 9 h à 17 h"}
    twice = data | {"form-1-name": "formule"}
    page = editor.post(url("entity_words", entity), twice)
    assert "Deux variables portent le même nom" in page.content.decode()


def test_a_new_entity(editor: Client) -> None:
    address = reverse("ledger:entity_new")
    data = shown(editor, address) | {"code": "G001", "name": "Gérance", "is_rental": "on"}
    assert editor.post(address, data).status_code == 302
    assert Entity.objects.get().code == "G001"
    page = editor.post(address, data | {"page": str(uuid4())})
    assert page.status_code == 422
    assert 'href="#id_code"' in page.content.decode()


def test_without_the_right_nothing_changes(client: Client) -> None:
    entity = make_entity()
    client.force_login(make_staff())
    page = client.get(url("entity", entity))
    assert "il faut le droit" in page.content.decode()
    client.post(url("entity", entity), {"name": "Autre"})
    assert Entity.objects.get().name == "Syndicat Gilbert"
    assert client.get(reverse("ledger:entity_new")).status_code == 403
    assert client.post(url("entity_mailbox", entity)).status_code == 403


def test_revealing_the_iban_is_remembered(client: Client) -> None:
    entity = make_entity()
    make_bank_account(entity=entity)
    client.force_login(make_staff(rights=[EDIT, "ledger_books.change_bank_details"]))
    assert client.post(url("entity_iban", entity)).status_code == 403
    user = make_staff(rights=["core_people.reveal_iban"])
    client.force_login(user)
    assert client.get(url("entity_iban", entity)).status_code == 405
    answer = client.post(url("entity_iban", entity))
    assert "FR76 3000 6000 0112 3456 8860 189" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    event = AuditEvent.objects.get(action="bank_account.reveal_iban")
    assert event.user == user


def test_the_stored_password_is_sent_nowhere_else(editor: Client) -> None:
    entity = make_entity(pop_server="127.0.0.1:1", mailbox="tpe", mailbox_password="Secret!")
    stored = {"pop_server": "127.0.0.1:1", "mailbox": "tpe"}
    assert "ne répond pas" in editor.post(url("entity_mailbox", entity), stored).content.decode()
    other = stored | {"pop_server": "127.0.0.1:2"}
    assert "mot de passe" in editor.post(url("entity_mailbox", entity), other).content.decode()
