"""Every text field of every model refuses or masks a card number, or says here why it need not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models

from core.database.bulk import copy_rows, insert_alike, update_rows
from core.database.crypto import EncryptedTextField
from core.jobs.models import SystemMessage
from core.people.models import Agency
from core.text import guarded
from core.text.guard import CardNumberError, IbanTypedError, SecretTypedError, looks_like_card
from core.text.guarded import Guarded
from core.text.split_secrets import split_over
from ledger.books.models import LetterVariable
from ledger.people.models import Building, Party
from receipts.draft.models import DraftReceipt
from tests.factories import make_entity, make_party, make_staff
from tests.house.checks import WINGS

CARD = "4111 1111 1111 1111"
IBAN = "FR14 2004 1010 0505 0001 3M02 606"
#: Shorter than any card number and any IBAN.
SHORTEST = 13

DRAWN = "drawn by the software"
OF_A_LIST = "one of a list that the code knows"
OWN_FORMAT = "a format of its own, with check digits or a pattern, checked where it is typed"
ELSEWHERE = "copied from a field that is guarded"
MADE_OF = "made of values that are guarded where they come from"
READ = "read from a kiosk's file, where a card number or an IBAN keeps the line aside"
#: Fields that hold no text of anybody's, by what they are.
EXEMPT = {
    "core_database.AuditEvent": {"action": OF_A_LIST, "object_type": OF_A_LIST, "object_id": DRAWN},
    "core_files.ExchangeFolder": dict.fromkeys(
        ("host_key", "offered_host_key", "authority"), OWN_FORMAT
    ),
    "core_files.ArchivedFile": {
        **dict.fromkeys(("kind", "erased_for"), OF_A_LIST),
        **dict.fromkeys(("sha256", "erasure_mark"), DRAWN),
    },
    "core_people.Agency": {"logo": DRAWN},
    "core_jobs.Job": {"kind": OF_A_LIST, "parameters": DRAWN},
    "core_jobs.ScheduledService": {"code": OF_A_LIST, "times": OWN_FORMAT},
    "core_jobs.OutboxMessage": {
        "kind": OF_A_LIST,
        **dict.fromkeys(("payload", "identity"), DRAWN),
        "request_id": OWN_FORMAT,
    },
    "core_jobs.Heartbeat": {"code": OF_A_LIST},
    "core_jobs.Incident": {"code": OF_A_LIST},
    "core_jobs.SystemMessage": {"link": DRAWN, "identity": DRAWN, "entities": DRAWN},
    "core_people.Subscription": {"product": OF_A_LIST},
    "core_sign_in.FailedAttempt": {"bucket": DRAWN},
    "core_database.KeyCanary": {"mark": DRAWN},
    "core_database.ExtranetKeyCanary": {"mark": DRAWN},
    "core_screens.SentForm": {"key": DRAWN, "made": OF_A_LIST},
    "core_database.RecordVersion": {
        **dict.fromkeys(("action", "object_type"), OF_A_LIST),
        **dict.fromkeys(("before", "after", "signature"), DRAWN),
    },
    "core_database.TrailSeal": {"digest": DRAWN, "signature": DRAWN},
    "core_people.User": {"password": DRAWN},
    "core_screens.UserPreference": {"key": OF_A_LIST},
    "ledger_books.Anchor": {"line": DRAWN},
    "ledger_books.BankAccount": {"iban_index": DRAWN, "iban_masked": DRAWN},
    "ledger_books.BankDetailsChange": {"iban_index": DRAWN, "iban_masked": DRAWN},
    "ledger_books.Entity": dict.fromkeys(
        ("creditor_identifier", "ordering_party_siret", "vat_number"), OWN_FORMAT
    ),
    "ledger_books.ReceiptJournal": {"channel": OF_A_LIST},
    "ledger_books.JournalSequence": {"last_hash": DRAWN},
    "ledger_books.Entry": {"hash": DRAWN},
    "receipts_counter.Batch": {"channel": OF_A_LIST},
    "receipts_counter.Cheque": {"account_key": DRAWN, "bank_key": DRAWN},
    "receipts_counter.ChequeShare": {"settles": DRAWN},
    "receipts_coupons.PaymentCoupon": {"code": DRAWN},
    "receipts_draft.DraftReceipt": {"channel": OF_A_LIST, "source_key": READ},
    "receipts_counter.HeldCheque": {"account_key": DRAWN, "bank_key": DRAWN},
    "receipts_counter.ItemOutcome": {"iban_index": DRAWN, "iban_masked": DRAWN, "kind": OF_A_LIST},
    "receipts_draft.ReceiptAnswer": {"code": OF_A_LIST},
    "receipts_counter.TransferItem": {"papers": OF_A_LIST},
    "receipts_counter.UnfinishedLine": {
        "values": "keep_unfinished reads what was typed, field by field"
    },
    "sepa_collections.Collection": dict.fromkeys(
        ("message_id", "payment_id", "pain_version"), DRAWN
    ),
    "sepa_collections.CollectionTransaction": {"end_to_end_id": DRAWN},
    "sepa_mandates.Mandate": {
        **dict.fromkeys(("iban_index", "iban_masked", "mandate_reference", "pdf_sha256"), DRAWN),
        "creditor_identifier": OWN_FORMAT,
        "evidence": MADE_OF,
    },
    "sepa_requests.OneOffRequest": {
        **dict.fromkeys(("iban_index", "iban_masked", "mandate_reference", "code_hash"), DRAWN),
        **dict.fromkeys(("submission_key", "text_version"), DRAWN),
        "account_code": ELSEWHERE,
        "creditor_identifier": OWN_FORMAT,
        "evidence": MADE_OF,
    },
    "connectic.PaymentsFile": {"kiosk": READ},
    "connectic.AsideLine": {"kiosk": READ, "payment_id": READ, "fingerprint": DRAWN},
    "connectic.KioskSettings": {"sender": OWN_FORMAT},
    "extranet_publication.ClientAccess": {"party_reference": DRAWN},
    "extranet_publication.PublishedIban": {"fingerprint": DRAWN},
    "extranet_publication.PublishedAccount": {
        "account_code": ELSEWHERE,
        "party_reference": DRAWN,
        "creditor_identifier": OWN_FORMAT,
        "to_come": MADE_OF,
    },
}
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField)


def text_fields() -> Iterator[tuple[str, Any]]:
    for model in apps.get_models():
        # The tables of others hold sessions, factors and rights.
        if model.__module__.partition(".")[0] not in WINGS:
            continue
        for field in model._meta.local_fields:
            if isinstance(field, TEXT) and not field.choices:
                yield model._meta.label, field


def is_too_short(field: Any) -> bool:
    return field.max_length is not None and field.max_length < SHORTEST


def test_every_text_field_is_guarded_or_says_why_not() -> None:
    open_doors = [
        f"{label}.{field.name}"
        for label, field in text_fields()
        if not isinstance(field, Guarded | EncryptedTextField)
        and not is_too_short(field)
        and field.name not in EXEMPT.get(label, {})
    ]
    assert open_doors == [], "take core.text.guarded's field, or give the reason in EXEMPT"


def test_no_exemption_outlives_its_field() -> None:
    known = {
        (label, field.name) for label, field in text_fields() if not isinstance(field, Guarded)
    }
    stale = [
        f"{label}.{name}"
        for label, names in EXEMPT.items()
        for name in names
        if (label, name) not in known
    ]
    assert stale == []


@pytest.mark.parametrize(
    "field",
    [field for _label, field in text_fields() if isinstance(field, Guarded)],
    ids=lambda field: f"{field.model._meta.label}.{field.name}",
)
def test_no_guarded_field_lets_a_card_through(field: Any) -> None:
    for secret in (CARD, IBAN, f"{CARD} 12/27"):
        value = {"text": [secret]} if isinstance(field, models.JSONField) else secret
        if field.masks:
            stored = str(field.guard(value))
            assert "••••" in stored
            assert not looks_like_card(stored)
        else:
            with pytest.raises((CardNumberError, IbanTypedError)):
                field.guard(value)


@pytest.mark.django_db
class TestEveryWayIntoTheDatabase:
    def test_save(self) -> None:
        with pytest.raises(CardNumberError):
            make_party(last_name=CARD)

    def test_the_texts_of_a_row_are_read_together_once_a_save(self, monkeypatch: Any) -> None:
        reads: list[Mapping[str, str]] = []

        def read(texts: Mapping[str, str]) -> set[str]:
            reads.append(texts)
            return split_over(texts)

        monkeypatch.setattr(guarded, "split_over", read)
        party = make_party(street="12 rue des Lilas 54", postal_code="54000", phone="0383000000")
        assert len(reads) == 1
        party.street, party.town = "Lot 12, bâtiment 54", "Nancy 54"
        party.save()
        assert len(reads) == 2

    def test_a_text_changed_since_the_last_save_is_read(self) -> None:
        party = make_party(street="12 rue des Lilas 54", town="Nancy")
        party.street, party.town = "Dossier 4111 1111", "1111 1111 Nancy"
        with pytest.raises(SecretTypedError):
            party.save()
        with pytest.raises(SecretTypedError):
            party.save(update_fields=["town"])

    def test_bulk_create(self) -> None:
        with pytest.raises(IbanTypedError):
            LetterVariable.objects.bulk_create(
                [LetterVariable(entity=make_entity(), name="x", value=IBAN)]
            )

    def test_bulk_update(self) -> None:
        party = make_party()
        party.town = CARD
        with pytest.raises(CardNumberError):
            Party.objects.bulk_update([party], ["town"])

    def test_update(self) -> None:
        make_party()
        with pytest.raises(CardNumberError):
            Party.objects.update(town=CARD)

    def test_copied_rows(self) -> None:
        entity = make_entity()
        row = (entity.pk, "B1", f"Le Parc {CARD}", "", "", "", "")
        names = ("entity", "code", "name", "street", "postal_code", "town", "search_text")
        with pytest.raises(CardNumberError):
            copy_rows(Building, names, [row])

    def test_updated_rows(self) -> None:
        party = make_party()
        with pytest.raises(CardNumberError):
            update_rows(Party, ["town"], [(party.pk, CARD)])
        with pytest.raises(CardNumberError):
            update_rows(Party, ["town"], [(party.pk, "Nancy")], same={"street": CARD})

    def test_rows_that_are_alike(self) -> None:
        with pytest.raises(CardNumberError):
            insert_alike(LetterVariable, "entity", [make_entity().pk], same={"value": CARD})

    def test_a_form_says_it_beside_the_field(self) -> None:
        with pytest.raises(ValidationError) as refused:
            Agency(id=1, name="Agence", opening_hours=CARD).full_clean()
        assert set(refused.value.message_dict) == {"opening_hours"}

    def test_what_others_say_is_masked(self) -> None:
        message = SystemMessage.objects.create(
            recipient=make_staff(), title="Incident", body=f"refusé : {CARD}."
        )
        message.refresh_from_db()
        assert message.body == "refusé : •••• 1111."

    def test_json_is_looked_into(self) -> None:
        line = DraftReceipt(raw_data={"payer": [CARD], "amount": "330.00"})
        stored = line._meta.get_field("raw_data").get_db_prep_save(line.raw_data, connection)
        assert "4111" not in str(stored)

    def test_a_search_may_look_for_anything(self) -> None:
        assert not Party.objects.filter(last_name=CARD).exists()
