"""What the books do by themselves, at their hours."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.services.trail import seal_trail
from ledger.books.services.anchoring.anchor_books import anchor_books


def anchor_the_day() -> str:
    """Sign the day's line. Returns a French sentence."""
    anchor = anchor_books(acting_user=None)
    return _("Ancrage n° %(number)s signé.") % {"number": anchor.number}


def seal_the_trail() -> str:
    """Seal what the audit trail has taken since the last seal. Returns a French sentence."""
    seal = seal_trail()
    if seal is None:
        return _("Rien de nouveau à sceller.")
    return ngettext("%(count)d événement scellé.", "%(count)d événements scellés.", seal.count) % {
        "count": seal.count
    }
