"""Card numbers are never keyed nor stored: what looks like one is refused, wherever it stands."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import BusinessError

#: 13 to 19 digits, alone or in groups; longer runs (a CMC7 line, a French IBAN) are no card.
_RUN = re.compile(r"(?<!\d)(?<!\d[ -])\d(?:[ \u00a0\u202f-]?\d){12,18}(?![ -]?\d)")
#: Networks begin their numbers with 2 to 6 (ISO/IEC 7812): 0, 1, 7, 8 and 9 are not payment cards.
_FIRST = "23456"


class CardNumberError(BusinessError):
    """A text holds what looks like a card number. The message never repeats it."""


def looks_like_card(text: str) -> bool:
    """Whether ``text`` holds 13 to 19 digits that pass Luhn's check as a payment card does."""
    for found in _RUN.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if digits[0] in _FIRST and _passes_luhn(digits):
            return True
    return False


def _passes_luhn(digits: str) -> bool:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def refuse_cards(texts: Iterable[str]) -> None:
    """Raise CardNumberError where one of the texts holds a card number."""
    if any(looks_like_card(text) for text in texts):
        raise CardNumberError(
            _(
                "Ceci ressemble à un numéro de carte bancaire : le logiciel ne le garde jamais. "
                "Effacez-le, et faites payer par carte sur le terminal ou l’extranet."
            )
        )
