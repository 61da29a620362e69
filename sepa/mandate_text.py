"""The words of the mandate: one text for the summary page, the PDF and the tests.

Source of what it must say: EPC SDD Core rulebook, guidelines for the appearance of mandates
(EPC392-08). A change of a single word needs a new version: the proof names the one signed.
"""

import hashlib
from dataclasses import dataclass

CURRENT_VERSION = "2026-11"


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
_VERSIONS = {
    "2026-11": MandateText(
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
        # Rulebook: 14 days between notice and debit unless agreed otherwise.
        notice=(
            "Ce mandat vaut avis de prélèvement : vous acceptez que votre compte soit débité dès "
            "le premier jour ouvré bancaire qui suit votre signature."
        ),
        signature=(
            "En cochant cette case, vous certifiez avoir lu et compris les informations "
            "présentées dans ce mandat et y apposez votre signature."
        ),
    )
}


def mandate_text(creditor: str, version: str = CURRENT_VERSION) -> MandateText:
    """The text of that version with the creditor's name in it. Raises KeyError."""
    text = _VERSIONS[version]
    return MandateText(
        version=text.version,
        title=text.title,
        authorisation=text.authorisation.replace("{creditor}", creditor),
        refund=text.refund,
        rights=text.rights,
        notice=text.notice,
        signature=text.signature,
    )
