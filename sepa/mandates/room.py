"""What the mandates bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.database.retention import HELD_ROWS, HeldRows
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.files.person import DUTIES, HOLDINGS, Holding
from core.screens.search import SOURCES, Source
from sepa.mandates.selectors.find_mandates import find_by_iban
from sepa.mandates.selectors.mandates_of_party import (
    held_mandates,
    mandates_of,
    pdfs_of,
    proofs_duty,
)

SOURCES.add(
    Source(
        code="mandates_of_iban",
        label=_("Mandats de cet IBAN"),
        icon="file-certificate",
        provider=find_by_iban,
        right="core_people.reveal_iban",
    )
)
FILE_KINDS.add(FileKind("mandate", _("Mandat signé")))
name_actions(
    {
        "mandate.erase": _("Preuve effacée au terme de sa conservation"),
        "mandate.download": _("PDF du mandat ouvert"),
    }
)
HELD_ROWS.add(HeldRows("sepa_mandates.mandate", held_mandates))
HOLDINGS.add(Holding("mandates", _("Mandats"), mandates_of, pdfs_of))
DUTIES.add(proofs_duty)
