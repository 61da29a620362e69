"""What parties and buildings are found by: their words without accents or case."""

from core.database.bulk import update_rows
from core.text.words import fold
from ledger.books.services.account_search_texts import refresh_accounts
from ledger.people.models import Building, Party


def of_party(party: Party) -> str:
    """Text kept in ``Party.search_text``: names, company, e-mail, town."""
    words = (party.first_name, party.last_name, party.company, party.email, party.town)
    return fold(" ".join(words))[:400]


def of_building(building: Building) -> str:
    """Text kept in ``Building.search_text``: code, name, street, town."""
    words = (building.code, building.name, building.street, building.town)
    return fold(" ".join(words))[:400]


def refresh_all() -> int:
    """Write the missing or outdated texts, accounts' too, after rows were loaded in bulk. Returns
    how many."""
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
    update_rows(Building, ["search_text"], buildings)
    update_rows(Party, ["search_text"], parties)
    return refresh_accounts() + len(parties) + len(buildings)
