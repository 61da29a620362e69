"""Hand over to a person all that is held on them (GDPR, art. 15 and 20)."""

from typing import IO

from django.db import transaction

from core import person
from core.enums import SecurityKind
from core.models import User
from core.services import audit
from core.services.log_security import log
from core.services.write_dossier import write_dossier
from ledger.models import Party
from ledger.services.parties import refuse_in_part


def hand_over_data(party: Party, *, acting_user: User) -> IO[bytes]:
    """The ZIP of all that is held on a party, open at its start; who took it is recorded first.

    Raises BusinessError where part of it is outside the portfolio of who asks.
    """
    refuse_in_part(party)
    with transaction.atomic():
        audit.record("party.hand_over", acting_user=acting_user, on=party)
        log(SecurityKind.DATA_HANDED_OVER, user=acting_user, party=party.pk)
    tables = {str(each.label): list(each.rows(party.pk)) for each in person.holdings()}
    documents = (file for each in person.holdings() for file in each.files(party.pk))
    return write_dossier(tables, documents)
