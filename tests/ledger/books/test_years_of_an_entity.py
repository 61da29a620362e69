"""Each of an entity's years is under one tab: open, closed online, or offline."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Entity
from tests.factories import make_entity, make_fiscal_year, make_staff

pytestmark = pytest.mark.django_db
TABS = {
    "entity_open_years": FiscalYearStatus.OPEN,
    "entity_years": FiscalYearStatus.CLOSED_ONLINE,
    "entity_archives": FiscalYearStatus.ARCHIVED,
}
CLOSE = "ledger_books.close_fiscal_year"


def tab(client: Client, name: str, entity: Entity) -> str:
    return client.get(reverse(f"ledger:{name}", args=[entity.pk])).content.decode()


def test_a_year_is_under_the_tab_of_its_state_only(client: Client) -> None:
    entity = make_entity()
    for year, status in zip((2026, 2025, 2024), TABS.values(), strict=True):
        make_fiscal_year(
            entity=entity, start=date(year, 1, 1), end=date(year, 12, 31), status=status
        )
    client.force_login(make_staff())
    for name, year in zip(TABS, (2026, 2025, 2024), strict=True):
        shown = [
            each for each in (2026, 2025, 2024) if f"31/12/{each}" in tab(client, name, entity)
        ]
        assert shown == [year]


def test_another_entitys_open_year_is_not_shown(client: Client) -> None:
    make_fiscal_year(entity=make_entity(code="S002"))
    client.force_login(make_staff())
    assert "31/12/2026" not in tab(client, "entity_open_years", make_entity())


@pytest.mark.parametrize(("rights", "offered"), [([CLOSE], True), ([], False)])
def test_opening_a_year_is_offered_to_who_may(
    client: Client, rights: list[str], offered: bool
) -> None:
    """Under the open years, also while there is none yet; never under the closed ones."""
    client.force_login(make_staff(rights=rights))
    entity, address = make_entity(), reverse("ledger:fiscal_year_open")
    open_years = tab(client, "entity_open_years", entity)
    assert "Aucun exercice" in open_years
    assert (f'class="btn" href="{address}"' in open_years) is offered
    assert f'class="btn" href="{address}"' not in tab(client, "entity_years", entity)
