from ledger.people.models.building import Building, Lot
from ledger.people.models.flag import PartyFlag
from ledger.people.models.legal_hold import LegalHold
from ledger.people.models.party import Party

__all__ = [
    "Building",
    "LegalHold",
    "Lot",
    "Party",
    "PartyFlag",
]
