"""IBANs are kept encrypted where they belong, and never in a text that somebody types."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.iban import clean_iban
from receipts.card_guard import refuse_cards

#: Country, check digits and what follows, wherever it begins (ISO 13616: 15 to 34 characters).
_CANDIDATE = re.compile(r"(?=([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}))")
_SHORTEST = 15


class IbanTypedError(BusinessError):
    """A text holds an IBAN. The message never repeats it."""


def looks_like_iban(text: str) -> bool:
    """Whether ``text`` holds a valid IBAN, grouped with spaces, dashes, dots or not at all."""
    plain = unicodedata.normalize("NFKC", text).upper()
    compact = "".join(letter for letter in plain if letter.isalnum())
    return any(
        _is_iban(found[1][:length])
        for found in _CANDIDATE.finditer(compact)
        for length in range(_SHORTEST, len(found[1]) + 1)
    )


def _is_iban(text: str) -> bool:
    try:
        clean_iban(text)
    except ValidationError as error:
        return error.code == "not_sepa"
    return True


def refuse_secrets(texts: Iterable[str]) -> None:
    """Raise CardNumberError or IbanTypedError where one of the texts holds a card number or an
    IBAN."""
    typed = list(texts)
    refuse_cards(typed)
    if any(looks_like_iban(text) for text in typed):
        raise IbanTypedError(
            _(
                "Ceci ressemble à un IBAN : il ne se recopie pas dans un texte, où il ne serait "
                "pas protégé. Effacez-le."
            )
        )
