"""All that is held on a person is handed over; a name is erased once nothing obliges to keep it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.models import AuditEvent, RecordVersion, SecurityEvent
from core.text.errors import BusinessError
from ledger.books.models import Account
from ledger.books.services.set_portfolio import set_portfolio
from ledger.books.services.verify_books import all_problems
from ledger.people.models import Party, PartyFlag
from ledger.people.services.edit_party import update_party
from ledger.people.services.erase_party import erase_party
from sepa.requests.services.fetching import fetch_requests
from tests import factories
from tests.extranet.factories import Books, make_books, post
from tests.sepa import factories as sepa

pytestmark = pytest.mark.django_db
HAND_OVER = [
    "ledger_people.see_contacts",
    "ledger_people.hand_over_data",
    "ledger_people.erase_parties",
]
#: The last day of the tenth year after 2026, and the day after.
STILL, OVER = date(2036, 12, 31), date(2037, 1, 1)


@pytest.fixture
def books() -> Books:
    """Pierre, who was called 65,63 € in 2026 and paid them."""
    books = make_books(published=False)
    post(books, debit="65,63")
    post(books, credit="65,63", label="Virement Pierre PROPRIETAIRE")
    return books


def dossier(client: Client, party: Party) -> zipfile.ZipFile:
    answer = client.post(reverse("ledger:party_hand_over", args=[party.pk]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def test_a_person_receives_all_that_is_held_on_them(books: Books, client: Client) -> None:
    colleague = factories.make_staff(username="claire", rights=HAND_OVER)
    update_party(party=books.party, values={"phone": "03 83 11 22 33"}, acting_user=colleague)
    PartyFlag.objects.create(
        party=books.party, kind="dispute", since=date(2026, 3, 1), note="Conteste l’appel"
    )
    other = make_books(code="S002", party=factories.make_party(last_name="Voisin"))
    post(other, debit="12,00", label="Appel de Voisin")
    client.force_login(colleague)
    with dossier(client, books.party) as found:
        told = found.read("donnees.json").decode()
        lines = found.read("ecritures.csv").decode("utf-8-sig")
    assert json.loads(told)["Fiche"][0]["téléphone"] == "03 83 11 22 33"
    assert all(text in told for text in ("65.63", "Conteste l’appel", books.account.code))
    assert "65,63" in lines
    assert "Voisin" not in told
    assert "claire" not in told
    assert AuditEvent.objects.filter(action="party.hand_over", user=colleague).count() == 1
    assert SecurityEvent.objects.filter(kind=SecurityKind.DATA_HANDED_OVER).count() == 1


def test_the_signed_mandate_goes_with_it(client: Client) -> None:
    house = sepa.make_house()
    party = factories.make_party()
    Account.objects.filter(pk=house.account.pk).update(party=party)
    sepa.sign(house, sepa.start(house))
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    client.force_login(factories.make_staff(rights=HAND_OVER))
    with dossier(client, party) as found:
        (pdf,) = [name for name in found.namelist() if name.endswith(".pdf")]
        assert found.read(pdf).startswith(b"%PDF")
        assert factories.IBAN not in found.read("donnees.json").decode()


def test_who_follows_part_of_it_hands_over_nothing(books: Books, client: Client) -> None:
    make_books(code="S002", party=books.party)
    colleague = factories.make_staff(rights=HAND_OVER)
    boss = factories.make_staff(is_superuser=True)
    set_portfolio(
        user_id=colleague.pk, every_entity=False, entity_ids=[books.entity.pk], acting_user=boss
    )
    client.force_login(colleague)
    answer = client.post(reverse("ledger:party_hand_over", args=[books.party.pk]), follow=True)
    assert "que vous ne suivez pas" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="party.hand_over").exists()


@pytest.mark.dated
def test_a_name_is_kept_ten_years_after_the_end_of_the_books(books: Books) -> None:
    colleague = factories.make_staff()
    with pytest.raises(BusinessError) as refusal:
        erase_party(books.party, acting_user=colleague, today=STILL)
    assert refusal.value.problems[0].startswith(
        "Ses écritures doivent être gardées jusqu’au 31/12/2036"
    )
    erased = erase_party(books.party, acting_user=colleague, today=OVER)
    assert erased.name == f"TIERS EFFACÉ N° {erased.pk}"
    assert (erased.email, erased.first_name, erased.phone) == ("", "", "")


def test_the_seals_follow_an_erasure_and_find_the_same_by_sql(books: Books) -> None:
    name = books.party.last_name
    assert all_problems() == []
    erase_party(books.party, acting_user=factories.make_staff(), today=OVER)
    assert all_problems() == []
    account = Account.objects.get(pk=books.account.pk)
    assert name.lower() not in f"{account.label} {account.search_text}".lower()
    assert RecordVersion.objects.filter(action="account.erase").count() == 1
    told = AuditEvent.objects.filter(action__in=("party.erase", "account.erase"))
    assert all(name not in f"{event.object_label}{event.data}" for event in told)
    Account.objects.filter(pk=account.pk).update(label="Autre")
    assert any("hors du logiciel" in problem for problem in all_problems())


def test_a_rectified_name_leaves_a_signed_version(books: Books) -> None:
    update_party(
        party=books.party, values={"last_name": "Martin"}, acting_user=factories.make_staff()
    )
    assert RecordVersion.objects.filter(action="party.update").count() == 1
    assert all_problems() == []


def _owing(books: Books) -> None:
    post(books, debit="1,00")


def _published(books: Books) -> None:
    Account.objects.filter(pk=books.account.pk).update(published=True)


def _flagged(books: Books) -> None:
    PartyFlag.objects.create(party=books.party, kind="dispute", since=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("keep", "reason"),
    [(_owing, "pas soldé"), (_published, "publié sur l’extranet"), (_flagged, "signalement")],
)
def test_what_still_runs_is_told(books: Books, keep: Callable[[Any], None], reason: str) -> None:
    keep(books)
    with pytest.raises(BusinessError) as refusal:
        erase_party(books.party, acting_user=factories.make_staff(), today=OVER)
    assert reason in " ".join(refusal.value.problems)


def test_the_record_says_until_when_it_must_be_kept(books: Books, client: Client) -> None:
    client.force_login(factories.make_staff(rights=HAND_OVER))
    answer = client.post(reverse("ledger:party_erase", args=[books.party.pk]), follow=True)
    assert f"31/12/{timezone.localdate().year + 10}"[:6] in answer.content.decode()
    assert "L123-22" in answer.content.decode()
