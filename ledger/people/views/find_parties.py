"""What the search over everything finds among parties."""

from collections.abc import Iterator

from core.people.models import User
from core.screens.search import Found
from ledger.people.selectors import person_records as records
from ledger.people.views.person_links import party_url


def find_parties(_user: User, text: str) -> Iterator[Found]:
    for party in records.find_parties(text):
        yield Found(party_url(party), party.name, party.town)
