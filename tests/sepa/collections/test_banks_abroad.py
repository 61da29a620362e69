"""A bank outside the EEA, on either side, wants the debtor's BIC and structured address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree

from core.database.crypto import Ring, blind_index
from core.database.iban import clean_bic, mask_iban
from core.files.services import archive
from core.text.errors import BusinessError
from ledger.books.models import BankAccount
from sepa.collections.models import Collection
from sepa.collections.services import generate_collections
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db
MONACO = "MC5811222000010123456789030"
MONACO_BIC = "CMCIMCM1XXX"
ADDRESS = {"street": "7 rue Grimaldi", "postal_code": "98000", "town": "Monaco", "country": "MC"}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"


def make_line(house: make.House, *, iban: str = factories.IBAN, bic: str = factories.BIC) -> Any:
    fields: dict[str, Any] = {
        "iban": iban,
        "iban_index": blind_index(iban, Ring.EXTRANET),
        "iban_masked": mask_iban(iban),
    }
    return make.make_lines(house, bic=bic, **fields)


def live_at(house: make.House, **address: str) -> None:
    house.account.party = factories.make_party(**address)
    house.account.save()


def collect_in_monaco(house: make.House) -> None:
    factories.make_bank_account(entity=house.entity, iban=MONACO, bic=MONACO_BIC)


def generate(house: make.House, lines: Any) -> str:
    (collection,) = generate_collections(
        make.ids(lines), acting_user=house.accountant, now=timezone.now()
    )
    return archive.read(collection.file).decode()


def written(content: str) -> list[str | None]:
    tree = etree.fromstring(content.encode())
    return [node.text for node in tree.iterfind(".//{*}Dbtr/{*}PstlAdr/*")]


def reasons(house: make.House, lines: Any) -> str:
    with pytest.raises(BusinessError) as refused:
        generate(house, lines)
    assert not Collection.objects.exists()
    return " ".join(refused.value.problems)


def test_a_bank_of_monaco_is_given_the_debtors_address() -> None:
    house = make.make_house()
    live_at(house, **ADDRESS)
    content = generate(house, make_line(house, iban=MONACO, bic=MONACO_BIC))
    assert written(content) == ["7 rue Grimaldi", "98000", "Monaco", "MC"]


@pytest.mark.parametrize("address", [{}, {"town": "Monaco", "country": ""}, None])
def test_without_that_address_the_line_is_wrong(address: dict[str, str] | None) -> None:
    house = make.make_house()
    if address is not None:
        live_at(house, **address)
    lines = make_line(house, iban=MONACO, bic=MONACO_BIC)
    assert "complétez la ville et le pays" in reasons(house, lines)


def test_between_two_banks_of_the_eea_no_address_is_written() -> None:
    house = make.make_house()
    live_at(house, town="Nancy", country="FR")
    assert "<TwnNm>Nancy" not in generate(house, make_line(house))


def test_a_creditor_in_monaco_needs_the_address_of_every_debtor() -> None:
    house = make.make_house()
    collect_in_monaco(house)
    lines = make_line(house)
    assert "complétez la ville et le pays" in reasons(house, lines)
    live_at(house, street="25 rue de Saurupt", postal_code="54000", town="Nancy", country="FR")
    assert written(generate(house, lines)) == ["25 rue de Saurupt", "54000", "Nancy", "FR"]


def test_a_creditor_in_monaco_needs_the_bic_of_every_debtor() -> None:
    house = make.make_house()
    collect_in_monaco(house)
    live_at(house, **ADDRESS)
    assert "le BIC est obligatoire" in reasons(house, make_line(house, bic=""))


@pytest.mark.parametrize(("bic", "abroad"), [("AGRIPMPMXXX", True), ("AGRIRERXXXX", False)])
def test_the_bic_tells_territories_that_have_the_iban_of_france(bic: str, abroad: bool) -> None:
    """Saint-Pierre-et-Miquelon is outside the EEA, La Réunion is in it: both have FR IBANs."""
    house = make.make_house()
    live_at(house, **ADDRESS)
    content = generate(house, make_line(house, bic=bic))
    assert bool(written(content)) is abroad


@pytest.mark.parametrize("bic", ["AGRIRERXXXX", "SOGEGPGXXXX", "BARCJESHXXX", "AGRIPMPMXXX"])
def test_a_bic_of_a_territory_of_sepa_is_taken(bic: str) -> None:
    assert clean_bic(bic.lower()) == bic


@pytest.mark.parametrize("bic", ["SOGEPFTPXXX", "BCAPNCNNXXX"])
def test_a_bank_of_the_pacific_on_a_mandate_signed_before_is_refused(bic: str) -> None:
    """French Polynesia and New Caledonia have the IBANs of France, and are out of SEPA."""
    house = make.make_house()
    live_at(house, **ADDRESS)
    assert "hors de l’espace SEPA" in reasons(house, make_line(house, bic=bic))


@pytest.mark.parametrize("bic", ["SOGEPFTPXXX", "BCAPNCNNXXX"])
def test_so_is_one_on_the_creditors_account_as_it_stands(bic: str) -> None:
    house = make.make_house()
    lines = make_line(house)
    BankAccount.objects.filter(pk=house.bank_account.pk).update(bic=bic)
    with pytest.raises(BusinessError) as refused:
        generate(house, lines)
    assert "espace SEPA" in " ".join([str(refused.value), *refused.value.problems])
    assert not Collection.objects.exists()
