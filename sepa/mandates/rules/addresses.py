"""The debtor's address and BIC, which a collection needs where a bank is outside the EEA.

Both are optional between two banks of the EEA, and mandatory « when the Creditor PSP or the Debtor
PSP is located in a non-EEA SEPA country or territory » (EPC016-06, SDD Core rulebook 2025 v1.1,
attribute AT-P005; EPC130-08, implementation guidelines). Which these are: EPC409-09 v8.0.
"""

import re
from typing import NamedTuple

from core.database.iban import SEPA_COUNTRIES
from sepa.mandates.rules.charset import sepa_text

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_NON_EEA = SEPA_COUNTRIES.difference(_EEA.split())
#: Their accounts have a French or a British IBAN: only the BIC tells them.
_NON_EEA_TERRITORIES = frozenset({"PM", "GG", "JE", "IM"})
_COUNTRY = re.compile(r"[A-Z]{2}")


class Address(NamedTuple):
    """A postal address; without town and country it cannot be written.

    The scheme wants both in their own elements: an unstructured address is on its way out (after
    15 November 2026 by rulebook 2025 v1.1 and EPC153-22 v2.1, which v2.2 puts off to a day to be
    set).
    """

    street: str
    postal_code: str
    town: str
    country: str

    @property
    def is_complete(self) -> bool:
        """Town and country are there: what a structured address wants at least."""
        return bool(sepa_text(self.town, 35) and _COUNTRY.fullmatch(self.country))


def is_outside_eea(iban: str, bic: str) -> bool:
    """Whether the bank of that account is outside the EEA; the IBAN may be masked."""
    return iban[:2] in _NON_EEA or bic[4:6] in _NON_EEA_TERRITORIES
