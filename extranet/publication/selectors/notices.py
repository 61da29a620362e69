"""What the page of a party tells of its access."""

from core.screens.lists.records import Notice
from extranet.publication.selectors.personal_data import kept_apart
from ledger.people.models import Party


def kept_apart_notices(party: Party) -> list[Notice]:
    sentence = kept_apart(party.pk)
    return [Notice(sentence, "", "file-zip")] if sentence else []
