"""Hand over to a person all that is held on them (GDPR, art. 15 and 20)."""

from typing import IO

from django.db import transaction

from core.database.enums import SecurityKind
from core.database.services import audit
from core.database.services.log_security import log
from core.files import person
from core.files.services.write_dossier import write_dossier
from core.people.models import User
from ledger.people.models import Party
from ledger.people.services.edit_party import refuse_in_part


def hand_over_data(party: Party, *, acting_user: User) -> IO[bytes]:
    """The ZIP of all that is held on a party, open at its start; who took it is recorded first.

    Raises BusinessError where part of it is outside the portfolio of who asks.
    """
    refuse_in_part(party)
    with transaction.atomic():
        audit.record("party.hand_over", acting_user=acting_user, on=party)
        log(SecurityKind.DATA_HANDED_OVER, user=acting_user, party=party.pk)
    tables = {str(each.label): list(each.rows(party.pk)) for each in person.HOLDINGS}
    documents = (file for each in person.HOLDINGS for file in each.files(party.pk))
    return write_dossier(tables, documents)
