"""Create and change buildings and their lots."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.services import save_record as records
from ledger.people.models import Building, Lot
from ledger.people.services import person_search_texts as search_texts


def _derive_building(building: Building) -> None:
    building.code = building.code.strip().upper()
    building.search_text = search_texts.of_building(building)


def _guard_building(before: Building, after: Building) -> None:
    if before.entity_id != after.entity_id and (before.lots.exists() or before.accounts.exists()):
        raise BusinessError(
            _("Cet immeuble a déjà des lots ou des comptes : son entité ne change plus.")
        )


def create_building(*, acting_user: User | None, **values: Any) -> Building:
    """Create a building from its fields. Raises BusinessError."""
    building = Building(**values)
    _derive_building(building)
    return records.create(building, acting_user=acting_user, action="building.create")


def update_building(
    *,
    building: Building,
    values: Mapping[str, Any],
    acting_user: User | None,
    seen: int | None = None,
) -> Building:
    """Change a building; its entity only while nothing hangs on it. Raises BusinessError."""
    return records.update(
        building,
        values,
        acting_user=acting_user,
        action="building.update",
        seen=seen,
        guard=_guard_building,
        prepare=_derive_building,
    )


def _guard_lot(_before: Lot | None, after: Lot) -> None:
    if after.owner_account and after.owner_account.entity_id != after.building.entity_id:
        raise BusinessError(
            _("Le compte du propriétaire est celui d’une autre entité que l’immeuble.")
        )
    if after.tenant_account and after.tenant_account == after.owner_account:
        raise BusinessError(_("Le propriétaire et le locataire ont chacun leur compte."))


def create_lot(*, acting_user: User | None, **values: Any) -> Lot:
    """Create a lot of a building. Raises BusinessError."""
    lot = Lot(**values)
    _guard_lot(None, lot)
    return records.create(lot, acting_user=acting_user, action="lot.create")


def update_lot(
    *, lot: Lot, values: Mapping[str, Any], acting_user: User | None, seen: int | None = None
) -> Lot:
    """Change a lot. Raises BusinessError."""
    return records.update(
        lot, values, acting_user=acting_user, action="lot.update", seen=seen, guard=_guard_lot
    )
