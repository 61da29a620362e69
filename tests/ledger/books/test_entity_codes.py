"""An entity's code names files: one that no file can bear is refused when it is typed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from ledger.books.models import Entity
from ledger.books.services.check_entity import EntityRefusedError
from ledger.books.services.save_entity import save_entity
from tests.factories import make_entity, make_staff

pytestmark = pytest.mark.django_db
BAD = [
    *("A/B", "A\\B", "..", ".S1", "S1.", "A:B", "A*", "A?", 'A"', "A|B", "A B", " S1", "S1 ", "É1"),
    *("CON", "nul", "Com1", "LPT9", "-S1", "S1-", "A\tB", "A\n", "a\0b", "<A>"),
]


def save(entity: Entity, **values: str) -> Entity:
    return save_entity(entity=entity, values=values, acting_user=make_staff(), now=timezone.now())


@pytest.mark.parametrize("code", BAD)
def test_it_is_refused_beside_its_field(code: str) -> None:
    entity = make_entity(code="S001")
    with pytest.raises(EntityRefusedError) as refusal:
        save(entity, code=code)
    assert list(refusal.value.fields) == ["code"]
    entity.refresh_from_db()
    assert entity.code == "S001"


@pytest.mark.parametrize("code", ["S001", "G1", "7", "RES-2_b", "CONS", "com10", "S-1"])
def test_a_usual_code_is_taken(code: str) -> None:
    assert save(make_entity(code="S000"), code=code).code == code


def test_an_old_code_stays_until_it_is_changed() -> None:
    entity = make_entity(code="A/B")
    assert save(entity, name="Syndicat du parc").name == "Syndicat du parc"
    assert save(entity, code="A/B", name="Syndicat").code == "A/B"
