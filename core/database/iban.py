"""IBANs and BICs: checked, masked, encrypted, found by blind index."""

import re
import unicodedata
from typing import Any

import schwifty
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from schwifty.exceptions import SchwiftyException

from core.database.crypto import (
    EncryptedTextField,
    Ring,
    blind_index,
    blind_indexes,
    lasting_mark,
    ring_of,
)

#: SEPA scheme countries and territories: EPC409-09, list of SEPA scheme countries.
_SEPA = (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT "
    "NL NO PL PT RO RS SE SI SK SM VA"
)
SEPA_COUNTRIES = frozenset(_SEPA.split())
#: Territories of the same list whose banks bear their own code in the BIC, not in the IBAN.
_BIC_ONLY = "BL GF GG GP IM JE MF MQ PM RE YT"
_BIC_COUNTRIES = SEPA_COUNTRIES.union(_BIC_ONLY.split())
#: What both file formats take: BICIdentifier of pain.008.001.02 (no digit in the bank's code, no 0
#: or 1, then no letter O, in the place), BICFIDec2014Identifier of pain.008.001.08.
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?")


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
    # Banks of New Caledonia and French Polynesia have French IBANs: only their BIC tells.
    if iban.country_code == "FR" and iban.bic and is_outside_sepa(str(iban.bic)):
        raise ValidationError(
            _("La banque de cet IBAN est hors de l’espace SEPA : elle ne peut pas être prélevée."),
            code="not_sepa",
        )
    return str(iban.compact)


def clean_bic(text: str) -> str:
    """The BIC in capitals. Raises ValidationError where malformed, where one of the two file
    formats would refuse it, or where not of a SEPA country."""
    typed = bare_code(text)
    try:
        bic = schwifty.BIC(typed)
    except SchwiftyException:
        bic = None
    if bic is None or not _BIC.fullmatch(typed):
        raise ValidationError(
            _(
                "Ce BIC n’est pas valide : il a 8 ou 11 caractères, six lettres d’abord, et jamais "
                "la lettre O en huitième place."
            ),
            code="invalid_bic",
        )
    if is_outside_sepa(typed):
        raise ValidationError(_("Ce BIC est d’un pays hors de l’espace SEPA."), code="not_sepa")
    return typed


def is_outside_sepa(bic: str) -> bool:
    """Whether a bank is out of the SEPA scheme, by the country of its BIC."""
    return bic[4:6] not in _BIC_COUNTRIES


def bank_of(iban: str) -> tuple[str, str]:
    """BIC and bank name known for an IBAN; empty strings where unknown."""
    try:
        parsed = schwifty.IBAN(iban)
    except SchwiftyException:
        return "", ""
    return (str(parsed.bic) if parsed.bic else "", parsed.bank_name or "")


def other_bank(iban: str, bic: str) -> str:
    """The bank of the IBAN where a BIC that somebody typed is another's; empty where they agree,
    or where nothing is known. Two BICs of one bank differ by their place and branch only."""
    known, name = bank_of(iban)
    if not bic or not known or known[:6] == bic[:6]:
        return ""
    return name or known


def bic_warning(iban: str, bic: str) -> str:
    """What to tell who typed the BIC of another bank; empty otherwise. Some banks have several."""
    bank = other_bank(iban, bic)
    if not bank:
        return ""
    return gettext(
        "Le BIC %(bic)s n’est pas celui que l’on connaît à la banque de cet IBAN, %(bank)s : "
        "vérifiez-le."
    ) % {"bic": bic, "bank": bank}


def group_iban(iban: str) -> str:
    """``FR76 3000 …``: grouped by four for the eye."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4))


def mask_iban(iban: str) -> str:
    """``FR76 •••• 0189``: country, check digits and last four characters only."""
    return f"{iban[:4]} •••• {iban[-4:]}" if iban else ""


def iban_fingerprint(iban: str, ring: Ring) -> str:
    """The mark of an IBAN in a signed proof, which no change of keys may touch; of the ring of who
    had it signed."""
    return lasting_mark(f"iban:{iban}", ring)


def marks_of_iban(text: str) -> list[str]:
    """The blind indexes under which a typed IBAN may stand; none where it is no IBAN."""
    try:
        return blind_indexes(clean_iban(text))
    except ValidationError:
        return []


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
        self.iban_index = self._index(iban) if iban else ""
        self.iban_masked = mask_iban(iban)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.iban and self.iban_index != self._index(self.iban):
            self.set_iban(self.iban)
        super().save(*args, **kwargs)

    def _index(self, iban: str) -> str:
        return blind_index(iban, ring_of(type(self)))
