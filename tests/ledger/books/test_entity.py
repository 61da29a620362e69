"""An entity's record: what it must hold, what it refuses, what is remembered of its changes."""

from typing import Any

import pytest
from django.utils import timezone

from core.database.models import AuditEvent
from core.screens.lists.history import last_event_id
from core.text.errors import BusinessError
from ledger.books.models import BankAccount, Entity, LetterVariable, ReceiptJournal
from ledger.books.selectors.entities import effective_transfer_category, missing_for_one_off
from ledger.books.services.check_entity import EntityRefusedError
from ledger.books.services.save_entity import save_entity
from ledger.books.services.save_letter_variables import save_letter_variables
from tests.factories import (
    BIC,
    IBAN,
    ICS,
    make_bank_account,
    make_entity,
    make_journal,
    make_staff,
)

pytestmark = pytest.mark.django_db
BANK = {"iban": IBAN, "bic": BIC, "pain_version": "pain.008.001.08", "lead_days": 1, "folder": None}


def save(entity: Entity, **values: Any) -> Entity:
    return save_entity(
        entity=entity,
        values=values,
        acting_user=make_staff(rights=["ledger_books.change_bank_details"]),
        now=timezone.now(),
    )


def refusal(entity: Entity, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(EntityRefusedError) as refused:
        save(entity, **values)
    return refused.value.fields


class TestTransferCategory:
    @pytest.mark.parametrize(
        ("code", "country", "category"),
        [
            ("", "FR", "SUPP"),
            ("", "LU", "SALA"),
            ("OPTION", "FR", ""),
            ("OPTION", "LU", ""),
            ("SALA", "FR", "SALA"),
            ("SUPP", "LU", "SUPP"),
        ],
    )
    def test_rule(self, code: str, country: str, category: str) -> None:
        assert effective_transfer_category(code=code, country=country) == category


class TestOneOffDebits:
    def test_allowed_with_ics_iban_and_bic(self) -> None:
        entity = make_entity()
        make_bank_account(entity=entity)
        assert save(entity, one_off_allowed=True).one_off_allowed

    def test_refused_naming_all_that_is_missing(self) -> None:
        wrong = refusal(make_entity(creditor_identifier=""), one_off_allowed=True)
        assert wrong == {
            "one_off_allowed": [
                "Le prélèvement ONE/OFF ne peut pas être autorisé : "
                "l’ICS manque, l’IBAN manque, le BIC manque."
            ]
        }
        assert not Entity.objects.get().one_off_allowed

    def test_refused_for_an_invalid_piece_and_for_it_alone(self) -> None:
        entity = make_entity()
        bank = make_bank_account(entity=entity)
        BankAccount.objects.filter(pk=bank.pk).update(bic="ABC")
        entity.refresh_from_db()
        (text,) = refusal(entity, one_off_allowed=True)["one_off_allowed"]
        assert "le BIC n’est pas valide" in text
        assert "ICS" not in text

    def test_what_they_need_cannot_be_taken_away(self) -> None:
        entity = make_entity()
        make_bank_account(entity=entity)
        entity = save(entity, one_off_allowed=True)
        assert "l’ICS manque" in refusal(entity, creditor_identifier="")["one_off_allowed"][0]

    def test_an_iban_of_a_non_sepa_country_does_not_do(self) -> None:
        entity = make_entity()
        bank = make_bank_account(entity=entity)
        bank.set_iban("BR1500000000000010932840814P2")
        assert [piece.field for piece in missing_for_one_off(entity, bank)] == ["iban"]


class TestNumbers:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("creditor_identifier", "FR1 149 44558"),
            ("ordering_party_siret", "5278754"),
            ("vat_number", "FR00123456789"),
        ],
    )
    def test_a_wrong_number_is_refused(self, field: str, value: str) -> None:
        assert list(refusal(make_entity(), **{field: value})) == [field]

    def test_numbers_are_stored_without_spaces(self) -> None:
        entity = save(
            make_entity(),
            creditor_identifier="FR72 ZZZ 123456",
            ordering_party_siret="732 829 320 00074",
            vat_number="FR 44 732829320",
        )
        assert entity.creditor_identifier == ICS
        assert entity.ordering_party_siret == "73282932000074"
        assert entity.vat_number == "FR44732829320"

    def test_an_entity_has_a_kind(self) -> None:
        assert "is_general" in refusal(make_entity(), is_syndicate=False)


class TestBankLink:
    def save(self, entity: Entity, **changes: Any) -> Entity:
        bank = {**BANK, **changes}
        return save_entity(
            entity=entity,
            values={},
            bank=bank,
            acting_user=make_staff(rights=["ledger_books.change_bank_details"]),
            now=timezone.now(),
        )

    def test_the_account_is_made_with_the_entity(self) -> None:
        entity = self.save(make_entity())
        account = BankAccount.objects.get()
        assert entity.collection_account == account
        assert (account.iban, account.bic, account.entity) == (IBAN, BIC, entity)

    def test_an_empty_iban_keeps_the_one_there_is(self) -> None:
        entity = self.save(make_entity())
        self.save(entity, iban="", lead_days=3)
        account = BankAccount.objects.get()
        assert (account.iban, account.lead_days) == (IBAN, 3)

    def test_the_bic_follows_a_french_iban(self) -> None:
        self.save(make_entity(), bic="")
        assert BankAccount.objects.get().bic.startswith("AGRIFRPP")

    @pytest.mark.parametrize(("field", "value"), [("iban", "FR7612345"), ("bic", "XX")])
    def test_a_wrong_iban_or_bic_is_refused(self, field: str, value: str) -> None:
        with pytest.raises(EntityRefusedError) as refused:
            self.save(make_entity(), **{field: value})
        assert list(refused.value.fields) == [field]
        assert not BankAccount.objects.exists()

    def test_the_trail_shows_the_iban_masked(self) -> None:
        self.save(make_entity())
        data = str(list(AuditEvent.objects.values_list("data", flat=True)))
        assert "FR76 •••• 0189" in data
        assert IBAN not in data


class TestTrail:
    def test_changes_are_told_from_and_to(self) -> None:
        save(make_entity(), name="Syndicat des Tilleuls")
        event = AuditEvent.objects.get(action="entity.update")
        assert event.data == {"name": ["Syndicat Gilbert", "Syndicat des Tilleuls"]}

    def test_nothing_changed_is_nothing_told(self) -> None:
        save(make_entity(), name="Syndicat Gilbert")
        assert not AuditEvent.objects.exists()

    def test_a_password_is_never_told_and_kept_when_left_empty(self) -> None:
        entity = save(make_entity(), mailbox_password="Secret!")
        entity = save(entity, mailbox_password="", mailbox="tpe@example.org")
        assert Entity.objects.get().mailbox_password == "Secret!"
        events = str(list(AuditEvent.objects.values_list("data", flat=True)))
        assert "•••" in events
        assert "Secret" not in events

    def test_two_people_at_once_are_told(self) -> None:
        entity = make_entity()
        seen = last_event_id(entity)
        save(entity, name="Un")
        with pytest.raises(BusinessError, match="Quelqu’un d’autre"):
            save_entity(
                entity=entity,
                values={"name": "Deux"},
                acting_user=None,
                seen=seen,
                now=timezone.now(),
            )
        assert Entity.objects.get().name == "Un"


def test_one_journal_for_each_channel() -> None:
    entity = make_entity()
    bank, other = make_journal(entity=entity), make_journal(entity=entity, code="CM")
    for journals in (
        {"cheque": other, "one_off": bank},
        {"cheque": bank, "one_off": None},
    ):
        save_entity(
            entity=entity, values={}, journals=journals, acting_user=None, now=timezone.now()
        )
    assert dict(ReceiptJournal.objects.values_list("channel", "journal__code")) == {"cheque": "BQ"}
    assert AuditEvent.objects.latest("id").data == {
        "journal_cheque": ["CM", "BQ"],
        "journal_one_off": ["BQ", ""],
    }


def test_a_journal_of_another_entity_is_refused() -> None:
    stranger = make_journal(entity=make_entity(code="G001"))
    with pytest.raises(EntityRefusedError) as refused:
        save_entity(
            entity=make_entity(),
            values={},
            journals={"cheque": stranger},
            acting_user=None,
            now=timezone.now(),
        )
    assert refused.value.fields == {"journal_cheque": ["Ce journal est d’une autre entité."]}


def test_letter_variables_are_those_given_and_no_others() -> None:
    entity = make_entity()
    for words in ({"formule": "Merci.", "horaires": "9 h"}, {"formule": "Bien à vous."}):
        save_letter_variables(entity=entity, variables=words, acting_user=None)
    assert dict(LetterVariable.objects.values_list("name", "value")) == {"formule": "Bien à vous."}
    assert AuditEvent.objects.latest("id").data == {
        "formule": ["Merci.", "Bien à vous."],
        "horaires": ["9 h", ""],
    }
