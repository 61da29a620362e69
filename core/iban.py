"""IBANs and BICs: checked, masked, encrypted, found by blind index."""

import unicodedata
from typing import Any

import schwifty
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from schwifty.exceptions import SchwiftyException

from core.crypto import EncryptedTextField, blind_index, lasting_mark

#: SEPA scheme countries and territories: EPC409-09, list of SEPA scheme countries.
_SEPA = (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT "
    "NL NO PL PT RO RS SE SI SK SM VA"
)
SEPA_COUNTRIES = frozenset(_SEPA.split())
#: Territories of the same list whose banks bear their own code in the BIC, not in the IBAN.
_BIC_ONLY = "BL GF GG GP IM JE MF MQ PM RE YT"
_BIC_COUNTRIES = SEPA_COUNTRIES.union(_BIC_ONLY.split())


#: What people and documents put between the groups of an IBAN: spaces, dashes, invisible marks.
_BETWEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})


def bare_code(text: str) -> str:
    """An IBAN or a BIC as pasted from a bank's document: in capitals, without what only separates
    its groups, nor « IBAN : » in front."""
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(each for each in folded if unicodedata.category(each) not in _BETWEEN)
    return kept.removeprefix("IBAN").lstrip(":").replace(".", "")


def clean_iban(text: str) -> str:
    """The IBAN without spaces, in capitals. Raises ValidationError where it is not a SEPA IBAN."""
    try:
        iban = schwifty.IBAN(bare_code(text), validate_bban=True)
    except SchwiftyException:
        raise ValidationError(
            _("Cet IBAN n’est pas valide : vérifiez chaque groupe de quatre caractères."),
            code="invalid_iban",
        ) from None
    if iban.country_code not in SEPA_COUNTRIES:
        raise ValidationError(
            _("Cet IBAN est d’un pays hors de l’espace SEPA : il ne peut pas être prélevé."),
            code="not_sepa",
        )
    return str(iban.compact)


def clean_bic(text: str) -> str:
    """The BIC in capitals. Raises ValidationError where malformed or not of a SEPA country."""
    try:
        bic = schwifty.BIC(bare_code(text))
    except SchwiftyException:
        raise ValidationError(
            _("Ce BIC n’est pas valide : il a 8 ou 11 caractères."), code="invalid_bic"
        ) from None
    if bic.country_code not in _BIC_COUNTRIES:
        raise ValidationError(_("Ce BIC est d’un pays hors de l’espace SEPA."), code="not_sepa")
    return str(bic.compact)


def bank_of(iban: str) -> tuple[str, str]:
    """BIC and bank name known for an IBAN; empty strings where unknown."""
    try:
        parsed = schwifty.IBAN(iban)
    except SchwiftyException:
        return "", ""
    return (str(parsed.bic) if parsed.bic else "", parsed.bank_name or "")


def group_iban(iban: str) -> str:
    """``FR76 3000 …``: grouped by four for the eye."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def mask_iban(iban: str) -> str:
    """``FR76 •••• 0189``: country, check digits and last four characters only."""
    return f"{iban[:4]} •••• {iban[-4:]}" if iban else ""


def iban_fingerprint(iban: str) -> str:
    """The mark of an IBAN in a signed proof, which no change of keys may touch."""
    return lasting_mark(f"iban:{iban}")


class IbanHolder(models.Model):
    """An IBAN encrypted at rest, its blind index and what may be shown of it.

    Who holds one names in ``SEALED_TO`` the fields that tell its row for good.
    """

    iban = EncryptedTextField(_("IBAN"), blank=True, default="")
    iban_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    iban_masked = models.CharField(max_length=20, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def set_iban(self, iban: str) -> None:
        """Store an IBAN that ``clean_iban`` returned, or an empty string to forget it."""
        self.iban = iban
        self.iban_index = blind_index(iban) if iban else ""
        self.iban_masked = mask_iban(iban)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.iban and self.iban_index != blind_index(self.iban):
            self.set_iban(self.iban)
        super().save(*args, **kwargs)
