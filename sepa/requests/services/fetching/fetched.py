"""What a fetch brought, in figures and in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.money import ZERO, format_euros


@dataclass(frozen=True)
class Fetched:
    """What a fetch brought: new lines of the draft, their euros, those without an account.

    ``unreadable`` requests were left on the platform.
    """

    count: int = 0
    total: Decimal = ZERO
    unassigned: int = 0
    unreadable: int = 0

    @property
    def sentence(self) -> str:
        """« 3 demandes reçues, 196,89 €. » for who asked."""
        if not self.unreadable:
            return self._received
        left = ngettext(
            "%(count)d demande illisible est restée sur la plateforme SEPA.",
            "%(count)d demandes illisibles sont restées sur la plateforme SEPA.",
            self.unreadable,
        ) % {"count": self.unreadable}
        return f"{self._received} {left}" if self.count else left

    @property
    def _received(self) -> str:
        if not self.count:
            return _("Aucune demande de prélèvement en attente.")
        received = ngettext(
            "%(count)d demande reçue, %(total)s.",
            "%(count)d demandes reçues, %(total)s.",
            self.count,
        ) % {"count": self.count, "total": format_euros(self.total)}
        if not self.unassigned:
            return received
        unassigned = _("%(count)d à affecter à un compte.") % {"count": self.unassigned}
        return f"{received} {unassigned}"

    def __add__(self, other: "Fetched") -> "Fetched":
        return Fetched(
            self.count + other.count,
            self.total + other.total,
            self.unassigned + other.unassigned,
            self.unreadable + other.unreadable,
        )
