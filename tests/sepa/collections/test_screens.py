"""The module « Prélèvements » and the draft's two buttons, as a browser asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from core.files.services import archive
from receipts.draft.models import DraftReceipt
from sepa.collections.models import Collection
from sepa.collections.services import generate_collections
from sepa.mandates.models import Mandate
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


@pytest.fixture
def house() -> make.House:
    return make.make_house()


@pytest.fixture
def browser(house: make.House, client: Client) -> Client:
    client.force_login(house.accountant)
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def make_file(house: make.House, number: int = 2) -> Collection:
    lines = make.make_lines(house, number)
    (collection,) = generate_collections(
        make.ids(lines), acting_user=house.accountant, now=timezone.now()
    )
    return collection


def test_the_button_fetches_and_says_how_many(browser: Client, house: make.House) -> None:
    make.make_many_pending(house, 3)
    response = browser.post(reverse("sepa:fetch"), headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert "3 demandes re" in response.headers["HX-Trigger"]
    again = browser.post(reverse("sepa:fetch"), headers={"HX-Request": "true"})
    assert "Aucune demande" in again.headers["HX-Trigger"]


def test_the_button_says_that_the_platform_is_down(
    browser: Client, house: make.House, settings: Any
) -> None:
    settings.SEPA_PLATFORM_URL = "http://127.0.0.1:9"
    response = browser.post(reverse("sepa:fetch"), headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "ne répond pas" in response.content.decode()


def test_from_the_selection_to_the_file(browser: Client, house: make.House) -> None:
    lines = make.make_lines(house, 2)
    chosen = ",".join(map(str, make.ids(lines)))
    asked = browser.post(reverse("sepa:preview"), {"sel": chosen})
    assert asked.headers["Location"] == reverse("sepa:preview")
    page = text_of(browser.get(reverse("sepa:preview")))
    assert "131,26" in page
    assert "FR76 •••• 0189" in page
    assert factories.IBAN not in page
    made = browser.post(reverse("sepa:generate"), {"ids": chosen, "date": ""})
    collection = Collection.objects.get()
    assert made.headers["Location"] == reverse("sepa:collection", args=[collection.pk])
    twice = browser.post(reverse("sepa:generate"), {"ids": chosen}, follow=True)
    assert collection.message_id in text_of(twice)
    assert Collection.objects.count() == 1


def test_htmx_is_led_to_the_preview(browser: Client, house: make.House) -> None:
    (line,) = make.make_lines(house)
    response = browser.post(
        reverse("sepa:preview"), {"sel": str(line.pk)}, headers={"HX-Request": "true"}
    )
    assert response.headers["HX-Redirect"] == reverse("sepa:preview")


def test_the_preview_shows_what_is_wrong(browser: Client, house: make.House) -> None:
    good, bad = make.make_lines(house, 2)
    Mandate.objects.filter(receipt=bad).update(creditor_identifier="FR13ZZZ437149")
    browser.post(reverse("sepa:preview"), {"sel": f"{good.pk},{bad.pk}"})
    page = text_of(browser.get(reverse("sepa:preview")))
    assert "1 ligne ne peut pas" in page
    assert "FR13ZZZ437149" in page
    assert f'name="ids" value="{good.pk}"' in page


def test_a_preview_of_nothing_leads_back(browser: Client) -> None:
    assert browser.get(reverse("sepa:preview")).status_code == 302


def test_the_files_and_the_page_of_one(browser: Client, house: make.House) -> None:
    collection = make_file(house)
    assert collection.message_id in text_of(browser.get(reverse("sepa:collections")))
    page = text_of(browser.get(reverse("sepa:collection", args=[collection.pk])))
    assert collection.file.sha256 in page
    assert "PROPRIÉTAIRE Pierre" in page
    assert factories.IBAN not in page
    history = text_of(browser.get(reverse("sepa:collection_history", args=[collection.pk])))
    assert "Fichier généré" in history


def test_the_file_is_downloaded_exactly_and_it_is_known(browser: Client, house: make.House) -> None:
    collection = make_file(house)
    response = browser.get(reverse("sepa:download", args=[collection.pk]))
    assert response.content == archive.read(collection.file)
    assert f"{collection.message_id}.xml" in response.headers["Content-Disposition"]
    assert AuditEvent.objects.filter(action="collection.download").count() == 1


@pytest.mark.parametrize(
    ("steps", "state"),
    [(["send"], "sent"), (["cancel"], "cancelled"), (["send", "cancel"], "sent")],
)
def test_the_states_change_by_button(
    browser: Client, house: make.House, steps: list[str], state: str
) -> None:
    collection = make_file(house)
    for step in steps:
        browser.post(reverse(f"sepa:{step}", args=[collection.pk]))
    collection.refresh_from_db()
    assert collection.state == state


def test_a_mandate_shows_its_proof_and_hides_its_iban(browser: Client, house: make.House) -> None:
    make.make_lines(house)
    mandate = Mandate.objects.get()
    assert mandate.mandate_reference in text_of(browser.get(reverse("sepa:mandates")))
    page = text_of(browser.get(reverse("sepa:mandate", args=[mandate.pk])))
    assert "Code reçu par e-mail" in page
    assert factories.IBAN not in page
    shown = text_of(browser.post(reverse("sepa:reveal_iban", args=[mandate.pk])))
    assert "FR76 3000 6000 0112 3456 7890 189" in shown
    event = AuditEvent.objects.get(object_type="sepa_mandates.mandate")
    assert event.user == house.accountant
    assert factories.IBAN not in str(event.data)


@pytest.mark.parametrize("wanted", ["none", "live"])
def test_mandates_are_filtered_by_file(browser: Client, house: make.House, wanted: str) -> None:
    free, taken = make.make_lines(house, 2)
    generate_collections([taken.pk], acting_user=house.accountant, now=timezone.now())
    page = text_of(browser.get(reverse("sepa:mandates"), {"file": wanted}))
    shown = free if wanted == "none" else taken
    hidden = taken if wanted == "none" else free
    assert Mandate.objects.get(receipt=shown).mandate_reference in page
    assert Mandate.objects.get(receipt=hidden).mandate_reference not in page


def test_the_drawer_shows_the_mandate(browser: Client, house: make.House) -> None:
    (line,) = make.make_lines(house)
    page = text_of(browser.get(reverse("receipts:drawer", args=[line.pk])))
    assert Mandate.objects.get().mandate_reference in page


def test_the_draft_offers_both_buttons(browser: Client, house: make.House) -> None:
    make.make_lines(house)
    page = text_of(browser.get(reverse("receipts:draft"), {"channel": "one_off"}))
    assert "Vérifier les prélèvements en attente" in page
    assert "Générer le fichier de prélèvement" in page


def test_the_card_tells_what_is_under_way(browser: Client, house: make.House) -> None:
    make_file(house)
    make.make_lines(house)
    page = text_of(browser.get(reverse("core:card", args=["sepa"])))
    assert "131,26" in page
    assert "1 demande sans fichier" in page


def test_references_are_found_by_the_search(browser: Client, house: make.House) -> None:
    from core.screens.search import search

    collection = make_file(house)
    reference = Mandate.objects.first().mandate_reference  # type: ignore[union-attr]
    for text in (reference, collection.message_id):
        groups = search(house.accountant, text.lower())
        assert text in [found.title for group in groups for found in group.found]


def test_without_the_right_nothing_is_to_be_had(client: Client, house: make.House) -> None:
    collection = make_file(house)
    client.force_login(factories.make_staff(rights=["receipts_draft.see_draft"]))
    for name, args in (("collections", []), ("download", [collection.pk]), ("mandates", [])):
        assert client.get(reverse(f"sepa:{name}", args=args)).status_code == 403
    assert client.post(reverse("sepa:fetch")).status_code == 403
    assert client.post(reverse("sepa:generate"), {"ids": "1"}).status_code == 403
    assert DraftReceipt.objects.filter(status="pending").exists()


def test_the_preview_warns_of_a_bic_of_another_bank_and_refuses_nothing(
    browser: Client, house: make.House
) -> None:
    good, odd = make.make_lines(house, 2)
    Mandate.objects.filter(receipt=odd).update(bic="DEUTDEFF")
    browser.post(reverse("sepa:preview"), {"sel": f"{good.pk},{odd.pk}"})
    page = text_of(browser.get(reverse("sepa:preview")))
    assert page.count("n’est pas celui que l’on connaît à la banque de cet IBAN") == 1
    assert "Le BIC DEUTDEFF" in page
    assert f"{good.pk},{odd.pk}" in page
