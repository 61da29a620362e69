"""A company has one name: it pays without inventing a first name."""

from __future__ import annotations

import pytest

from sepa.requests.services.signing import RequestRefusedError
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


def test_the_company_is_the_debtor() -> None:
    house = make.make_house()
    names = {"company": "SCI des Vignes", "last_name": "", "first_name": ""}
    assert make.start(house, **names).debtor_name == "SCI des Vignes"


@pytest.mark.parametrize("missing", ["last_name", "first_name"])
def test_a_person_gives_both_names(missing: str) -> None:
    house = make.make_house()
    with pytest.raises(RequestRefusedError) as refused:
        make.start(house, **{missing: " "})
    assert set(refused.value.fields) == {missing}


def test_a_name_longer_than_the_mandate_holds_is_refused_beside_its_field() -> None:
    house = make.make_house()
    with pytest.raises(RequestRefusedError) as refused:
        make.start(house, company="SCI des Vignes", last_name="V" * 81)
    assert set(refused.value.fields) == {"last_name"}
