"""The demo's lots: flats, shops, cellars, parking spaces."""

from ledger.books.models import (
    Account,
    Entity,
)
from ledger.people.enums import LotKind
from ledger.people.models import Lot
from lsc.demo import chart, people


def make_lots(entity: Entity, accounts: dict[str, Account]) -> None:
    """A flat for each co-owner or tenant, and a cellar or a parking space for some."""
    building = entity.buildings.get()
    persons = people.CO_OWNERS if entity.code == chart.SYNDICATE else people.TENANTS
    lots = []
    for rank, person in enumerate(persons, start=1):
        rented = bool(person.landlord)
        owner = accounts[person.landlord or person.account]
        tenant = accounts[person.account] if rented else None
        kinds = [LotKind.SHOP if person.habit == "quarterly" else LotKind.FLAT]
        kinds += [LotKind.CELLAR] * (rank % 2) + [LotKind.PARKING] * (rank % 3 == 0)
        for offset, kind in enumerate(kinds):
            lots.append(
                Lot(
                    building=building,
                    number=f"{offset * 100 + rank:03d}",
                    kind=kind,
                    floor=_floor(rank) if kind == LotKind.FLAT else "Rez-de-chaussée",
                    owner_account=owner,
                    tenant_account=tenant,
                )
            )
    Lot.objects.bulk_create(lots)


def _floor(rank: int) -> str:
    level = (rank - 1) // 4
    return ("Rez-de-chaussée", "1er étage", "2e étage", "3e étage")[level]
