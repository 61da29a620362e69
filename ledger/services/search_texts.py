"""What accounts and parties are found by: their words without accents or case."""

from core.bulk import update_rows
from core.text import fold
from ledger.models import Account, Building, Party


def of_account(code: str, label: str) -> str:
    """Text kept in ``Account.search_text``."""
    return fold(f"{code} {label}")[:300]


def of_party(party: Party) -> str:
    """Text kept in ``Party.search_text``: names, company, e-mail, town."""
    words = (party.first_name, party.last_name, party.company, party.email, party.town)
    return fold(" ".join(words))[:400]


def of_building(building: Building) -> str:
    """Text kept in ``Building.search_text``: code, name, street, town."""
    words = (building.code, building.name, building.street, building.town)
    return fold(" ".join(words))[:400]


def refresh_all() -> int:
    """Write the missing or outdated texts, after rows were loaded in bulk. Returns how many."""
    accounts = [
        (pk, text)
        for pk, code, label, known in Account.objects.values_list(
            "pk", "code", "label", "search_text"
        ).iterator()
        if (text := of_account(code, label)) != known
    ]
    parties = [
        (party.pk, text)
        for party in Party.objects.iterator()
        if (text := of_party(party)) != party.search_text
    ]
    buildings = [
        (building.pk, text)
        for building in Building.objects.iterator()
        if (text := of_building(building)) != building.search_text
    ]
    update_rows(Account, ["search_text"], accounts)
    update_rows(Building, ["search_text"], buildings)
    update_rows(Party, ["search_text"], parties)
    return len(accounts) + len(parties) + len(buildings)
