"""The debtor's address, which banks of SEPA countries outside the EEA want in the collection.

AT-09 is optional within the EEA, mandatory beyond (EPC customer-to-PSP implementation guidelines).
"""

import re
from typing import NamedTuple

from core.iban import SEPA_COUNTRIES
from sepa.charset import sepa_text

_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_NON_EEA = SEPA_COUNTRIES.difference(_EEA.split())
_COUNTRY = re.compile(r"[A-Z]{2}")


class Address(NamedTuple):
    """A postal address; without town and country it cannot be written."""

    street: str
    postal_code: str
    town: str
    country: str

    @property
    def is_complete(self) -> bool:
        """Town and country are there: what a structured address wants at least."""
        return bool(sepa_text(self.town, 35) and _COUNTRY.fullmatch(self.country))


def is_outside_eea(iban: str) -> bool:
    """Whether the bank of that IBAN, masked or not, wants the debtor's BIC and address."""
    return iban[:2] in _NON_EEA
