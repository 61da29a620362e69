"""Records are created and changed through their forms; who, what, from and to is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from core.database.models import AuditEvent
from ledger.books.models import Account, BankAccount, Journal
from ledger.people.models import Building, Lot, Party
from tests.factories import IBAN, make_account, make_entity
from tests.ledger.conftest import Office

OTHER_IBAN = "FR1420041010050500013M02606"


def save(office: Office, url_name: str, pk: int | None = None, /, **data: Any) -> HttpResponse:
    url = reverse(f"ledger:{url_name}", args=[pk] if pk else [])
    return office.client.post(url, data)  # type: ignore[return-value]


def event(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).latest("id")


def account_fields(office: Office, **changes: Any) -> dict[str, Any]:
    fields = {
        "entity": office.books.entity.pk,
        "code": "450zoe",
        "label": "Zoé ÉTÉ",
        "role": "co_owner",
        "party": f"{office.party.pk} · quoi que ce soit",
        "building": office.building.pk,
    }
    return {**fields, **changes}


def test_an_account_is_created_in_capitals_and_found_without_accents(office: Office) -> None:
    response = save(office, "account_create", **account_fields(office))
    account = Account.objects.get(code="450ZOE")
    assert response.headers["Location"] == reverse("ledger:account", args=[account.pk])
    assert account.party == office.party
    assert "zoe ete" in account.search_text
    assert event("account.create").data["code"] == "450ZOE"


@pytest.mark.parametrize("code", ["ABC", "4", "450-X", "0123", "4" * 21, ""])
def test_an_account_number_has_a_form(office: Office, code: str) -> None:
    response = save(office, "account_create", **account_fields(office, code=code))
    assert response.status_code == 422
    assert not Account.objects.filter(label="Zoé ÉTÉ").exists()


def test_an_account_number_is_taken_once_per_entity(office: Office) -> None:
    response = save(office, "account_create", **account_fields(office, code="450PIERREP"))
    assert response.status_code == 422
    assert "ne peut pas être enregistrée" in response.content.decode()


def test_what_changed_is_kept_from_and_to(office: Office) -> None:
    account = office.books.client_account
    fields = account_fields(office, code=account.code, label="Pierre P.")
    assert save(office, "account_edit", account.pk, **fields).status_code == 302
    assert event("account.update").data == {"label": ["Pierre PROPRIETAIRE", "Pierre P."]}
    history = office.client.get(reverse("ledger:account_history", args=[account.pk]))
    text = history.content.decode()
    assert "<del>Pierre PROPRIETAIRE</del>" in text
    assert "Anne Comptable" in text


def test_nothing_changed_writes_nothing(office: Office) -> None:
    account = office.books.client_account
    fields = account_fields(office, code=account.code, label=account.label)
    save(office, "account_edit", account.pk, **fields)
    assert not AuditEvent.objects.filter(action="account.update").exists()


def test_an_account_with_entries_keeps_its_number_and_entity(office: Office) -> None:
    account = office.books.client_account
    for change in ({"code": "450AUTRE"}, {"entity": make_entity(code="S009").pk, "building": ""}):
        fields = account_fields(office, **{"code": account.code, **change})
        response = save(office, "account_edit", account.pk, **fields)
        assert "a déjà des écritures" in response.content.decode()
    account.refresh_from_db()
    assert (account.code, account.entity_id) == ("450PIERREP", office.books.entity.pk)


def test_two_people_do_not_overwrite_each_other(office: Office) -> None:
    account = office.books.client_account
    form = office.client.get(reverse("ledger:account_edit", args=[account.pk])).context["form"]
    seen = form.initial["seen"]
    first = account_fields(office, code=account.code, label="Premier", seen=seen)
    second = account_fields(office, code=account.code, label="Second", seen=seen)
    assert save(office, "account_edit", account.pk, **first).status_code == 302
    response = save(office, "account_edit", account.pk, **second)
    assert response.status_code == 422
    assert "modifiée entre-temps" in response.content.decode()
    assert "Second" in response.content.decode(), "what was typed stays on screen"
    account.refresh_from_db()
    assert account.label == "Premier"


def test_a_party_needs_a_name(office: Office) -> None:
    assert save(office, "party_create", country="FR", first_name="Zoé").status_code == 422
    assert save(office, "party_create", country="FR", company="SCI Œillets").status_code == 302
    assert "sci oeillets" in Party.objects.get(company="SCI Œillets").search_text


def test_a_building_and_a_lot_hang_on_their_entity(office: Office) -> None:
    entity = office.books.entity
    save(office, "building_create", entity=entity.pk, code="lor", name="Lorraine")
    building = Building.objects.get(code="LOR")
    owner = f"S001 450PIERREP {office.books.client_account.label}"
    fields = {"building": building.pk, "number": "12", "kind": "flat", "owner_account": owner}
    assert save(office, "lot_create", **fields).status_code == 302
    assert Lot.objects.get(number="12").owner_account == office.books.client_account
    stranger = make_account(entity=make_entity(code="S009"), code="450LOIN")
    wrong = {**fields, "number": "13", "owner_account": f"S009 {stranger.code}"}
    assert "d’une autre entité" in save(office, "lot_create", **wrong).content.decode()


def test_a_journal_with_entries_keeps_its_code(office: Office) -> None:
    journal = office.books.journal
    fields = {"entity": journal.entity_id, "code": "ZZ", "label": "Banque", "active": "on"}
    response = save(office, "journal_edit", journal.pk, **fields)
    assert "a déjà des écritures" in response.content.decode()
    save(office, "journal_create", **{**fields, "treasury_account": "S001 512000"})
    assert Journal.objects.get(code="ZZ").treasury_account == office.books.bank


def test_an_iban_is_checked_masked_and_kept_when_left_empty(office: Office) -> None:
    fields = {
        "entity": office.books.entity.pk,
        "label": "Travaux",
        "pain_version": "pain.008.001.08",
        "lead_days": "2",
    }
    bad = save(office, "bank_account_create", **fields, iban="FR7630006000011234567890188")
    assert bad.status_code == 422
    assert save(office, "bank_account_create", **fields, iban=OTHER_IBAN).status_code == 302
    account = BankAccount.objects.get(label="Travaux")
    page = office.client.get(reverse("ledger:bank_account", args=[account.pk])).content.decode()
    assert account.iban_masked in page
    assert OTHER_IBAN not in page
    save(office, "bank_account_edit", account.pk, **{**fields, "label": "Fonds"}, iban="")
    account.refresh_from_db()
    assert (account.label, account.iban) == ("Fonds", OTHER_IBAN)
    save(office, "bank_account_edit", account.pk, **fields, iban=IBAN)
    account.refresh_from_db()
    assert account.iban == IBAN
    for each in AuditEvent.objects.filter(object_type="ledger_books.bankaccount"):
        assert OTHER_IBAN not in str(each.data)
        assert IBAN not in str(each.data)


def test_showing_an_iban_is_recorded(office: Office) -> None:
    url = reverse("ledger:bank_account_reveal", args=[office.bank_account.pk])
    assert "FR76 3000 6000 0112 3456 8860 189" in office.client.post(url).content.decode()
    assert event("bank_account.reveal_iban").object_id == str(office.bank_account.pk)
    assert office.client.get(url).status_code == 405
