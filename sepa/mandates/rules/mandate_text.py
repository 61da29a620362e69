"""The words of the mandate: one text for the summary page, the PDF and the tests.

Source of what it must say: EPC SDD Core rulebook, guidelines for the appearance of mandates
(EPC392-08). The creditor tells the debtor the amount and the day 14 calendar days before the debit
at the latest, unless both agree on another delay (EPC016-06, time cycle and PT-04.03): the mandate
is that notice and names the delay agreed, and the day itself is mailed once the bank has the file.
A change of a single word needs a new version: the proof names the one signed.
"""

import hashlib
from dataclasses import dataclass, replace

CURRENT_VERSION = "2026-11-22"


@dataclass(frozen=True)
class MandateText:
    """The paragraphs of the mandate, with ``{creditor}`` filled in."""

    version: str
    title: str
    authorisation: str
    refund: str
    rights: str
    notice: str
    signature: str

    @property
    def sha256(self) -> str:
        """Fingerprint of the words shown, kept in the proof."""
        words = "\n".join(
            [self.title, self.authorisation, self.refund, self.rights, self.notice, self.signature]
        )
        return hashlib.sha256(words.encode()).hexdigest()


# French only and not translated: it is the wording that the debtor signs.
_FIRST = MandateText(
    version="2026-11",
    title="Mandat de prélèvement SEPA – paiement unique",
    authorisation=(
        "En signant ce formulaire de mandat, vous autorisez {creditor} à envoyer des "
        "instructions à votre banque pour débiter votre compte, une seule fois, du montant "
        "indiqué, et votre banque à débiter votre compte conformément aux instructions de "
        "{creditor}."
    ),
    refund=(
        "Vous bénéficiez d’un droit à remboursement par votre banque selon les conditions "
        "décrites dans la convention que vous avez passée avec elle. Toute demande de "
        "remboursement doit être présentée dans les 8 semaines suivant la date de débit de "
        "votre compte."
    ),
    rights=(
        "Vos droits concernant ce mandat sont expliqués dans un document que vous pouvez "
        "obtenir auprès de votre banque."
    ),
    notice=(
        "Ce mandat vaut avis de prélèvement : vous acceptez que votre compte soit débité dès "
        "le premier jour ouvré bancaire qui suit votre signature."
    ),
    signature=(
        "En cochant cette case, vous certifiez avoir lu et compris les informations "
        "présentées dans ce mandat et y apposez votre signature."
    ),
)
_VERSIONS = {
    _FIRST.version: _FIRST,
    "2026-11-22": replace(
        _FIRST,
        version="2026-11-22",
        notice=(
            "Ce mandat vaut pré-notification du prélèvement de ce montant. Vous convenez avec le "
            "créancier que le délai de pré-notification, de 14 jours calendaires sauf accord, est "
            "ramené à un jour ouvré bancaire : votre compte peut être débité dès le premier jour "
            "ouvré bancaire qui suit votre signature."
        ),
    ),
}


def mandate_text(creditor: str, version: str = CURRENT_VERSION) -> MandateText:
    """The text of that version with the creditor's name in it. Raises KeyError."""
    text = _VERSIONS[version]
    return replace(text, authorisation=text.authorisation.replace("{creditor}", creditor))
