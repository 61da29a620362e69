"""No file leaves with a debit of somebody whom nobody debits, flagged at whatever moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from core.text.errors import BusinessError
from ledger.people.enums import FlagKind
from ledger.people.models import Party, PartyFlag
from receipts.draft.models import DraftReceipt
from sepa.collections.models import Collection
from sepa.collections.services import generate_collections
from sepa.mandates.models import Mandate
from tests import factories
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings: Any, tmp_path: Path) -> make.House:
    settings.SEPA_FOLDER = tmp_path / "SEPA"
    house = make.make_house()
    house.account.party = factories.make_party()
    house.account.save()
    return house


def flag(house: make.House, kind: FlagKind) -> None:
    party = house.account.party
    assert isinstance(party, Party)
    PartyFlag.objects.create(
        party=party, kind=kind, since=timezone.localdate(), raised_by=house.accountant
    )


def generate(house: make.House, lines: list[DraftReceipt]) -> None:
    generate_collections(make.ids(lines), acting_user=house.accountant, now=timezone.now())


@pytest.mark.parametrize("kind", [FlagKind.DECEASED, FlagKind.BLOCKED, FlagKind.CONTESTED])
def test_flagged_once_in_the_draft(house: make.House, kind: FlagKind) -> None:
    lines = make.make_lines(house)
    flag(house, kind)
    with pytest.raises(BusinessError) as refused:
        generate(house, lines)
    assert any("ne le prélevez pas" in text for text in refused.value.problems)
    assert not Collection.objects.exists()
    PartyFlag.objects.update(lifted_at=timezone.now(), lifted_by=house.accountant)
    generate(house, lines)


def test_under_guardianship_paper_is_not_enough(house: make.House) -> None:
    """Online the guardian has the access; a coupon does not say whose signature it bears."""
    online, paper = make.make_lines(house, 2)
    Mandate.objects.filter(receipt=paper).update(pdf_sha256="")
    flag(house, FlagKind.GUARDIANSHIP)
    with pytest.raises(BusinessError):
        generate(house, [paper])
    generate(house, [online])
