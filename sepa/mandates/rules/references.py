"""Mandate references (RUM): unique, readable, and not to be guessed."""

import secrets
from datetime import date

from sepa.mandates.rules.charset import sepa_reference

#: Without I, L, O and U, which are misread.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(entity_code: str, account_code: str, *, today: date) -> str:
    """``S001-450PIERREP-261121-7K3QXM2P``: readable, and 40 random bits that none can guess."""
    head = sepa_reference(f"{entity_code}-{account_code}", 19).upper()
    tail = "".join(secrets.choice(_ALPHABET) for _position in range(8))
    return f"{head}-{today:%y%m%d}-{tail}"
