"""Every record screen opens, with what it is about on it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.ledger.conftest import Office, signed_in

LISTS = [
    "accounts",
    "parties",
    "buildings",
    "lots",
    "entries",
    "journals",
    "fiscal_years",
    "bank_accounts",
]
RECORDS = ["account", "party", "building", "lot", "entry", "journal", "fiscal_year", "bank_account"]
FORMS = ["account", "party", "building", "lot", "journal", "bank_account"]


def pk_of(office: Office, kind: str) -> int:
    found = {
        "account": office.books.client_account,
        "party": office.party,
        "building": office.building,
        "lot": office.lot,
        "entry": office.entry,
        "journal": office.books.journal,
        "fiscal_year": office.books.year,
        "bank_account": office.bank_account,
    }
    return int(found[kind].pk)


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_with_its_rows(office: Office, name: str) -> None:
    text = text_of(office.client, reverse(f"ledger:{name}"))
    assert 'data-id="' in text
    assert "list-open" in text


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_what_to_do(name: str) -> None:
    text = text_of(signed_in("ledger_books.edit_records"), reverse(f"ledger:{name}"))
    assert "lsc-list-empty" in text
    assert 'data-id="' not in text


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf"])
def test_a_list_is_exported(office: Office, name: str, kind: str) -> None:
    response = office.client.get(reverse(f"ledger:{name}"), {"format": kind})
    assert response.status_code == 200
    assert b"".join(response)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_opens_with_its_history(office: Office, kind: str) -> None:
    pk = pk_of(office, kind)
    assert "lsc-tabs" in text_of(office.client, reverse(f"ledger:{kind}", args=[pk]))
    assert "lsc-tabs" in text_of(office.client, reverse(f"ledger:{kind}_history", args=[pk]))


@pytest.mark.parametrize("kind", FORMS)
def test_forms_open(office: Office, kind: str) -> None:
    text_of(office.client, reverse(f"ledger:{kind}_create"))
    text_of(office.client, reverse(f"ledger:{kind}_edit", args=[pk_of(office, kind)]))


@pytest.mark.parametrize("kind", FORMS)
def test_without_the_right_there_is_no_button_and_no_way_in(office: Office, kind: str) -> None:
    reader = signed_in()
    edit = reverse(f"ledger:{kind}_edit", args=[pk_of(office, kind)])
    assert edit not in text_of(reader, reverse(f"ledger:{kind}", args=[pk_of(office, kind)]))
    assert reader.get(edit).status_code == 403
    assert reader.post(edit, {}).status_code == 403


def test_the_list_keeps_to_the_entity_chosen_in_the_top_bar(office: Office) -> None:
    from tests.factories import make_account, make_entity

    other = make_entity(code="G001", name="Gérance")
    make_account(entity=other, code="411ALOXECO", label="Alain LOXECO")
    assert "411ALOXECO" in text_of(office.client, reverse("ledger:accounts"))
    office.client.post(reverse("core:choose_entity"), {"entity": "S001"})
    text = text_of(office.client, reverse("ledger:accounts"))
    assert "411ALOXECO" not in text
    assert "450PIERREP" in text


def test_search_everywhere_finds_accounts_parties_and_entries(office: Office) -> None:
    found = text_of(office.client, reverse("core:search") + "?q=proprietaire")
    assert reverse("ledger:account", args=[office.books.client_account.pk]) in found
    assert reverse("ledger:party", args=[office.party.pk]) in found
    by_number = text_of(office.client, reverse("core:search") + "?q=BQ 1")
    assert reverse("ledger:entry", args=[office.entry.pk]) in by_number


def test_fields_suggest_accounts_and_parties_as_one_types(office: Office) -> None:
    accounts = text_of(office.client, reverse("ledger:pick_account") + "?treasury_account=s001 512")
    assert 'value="S001 512000 Compte courant"' in accounts
    parties = text_of(office.client, reverse("ledger:pick_party") + "?party=nancy")
    assert f'value="{office.party.pk} · Pierre PROPRIETAIRE"' in parties
