"""An IBAN typed in the search finds its account and its mandates, for whoever may see it."""

from __future__ import annotations

import pytest

from core.database.crypto import blind_indexes
from core.database.secrets import new_key
from core.screens.search import search
from ledger.books.models import BankAccount
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db

RIGHTS = ["core_people.reveal_iban", "ledger_books.see_ledger", "sepa_collections.see_collections"]
SPACED = "FR76 3000 6000 0112 3456 7890 189"


def found(user, text: str) -> set[str]:
    return {each.title for group in search(user, text) for each in group.found}


def test_it_finds_the_account_and_the_mandates(settings) -> None:
    house = make.make_house()
    [line] = make.make_lines(house)
    ours = BankAccount.objects.filter(entity=house.entity)[0]
    seer = factories.make_staff(rights=RIGHTS)
    for text in (factories.IBAN, SPACED, factories.IBAN.lower()):
        assert line.mandate.debtor_name in found(seer, text)
    assert str(ours) in found(seer, ours.iban)
    settings.FIELD_ENCRYPTION_KEYS = [new_key(), *settings.FIELD_ENCRYPTION_KEYS]
    assert len(blind_indexes(SPACED)) == 2
    assert line.mandate.debtor_name in found(seer, SPACED)


@pytest.mark.parametrize(
    "rights",
    [
        ["ledger_books.see_ledger", "sepa_collections.see_collections"],
        ["core_people.reveal_iban"],
        [],
    ],
)
def test_who_may_not_see_it_does_not_find_by_it(rights: list[str]) -> None:
    make.make_lines(make.make_house())
    assert found(factories.make_staff(rights=rights, reads=False), SPACED) == set()


def test_a_part_of_an_iban_finds_nothing() -> None:
    make.make_lines(make.make_house())
    assert found(factories.make_staff(rights=RIGHTS), "FR76 3000 6000 0112") == set()
